// The convention switchboard and the page of number formats, in the whole window.

#include "core/library/presets.h"
#include "core/scenario/badge.h"
#include "core/studies/change.h"
#include "tests/app/window/numbers_fixture.h"
#include "tests/core/formats/onnx/onnx_builder.h"
#include "ui/charts/quantization/quantization_chart.h"
#include "ui/controls/segmented_choice.h"
#include "ui/editors/convention_panel.h"
#include "ui/panels/quantization_view.h"

#include <QComboBox>
#include <QToolButton>
#include <cmath>

using namespace ridge;
using namespace ridge::test;

namespace {

/// A small network whose convolution has weights from −1 to 1: 8·3·3·3 = 216 of them.
std::string withWeights()
{
    OnnxBuilder builder = convNormRelu(&OnnxBuilder::weight);
    for (onnx::TensorProto& tensor : *builder.model.mutable_graph()->mutable_initializer()) {
        if (tensor.name() == "w") {
            std::vector<float> values(216);
            for (std::size_t i = 0; i < values.size(); ++i) {
                values[i] = float(i) / 107.5f - 1;
            }
            tensor.set_raw_data(std::string(reinterpret_cast<const char*>(values.data()), 4 * values.size()));
        }
    }
    return builder.bytes();
}

struct QuantizationBench : NumbersBench {
    using NumbersBench::NumbersBench;
    QTableView& table() { return part<QTableView>("precisionTable"); }
    QuantizationChart& chart() { return part<QuantizationChart>(); }
    QComboBox& picker()
    {
        auto* found = window.findChild<QuantizationView*>()->findChild<QComboBox*>();
        REQUIRE(found);
        return *found;
    }
    /// By keyboard, as somebody who has never seen the list.
    void pick(int index)
    {
        picker().setFocus();
        QTest::keyClick(&picker(), Qt::Key_Home);
        for (int i = 0; i < index; ++i) {
            QTest::keyClick(&picker(), Qt::Key_Down);
        }
        settle();
    }
};

} // namespace

TEST_CASE("the badge opens the conventions; a switch there is one undoable edit, and the line says what moved",
          "[window][conventions]")
{
    // Half the operations per MAC are half the FLOPs, of the same work at the same rate.
    NumbersBench bench(with(preset("vgg-16", "h100-sxm"), "workload.batch", "8"));
    const Evaluation before = bench.evaluation();
    auto& badge = bench.part<QToolButton>("conventionBadge");
    auto& panel = bench.part<ConventionPanel>("conventionPanel");
    CHECK_FALSE(panel.isVisible());
    QTest::mouseClick(&badge, Qt::LeftButton);
    REQUIRE(panel.isVisible());
    auto& choice = *panel.findChild<SegmentedChoice*>("convention.ops_per_mac");
    QTest::mouseClick(&choice, Qt::LeftButton, {}, choice.segment(0).center().toPoint());
    bench.settle();
    CHECK(bench.window.document().current()->convention.opsPerMac == 1);
    CHECK(bench.window.document().history().count() == 1);
    CHECK(metricOf(bench.evaluation(), "flops") == metricOf(before, "flops") / 2);
    CHECK(badge.text().toStdString() == conventionBadge(*bench.evaluation().scenario));
    CHECK(bench.message().toStdString() == describeChange("FLOPs per MAC 2 → 1", before, bench.evaluation()));
    CHECK(bench.message().startsWith("FLOPs per MAC 2 → 1: "));
    CHECK(bench.message().contains("FLOPs"));
    CHECK(bench.evaluation().verdict.bound == before.verdict.bound); // counting moves nothing
    CHECK(bench.message().contains("no verdict flips"));
    CHECK(panel.findChild<QLabel*>("conventionEffect")->text() == bench.message());

    QTest::keyClick(&choice, Qt::Key_Escape);
    CHECK_FALSE(panel.isVisible());
    bench.window.activateWindow();
    QTest::keyClick(&bench.window, Qt::Key_Z, Qt::ControlModifier);
    bench.settle();
    CHECK(bench.window.document().current()->convention.opsPerMac == 2);
    CHECK(bench.evaluation().verdict.sentence == before.verdict.sentence);
}

TEST_CASE("the badge is a button for the keyboard too, and says when no verdict flips", "[window][conventions]")
{
    NumbersBench bench(preset("llama-3-8b", "h100-sxm"));
    auto& badge = bench.part<QToolButton>("conventionBadge");
    badge.setFocus();
    QTest::keyClick(&badge, Qt::Key_Space);
    auto& panel = bench.part<ConventionPanel>("conventionPanel");
    REQUIRE(panel.isVisible());
    CHECK(panel.findChild<SegmentedChoice*>("convention.ops_per_mac")->hasFocus());
    auto& choice = *panel.findChild<SegmentedChoice*>("convention.embeddings");
    for (int i = 0; i < 20 && !choice.hasFocus(); ++i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
    }
    QTest::keyClick(&choice, Qt::Key_Space);
    bench.settle();
    CHECK_FALSE(bench.window.document().current()->convention.countEmbeddings);
    INFO(bench.message().toStdString());
    CHECK(bench.message().endsWith("no verdict flips."));
    panel.close();
}

TEST_CASE("a format chosen on the page of number formats is one undoable edit of the scenario",
          "[window][quantization]")
{
    QuantizationBench bench(preset("llama-3-8b", "h100-sxm"));
    const Scenario before = *bench.window.document().current();
    bench.window.showView("quantization");
    const auto format = [&](const char* label) {
        const auto& model = *bench.table().model();
        return model.match(model.index(0, 0), Qt::DisplayRole, label, 1, Qt::MatchExactly).value(0);
    };
    const QModelIndex int8 = format("INT8"), fp8 = format("FP8");
    bench.clickCell(bench.table(), int8);
    QTest::mouseDClick(bench.table().viewport(), Qt::LeftButton, {}, bench.table().visualRect(int8).center());
    bench.settle();
    CHECK(*bench.window.document().current() == inPrecision(before, Precision::INT8, PrecisionScope::Weights));
    CHECK(bench.window.document().history().count() == 1);
    CHECK(bench.message().startsWith("INT8: "));
    CHECK(int8.data().toString().endsWith(QStringLiteral("✓")));
    bench.table().setFocus();
    bench.table().setCurrentIndex(fp8);
    QTest::keyClick(&bench.table(), Qt::Key_Space);
    bench.settle();
    CHECK(bench.window.document().current()->deployment.weights == Precision::FP8);
    CHECK(bench.window.document().history().count() == 2);
    bench.window.undo();
    bench.window.undo();
    bench.settle();
    CHECK(*bench.window.document().current() == before);
}

TEST_CASE("a hidden page of number formats evaluates nothing, however often the scenario changes",
          "[window][quantization]")
{
    QuantizationBench bench;
    applyBatch(bench.window, 4);
    bench.settle();
    CHECK_FALSE(bench.window.findChild<QTableView*>("precisionTable"));
    bench.window.showView("quantization");
    bench.settle();
    CHECK(bench.table().model()->rowCount() > 0);
    const QModelIndex latency = bench.table().model()->index(0, 5);
    const QString at4 = latency.data().toString();
    bench.window.showView("overview");
    applyBatch(bench.window, 64);
    bench.settle();
    CHECK(latency.data().toString() == at4); // as it was left
    bench.window.showView("quantization");
    CHECK(latency.data().toString() != at4);
}

TEST_CASE("an ONNX file with weights offers its tensors, the largest first, and shows one", "[window][quantization]")
{
    const QTemporaryDir folder;
    QuantizationBench bench;
    bench.window.showView("quantization");
    CHECK_FALSE(bench.picker().isVisible()); // a preset has no weights to show
    REQUIRE(bench.open(writeTo(folder, withWeights())));
    bench.settle();
    REQUIRE(bench.picker().isVisible());
    REQUIRE(bench.picker().count() >= 2);
    CHECK(bench.picker().itemText(1) == "w");
    CHECK_FALSE(bench.chart().showsTensor());
    bench.pick(1);
    REQUIRE(bench.chart().showsTensor());
    CHECK(bench.chart().summary().contains("w"));
    // n values evenly from −1 to 1 have a variance of (n + 1) / (n − 1) / 3; the chart is in units of its root.
    CHECK(*bench.chart().minMax() == Approx(std::sqrt(3 * 215 / 217.0)));
    bench.pick(0);
    CHECK_FALSE(bench.chart().showsTensor());
    bench.pick(1);
    bench.window.document().chooseModel(modelPreset("resnet-50")); // another model has none
    bench.settle();
    CHECK_FALSE(bench.picker().isVisible());
    CHECK_FALSE(bench.chart().showsTensor());
    bench.window.undo();
    bench.settle();
    CHECK(bench.picker().isVisible());
}

TEST_CASE("an ONNX file that has gone is one sentence, and the chart stays as it was", "[window][quantization]")
{
    const QTemporaryDir folder;
    QuantizationBench bench;
    bench.window.showView("quantization");
    const QString file = writeTo(folder, withWeights());
    REQUIRE(bench.open(file));
    bench.settle();
    REQUIRE(QFile::remove(file));
    bench.pick(1);
    CHECK(bench.message().startsWith("net.onnx: there is no such file"));
    CHECK_FALSE(bench.chart().showsTensor());
    CHECK(bench.picker().currentIndex() == 0); // what the chart shows
}

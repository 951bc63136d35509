#include "app/document/library.h"
#include "app/ranking/library_items.h"
#include "core/evaluate/evaluate.h"
#include "core/scenario/baseline.h"
#include "core/studies/ranking/direction.h"
#include "tests/app/studies/ranked_bench.h"
#include "ui/charts/roofline/others.h"
#include "ui/charts/roofline/roofline_chart.h"
#include "ui/controls/bar_delegate.h"
#include "ui/devices/device_model.h"
#include "ui/devices/devices_view.h"

#include <QComboBox>

using namespace ridge;
using namespace ridge::test;

namespace {

struct DevicesBench : RankedBench<DevicesView> {
    explicit DevicesBench(const Scenario& scenario = preset("llama-3-8b", "h100-sxm"))
        : RankedBench(scenario, "devices")
    {
        wait();
    }
    DeviceModel& devices() { return *qobject_cast<DeviceModel*>(&model()); }
    int rowOf(const char* id) { return model().rowOf(id); }
    void wait()
    {
        settle();
        REQUIRE(QTest::qWaitFor(
            [this] { return isUpToDate() && view().ranking().drawn.size() == view().ticked().size(); }, 20000));
    }
    QStringList ids()
    {
        QStringList all;
        for (int row = 0; row < model().rowCount(); ++row) {
            all << model().index(row, 0).data(DeviceModel::KeyRole).toString();
        }
        return all;
    }
    std::string device() { return window.document().current()->device.id; }
};

/// Evaluates on every device in turn: what fits first, by the metric; equals keep the library's order.
QStringList naiveOrder(const Scenario& scenario, std::string_view by)
{
    struct Row {
        QString id;
        int order; // what fits, what may, what does not
        double value;
    };
    std::vector<Row> rows;
    for (const Device& device : libraryMachines()) {
        const Evaluation e = evaluate(movedTo(scenario, scenario.model, device));
        const int order = !e.placement.fits ? 2 : e.placement.capacityKnown ? 0 : 1;
        rows.push_back({QString::fromStdString(device.id), order, metric(e, by).value.value()});
    }
    const bool falls = betterOf(metricCatalogue()[*metricIndex(by)]) == Better::Higher;
    std::ranges::stable_sort(rows, [falls](const Row& a, const Row& b) {
        return a.order != b.order ? a.order < b.order : falls ? a.value > b.value : a.value < b.value;
    });
    QStringList ids;
    for (const Row& row : rows) {
        ids << row.id;
    }
    return ids;
}

} // namespace

TEST_CASE("devices stand in the order of evaluating each of them, and follow edits and the metric", "[window][devices]")
{
    DevicesBench bench;
    const Scenario start = *bench.window.document().current();
    CHECK(bench.ids() == naiveOrder(start, "latency"));
    const int last = bench.model().rowCount() - 1;
    CHECK_FALSE(bench.model().rankedAt(last).fits); // 16.8 GB into 320 KB
    CHECK(bench.text(last, DeviceModel::Fit).startsWith("−"));
    CHECK(bench.model().sentenceAt(last).contains("does not hold it: "));
    CHECK(bench.text(last, DeviceModel::Rank) == "—");
    applyBatch(bench.window, 256);
    bench.wait();
    CHECK(bench.ids() == naiveOrder(*bench.window.document().current(), "latency"));
    const int rate = bench.model().columnOf("tokens_per_second");
    REQUIRE(rate > 0);
    bench.clickHeading(rate);
    bench.wait();
    CHECK(bench.view().rankedMetric() == "tokens_per_second");
    CHECK(bench.ids() == naiveOrder(*bench.window.document().current(), "tokens_per_second"));
    CHECK(bench.model().index(0, rate).data(barRole).toDouble() > 0.99); // the highest rate
    auto* metrics = bench.window.findChild<QComboBox*>("devicesMetric");
    metrics->setFocus();
    QTest::keyClick(metrics, Qt::Key_Home);
    bench.wait();
    CHECK(bench.view().rankedMetric() == "latency");
}

TEST_CASE("a device is taken by a double click, by Return and by the button, each as one edit", "[window][devices]")
{
    DevicesBench bench;
    const auto start = bench.window.document().current();
    const double promised = *bench.model().rankedAt(bench.rowOf("a100-80gb")).values.front().value;
    bench.click(bench.rowOf("a100-80gb"), DeviceModel::Fit, true);
    bench.wait();
    CHECK(bench.device() == "a100-80gb");
    CHECK(bench.window.document().history().count() == 1);
    CHECK(metric(*bench.window.evaluation(), "latency").value == promised);
    CHECK(bench.model().isPresent(bench.rowOf("a100-80gb")));
    bench.window.undo();
    bench.wait();
    CHECK(*bench.window.document().current() == *start);
    bench.click(bench.rowOf("rtx-4090"), DeviceModel::Fit);
    QTest::keyClick(&bench.table(), Qt::Key_Return);
    bench.wait();
    CHECK(bench.device() == "rtx-4090");
    bench.window.undo();
    bench.wait();
    bench.click(bench.rowOf("mi300x"), DeviceModel::Fit);
    QTest::mouseClick(&bench.use(), Qt::LeftButton);
    bench.wait();
    CHECK(bench.device() == "mi300x");
    CHECK_FALSE(bench.use().isEnabled()); // it is there already
    bench.window.undo();
    CHECK(*bench.window.document().current() == *start);
}

TEST_CASE("ticked devices draw their roofs and the stages there, as far as they can be told apart", "[window][devices]")
{
    DevicesBench bench;
    RooflineChart& chart = bench.view().roofline();
    CHECK(chart.others().empty());
    const int row = bench.rowOf("a100-80gb");
    const QRect cell = bench.table().visualRect(bench.model().index(row, DeviceModel::Name));
    QTest::mouseClick(bench.table().viewport(), Qt::LeftButton, {}, {cell.left() + 14, cell.center().y()});
    bench.wait();
    REQUIRE(chart.others().size() == 1);
    const Scenario& now = *bench.window.document().current();
    const Evaluation there = evaluate(movedTo(now, now.model, devicePreset("a100-80gb")));
    CHECK(chart.others()[0].machine.peak() == there.peak.inBaseUnits());
    REQUIRE(chart.others()[0].stages.size() == there.stages.size());
    const StageTotals& decode = there.stages[1].totals;
    CHECK(chart.others()[0].stages[1]->rate == Approx(decode.ops.inBaseUnits() / decode.time.inBaseUnits()));
    const QPointF mark = chart.positionOf(0, 1).value();
    CHECK(QRectF(chart.rect()).contains(mark));
    CHECK(bench.devices().isTicked(bench.rowOf("h100-sxm"))); // the one on screen always is
    applyBatch(bench.window, 64);
    bench.wait();
    REQUIRE(chart.others().size() == 1); // and it follows
    CHECK(chart.positionOf(0, 1).value() != mark);
    bench.click(bench.rowOf("a100-80gb"), DeviceModel::Fit);
    QTest::keyClick(&bench.table(), Qt::Key_Space);
    bench.wait();
    CHECK(chart.others().empty());
    for (int other = 0; other < bench.model().rowCount(); ++other) {
        bench.click(other, DeviceModel::Fit);
        QTest::keyClick(&bench.table(), Qt::Key_Space);
    }
    bench.wait();
    CHECK(chart.others().size() == RooflineChart::mostOthers);
    CHECK(bench.message().startsWith("At most 6 machines"));
}

TEST_CASE("numbers of the device on screen are explained, and a menu ranks by any metric", "[window][devices]")
{
    DevicesBench bench;
    NumberRef explained;
    QObject::connect(&bench.window.explanations(), &Explanations::changed, &bench.window,
                     [&](const NumberRef& number) { explained = number; });
    bench.click(bench.rowOf("b200-sxm"), bench.model().columnOf("carbon"));
    CHECK_FALSE(explained == NumberRef{"carbon"}); // of another scenario
    bench.click(bench.rowOf("h100-sxm"), bench.model().columnOf("carbon"));
    CHECK(explained == NumberRef{"carbon"});
    bench.rankBy("Memory headroom");
    bench.wait();
    CHECK(bench.ids().front() == "epyc-9654"); // 825 GB
    CHECK(bench.model().columnOf("memory_headroom") == DeviceModel::FirstFigure);
}

TEST_CASE("the user's own devices are ranked among the others, and an edited one beside its preset",
          "[window][devices]")
{
    Device fast = devicePreset("h100-sxm");
    for (MemoryLevel& level : fast.memory) {
        level.bandwidth *= 10000; // more than the 21 PB/s of a wafer
    }
    fast.peak[static_cast<std::size_t>(Precision::BF16)] = 1e18;
    const std::string id = OwnDevices::add(fast, "My wonder").id;
    {
        DevicesBench bench;
        CHECK(bench.ids().front() == QString::fromStdString(id));
        bench.click(0, DeviceModel::Fit, true);
        bench.wait();
        CHECK(bench.device() == id);
        Scenario edited = *bench.window.document().current();
        edited.device.memory.back().bandwidth *= 2;
        bench.window.applyEdit(edited, {"device.memory.bandwidth", 0, "Bandwidth"});
        bench.wait();
        CHECK(bench.model().rowCount() == int(libraryMachines().size()) + 1);
        CHECK(bench.model().isPresent(0));
        CHECK(bench.text(0, DeviceModel::Name).startsWith("▸ My wonder, edited"));
        CHECK(bench.model().itemAt(1).key.toStdString() == id);
    }
    OwnDevices::discard(QString::fromStdString(id));
}

TEST_CASE("every family is ranked, with a number or the reason in every row", "[window][devices]")
{
    DevicesBench bench;
    for (const char* name : {"resnet-50", "bert-base", "vit-b-16", "sd-1.5", "clip-vit-b-32", "llava-1.5-7b",
                             "whisper-base", "r3d-18", "pointnet", "minkunet-18", "mcunet-vww1", "mixtral-8x7b"}) {
        INFO(name);
        bench.window.document().chooseModel(modelPreset(name));
        bench.wait();
        CHECK(bench.ids() == naiveOrder(*bench.window.document().current(), "latency"));
        for (int row = 0; row < bench.model().rowCount(); ++row) {
            const bool isRanked = bench.text(row, DeviceModel::Rank) != "—";
            const QString sentence = bench.model().sentenceAt(row);
            CHECK((isRanked ? sentence.contains("latency") : sentence.contains("does not hold it")));
        }
    }
}

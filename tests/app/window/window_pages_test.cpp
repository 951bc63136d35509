// What is not on show while the scenario changes: pages, and edits that come before the evaluation.

#include "core/library/presets.h"
#include "tests/app/window/window_fixture.h"
#include "tests/support/sampled.h"
#include "ui/editors/layers/layer_model.h"
#include "ui/editors/layers/layer_table.h"
#include "ui/why/why_panel.h"

#include <functional>

using namespace ridge;
using namespace ridge::test;

TEST_CASE("with a smaller model chosen on any page, type, theme, size and keys may change", "[window]")
{
    const std::function<void(WindowBench&)> happenings[] = {
        [](WindowBench& b) { QTest::keyClick(&b.window, Qt::Key_Plus, Qt::ControlModifier); },
        [](WindowBench& b) { b.window.themeChoice().toggle(); },
        [](WindowBench& b) { b.window.resize(1100, 700); },
        [](WindowBench& b) { QTest::keyClick(b.window.charts()[1], Qt::Key_Down); },
        [](WindowBench& b) { QTest::keyClick(b.window.charts()[1], Qt::Key_Return); },
        [](WindowBench& b) { b.clickRow(0); },
        [](WindowBench& b) { b.window.resetCharts(); },
    };
    WindowBench bench;
    std::size_t turn = 0;
    for (const auto& [name, label] : sampled(bench.window.pages().titles(PageKind::Place::Middle))) {
        if (name == "selfCheck" || name == "measured") {
            continue; // of scenarios of its own, and long to compute
        }
        for (int each = 0; each < 2; ++each) { // happenings take turns, so that neighbours meet different ones
            const auto& happen = happenings[turn++ % std::size(happenings)];
            INFO(name.toStdString() << ", " << turn);
            bench.window.document().load(preset("llama-3-8b", "h100-sxm"), {});
            for (const char* page : {"latency", "quantization", "overview"}) { // each derives what it shows
                bench.window.showView(page);
                bench.settle();
            }
            QTest::keyClick(bench.window.charts()[0], Qt::Key_Left); // an operator is selected
            bench.window.showView(name);
            bench.window.document().chooseModel(modelPreset("lenet-5"));
            bench.settle();
            happen(bench);
            bench.settle();
            bench.window.showView("overview");
            bench.settle();
            for (const Chart* chart : bench.window.charts()) {
                CHECK(chart->evaluation() == bench.window.evaluation());
            }
        }
    }
}

TEST_CASE("an edit of a layer builds on the edit before, also when that is not evaluated yet", "[window]")
{
    WindowBench bench;
    for (LayerTable* table : bench.window.findChildren<LayerTable*>()) {
        for (const double batch : {6, 7}) { // the second comes within a frame of the first
            applyBatch(bench.window, batch);
        }
        const QModelIndex block = table->model()->index(0, 0);
        const QString name = block.data().toString() + "x";
        REQUIRE(table->model()->setData(block, name, Qt::EditRole));
        CHECK(bench.window.document().current()->workload.batch == 7);
        CHECK(bench.window.document().current()->model.layers()->blocks[0].name == name.toStdString());
        bench.settle();
    }
}

TEST_CASE("a number clicked right after an edit is explained as it is by then", "[window]")
{
    WindowBench bench(preset("llama-3-8b", "h100-sxm"));
    bench.window.document().chooseModel(modelPreset("lenet-5"));
    bench.window.evaluator().flush(); // the panels are told later
    const auto last = static_cast<int>(bench.window.evaluation()->stages.front().operators.size()) - 1;
    bench.window.explain({"time_s", 0, last});
    const auto& why = bench.window.findChild<WhyPanel*>("whyPanel")->explanation();
    REQUIRE(why);
    CHECK(why->value == *valueOf(*bench.window.evaluation(), {"time_s", 0, last}));
}

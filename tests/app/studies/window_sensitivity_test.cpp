#include "tests/app/window/window_fixture.h"
#include "ui/charts/sensitivity/sensitivity_chart.h"

#include <QMenu>
#include <QToolButton>

using namespace ridge;
using namespace ridge::test;

namespace {

struct SensitivityBench : WindowBench {
    explicit SensitivityBench(Scenario scenario) : WindowBench(std::move(scenario))
    {
        window.showView("sensitivity");
        QCoreApplication::processEvents();
        chart = window.findChild<SensitivityChart*>();
        REQUIRE(chart);
    }
    /// The answer on show is of the scenario and the metric that are asked for.
    bool isCurrent()
    {
        return QTest::qWaitFor(
            [this] {
                return chart->answer() && chart->answer()->of == window.evaluation()->chosen &&
                       chart->answer()->metric == chart->metric().toStdString();
            },
            20000);
    }
    bool choose(const QString& label)
    {
        QMenu* menu = chart->findChild<QToolButton*>()->menu();
        emit menu->aboutToShow();
        for (QAction* action : menu->actions()) {
            if (action->text() == label) {
                action->trigger();
                return true;
            }
        }
        return false;
    }
    SensitivityChart* chart = nullptr;
};

} // namespace

TEST_CASE("the page says what moves a metric, and follows edits and the metric that is chosen", "[window][sensitivity]")
{
    SensitivityBench bench(preset("llama-2-7b", "h100-sxm"));
    REQUIRE(bench.isCurrent());
    CHECK(bench.chart->tornado().rows.size() == Tornado::mostRows);
    const QString before = bench.chart->summary();
    applyBatch(bench.window, 64);
    bench.settle();
    REQUIRE(bench.isCurrent());
    CHECK(bench.chart->summary() != before);
    REQUIRE(bench.choose("KV cache"));
    REQUIRE(bench.isCurrent());
    CHECK(bench.chart->summary().startsWith("KV cache "));
    CHECK_FALSE(bench.choose("Peak activation memory of the sheet")); // no such metric
    bench.window.document().chooseModel(modelPreset("resnet-50"));
    bench.settle();
    REQUIRE(bench.isCurrent());
    CHECK(bench.chart->tornado().rows.empty());
    CHECK(bench.chart->items()[0].text.startsWith("KV cache: "));
    REQUIRE(bench.choose("Latency"));
    REQUIRE(bench.isCurrent());
    CHECK_FALSE(bench.chart->tornado().rows.empty());
}

TEST_CASE("a hidden tornado computes nothing until it is looked at", "[window][sensitivity]")
{
    SensitivityBench bench(preset("llama-2-7b", "h100-sxm"));
    REQUIRE(bench.isCurrent());
    bench.window.showView("overview");
    applyBatch(bench.window, 16);
    bench.settle();
    CHECK(bench.chart->answer()->of != bench.window.evaluation()->chosen);
    bench.window.showView("sensitivity");
    CHECK(bench.isCurrent());
}

TEST_CASE("every kind of model has a tornado of its latency", "[window][sensitivity]")
{
    SensitivityBench bench(preset("resnet-50", "h100-sxm"));
    for (const char* model : {"llama-3-8b", "sd-1.5", "whisper-base", "bert-base", "mlperf-tiny-ds-cnn"}) {
        INFO(model);
        bench.window.document().chooseModel(modelPreset(model));
        bench.settle();
        REQUIRE(bench.isCurrent());
        CHECK(bench.chart->tornado().rows.size() >= 5);
    }
}

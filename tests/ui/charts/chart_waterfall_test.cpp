#include "core/evaluate/evaluate.h"
#include "core/studies/change.h"
#include "tests/support/scenarios.h"
#include "tests/ui/charts/chart_fixture.h"
#include "ui/charts/waterfall/waterfall_chart.h"

using namespace ridge;
using namespace ridge::test;

namespace {

Scenario grouped() { return with(preset("llama-2-7b", "h100-sxm"), "lever.gqa", "on"); }

} // namespace

TEST_CASE("the waterfall draws what there was, each lever, and what is left", "[waterfall]")
{
    WaterfallChart chart;
    chart.setMetric("kv_cache");
    settle(chart);
    chart.setEvaluation(evaluated(grouped()));
    settle(chart);
    REQUIRE(chart.rowCount() == 4); // before, grouping, fusion, after
    // 8 of 32 heads: a quarter is left.
    CHECK(chart.barOf(3).width() == Approx(chart.barOf(0).width() / 4).epsilon(0.01));
    CHECK(chart.barOf(1).right() == Approx(chart.barOf(0).right()).margin(0.5));
    CHECK(chart.barOf(1).left() == Approx(chart.barOf(3).right()).margin(0.5));
    for (std::size_t i = 1; i < chart.rowCount(); ++i) {
        CHECK(chart.rowOf(i).top() >= chart.rowOf(i - 1).bottom() - 0.01);
    }
    const std::vector<ChartItem> items = chart.items();
    CHECK(items[1].name == "Grouped-query attention");
    CHECK(items[1].text.startsWith("−75 %")); // what it was before this one
    CHECK(items.back().text == "Each gives the same wherever it stands in the order.");
    CHECK(chart.summary().endsWith(", −75 %"));
    hoverAt(chart, chart.rowOf(1).center());
    CHECK(chart.hoverText().contains("All but it"));
}

TEST_CASE("a click on a lever of the waterfall explains the number that is taken apart", "[waterfall]")
{
    WaterfallChart chart;
    settle(chart);
    chart.setEvaluation(evaluated(grouped()));
    settle(chart);
    NumberRef asked;
    QObject::connect(&chart, &Chart::numberActivated, &chart, [&asked](const NumberRef& number) { asked = number; });
    clickAt(chart, chart.rowOf(1).center());
    CHECK(asked == NumberRef{"latency"});
}

TEST_CASE("without levers, or without the metric, the waterfall says why it is empty", "[waterfall]")
{
    WaterfallChart chart;
    settle(chart);
    chart.setEvaluation(evaluated(with(preset("resnet-50", "h100-sxm"), "deployment.fusion", "none")));
    CHECK(chart.rowCount() == 0);
    REQUIRE(chart.items().size() == 1);
    CHECK(chart.items()[0].text == "No lever is pulled.");
    chart.setMetric("kv_cache");
    CHECK(chart.items()[0].text.startsWith("KV cache"));
}

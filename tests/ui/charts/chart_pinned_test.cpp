#include "core/analysis/groups.h"
#include "tests/ui/charts/chart_fixture.h"
#include "ui/charts/roofline/ghost.h"
#include "ui/figure/figure.h"

#include <qcustomplot.h>

using namespace ridge;
using namespace ridge::test;

namespace {

Scenario faster()
{
    Scenario s = chartScenario();
    s.device.memory[0].bandwidth *= 30; // more than a decade
    s.device.peak[static_cast<std::size_t>(Precision::BF16)] = 8e15;
    return s;
}

Scenario manySequences()
{
    Scenario s = chartScenario();
    s.workload.batch = 64;
    return s;
}

template <class Kind> struct Compared {
    Compared(const Scenario& before, const Scenario& after) : was(evaluated(before)), now(evaluated(after))
    {
        settle(chart);
        chart.setPinned({"A name", was});
        chart.setEvaluation(now);
        settle(chart);
    }
    std::shared_ptr<const Evaluation> was, now;
    Kind chart;
};

ChartFrame frameOfAlone(const std::shared_ptr<const Evaluation>& evaluation)
{
    RooflineChart chart;
    settle(chart);
    chart.setEvaluation(evaluation);
    settle(chart);
    const QCPRange x = plotOf(chart).xAxis->range(), y = plotOf(chart).yAxis->range();
    return {x.lower, x.upper, y.lower, y.upper};
}

QImage pictureOf(Chart& chart)
{
    QImage image(836, 430, QImage::Format_RGB32);
    QPainter painter(&image);
    chart.render(painter, QRectF(image.rect()));
    return image;
}

} // namespace

TEST_CASE("a pinned roofline keeps every dot of its own, and says what went and what came", "[pins]")
{
    const Compared<RooflineChart> same(chartScenario(), faster());
    REQUIRE(same.chart.ghost());
    CHECK(same.chart.ghost()->dots.size() == same.chart.dots().size());
    CHECK_FALSE(same.chart.ghost()->hasGone);
    CHECK_FALSE(same.chart.ghost()->hasNew);
    CHECK_FALSE(same.chart.ghost()->isSameMachine);
    CHECK(same.chart.ghost()->moves.size() >= 8);
    Scenario without = chartScenario();
    without.workload.outputTokens = 0; // no decode
    const Compared<RooflineChart> shorter(chartScenario(), without), longer(without, chartScenario());
    CHECK(shorter.chart.ghost()->hasGone);
    CHECK_FALSE(shorter.chart.ghost()->hasNew);
    CHECK(longer.chart.ghost()->hasNew);
    CHECK_FALSE(longer.chart.ghost()->hasGone);
    CHECK(shorter.chart.ghost()->isSameMachine);
}

TEST_CASE("the frame holds the decades of both machines", "[pins]")
{
    Compared<RooflineChart> both(chartScenario(), faster());
    const ChartFrame a = frameOfAlone(both.was), b = frameOfAlone(both.now);
    const QCPRange x = plotOf(both.chart).xAxis->range(), y = plotOf(both.chart).yAxis->range();
    CHECK(x.lower == Approx(std::min(a.xLower, b.xLower)));
    CHECK(x.upper == Approx(std::max(a.xUpper, b.xUpper)));
    CHECK(y.lower == Approx(std::min(a.yLower, b.yLower)));
    CHECK(y.upper == Approx(std::max(a.yUpper, b.yUpper)));
    CHECK(y.upper != Approx(a.yUpper)); // the two differ
}

TEST_CASE("an operator's card says what it took in A", "[pins]")
{
    Compared<RooflineChart> both(chartScenario(), faster());
    const OperatorRef ref = both.chart.dots().front().ref;
    hoverAt(both.chart, *both.chart.positionOf(ref));
    CHECK(both.chart.hoverText().contains("Time in A"));
    CHECK(both.chart.hoverText().contains(QStringLiteral("now ÷")));
}

TEST_CASE("charts with something pinned look otherwise, and as before once nothing is", "[pins]")
{
    const auto check = [](auto&& chart, const auto& was, const auto& now) {
        chart.setEvaluation(now);
        settle(chart);
        const QImage alone = pictureOf(chart);
        const auto figure = renderSvg(chart, {{836, 430}, 1});
        settle(chart);
        const QImage onScreen = chart.grab().toImage();
        const QCPRange x = plotOf(chart).xAxis->range(), y = plotOf(chart).yAxis->range();
        chart.setPinned({"A name", was});
        chart.setEvaluation(now);
        settle(chart);
        CHECK(pictureOf(chart) != alone);
        CHECK(chart.caption().startsWith("A: A name · B: "));
        chart.setPinned({});
        chart.setEvaluation(now);
        settle(chart);
        INFO(chart.title().toStdString());
        CHECK(plotOf(chart).xAxis->range() == x);
        CHECK(plotOf(chart).yAxis->range() == y);
        CHECK_FALSE(chart.caption().contains("A name"));
        CHECK(chart.grab().toImage() == onScreen);
        // Not its pixels: Qt draws spaced letters of a picture a 255th lighter or darker from one time to the next.
        CHECK(renderSvg(chart, {{836, 430}, 1}) == figure);
    };
    const auto was = evaluated(chartScenario()), now = evaluated(faster());
    check(RooflineChart(), was, now);
    check(MemoryChart(), evaluated(manySequences()), was);
    check(EnergyChart(), was, now);
    check(LatencyChart(), was, now);
}

TEST_CASE("the memory chart leaves room for the pinned peak and names it", "[pins]")
{
    Compared<MemoryChart> both(manySequences(), chartScenario());
    const MemoryPlan& plan = both.was->memory;
    double peak = 0;
    for (const MemoryStep& step : plan.timeline) {
        peak = std::max(peak, plan.weights.inBaseUnits() + step.kvCache + step.activations);
    }
    CHECK(both.chart.pinnedPeak() == Approx(peak));
    CHECK(plotOf(both.chart).yAxis->range().upper >= peak);
    bool isNamed = false;
    for (const ChartItem& item : both.chart.items()) {
        isNamed = isNamed || item.name.startsWith("A: peak ");
    }
    CHECK(isNamed);
}

TEST_CASE("paired bars hold all that the pinned scenario takes, also in groups that have gone", "[pins]")
{
    Scenario without = chartScenario();
    without.workload.outputTokens = 0;
    for (const auto& [before, after] : {std::pair(chartScenario(), faster()), std::pair(faster(), chartScenario()),
                                        std::pair(chartScenario(), without)}) {
        const Compared<LatencyChart> both(before, after);
        REQUIRE(both.chart.pinnedTotals().size() == both.chart.groups().size());
        double pinned = 0, whole = 0;
        for (const double total : both.chart.pinnedTotals()) {
            pinned += total;
        }
        for (const OperatorGroup& group : timeByGroup(*both.was, 1000)) {
            whole += group.total();
        }
        CHECK(pinned == Approx(whole));
    }
}

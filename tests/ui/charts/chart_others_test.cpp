#include "tests/ui/charts/chart_fixture.h"
#include "ui/charts/roofline/others.h"

using namespace ridge;
using namespace ridge::test;

namespace {

/// A thousandth of everything.
Scenario onSmallMachine()
{
    Scenario scenario = chartScenario();
    for (std::optional<double>& peak : scenario.device.peak) {
        peak = peak ? std::optional(*peak / 1000) : peak;
    }
    for (MemoryLevel& level : scenario.device.memory) {
        level.bandwidth /= 1000;
    }
    return scenario;
}

QStringList textsOf(const RooflineChart& chart)
{
    QStringList texts;
    for (const PlacedLabel& label : chart.labels()) {
        texts << label.text;
    }
    return texts;
}

} // namespace

TEST_CASE("another machine has its roofs with its name, a ring for each stage, and room in the frame", "[roofline]")
{
    RooflineChart chart;
    chart.setEvaluation(evaluated(chartScenario()));
    settle(chart);
    const QStringList alone = textsOf(chart);
    const auto small = evaluated(onSmallMachine());
    chart.setOthers({{"Small one", small}});
    settle(chart);
    REQUIRE(chart.others().size() == 1);
    const RooflineOther& other = chart.others()[0];
    CHECK(other.machine.peak() == Approx(chart.machine().peak() / 1000));
    CHECK(other.machine.ridge() == Approx(chart.machine().ridge())); // both are a thousandth
    const QStringList named = textsOf(chart).filter("Small one");
    REQUIRE(named.size() == 1);
    CHECK(named[0].startsWith("Small one 1.00 TFLOP/s"));
    for (std::size_t stage = 0; stage < small->stages.size(); ++stage) {
        const StageTotals& totals = small->stages[stage].totals;
        CHECK(other.stages[stage]->rate == Approx(totals.ops.inBaseUnits() / totals.time.inBaseUnits()));
        const QPointF at = chart.positionOf(0, stage).value();
        CHECK(QRectF(chart.rect()).contains(at));
        hoverAt(chart, at);
        CHECK(chart.hoverText().contains("Small one"));
    }
    bool isListed = false;
    for (const ChartItem& item : chart.items()) {
        isListed = isListed || item.name == "Beside it: Small one";
    }
    CHECK(isListed);
    chart.setOthers({});
    settle(chart);
    CHECK(textsOf(chart) == alone);
}

TEST_CASE("machines beside this one differ in colour, in both themes", "[roofline]")
{
    for (const Theme& theme : {Theme::light(), Theme::darkTheme(), Theme::print()}) {
        for (std::size_t i = 0; i < RooflineChart::mostOthers; ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                const QColor a = RooflineChart::colourOfOther(theme, i), b = RooflineChart::colourOfOther(theme, j);
                const int apart =
                    std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue());
                INFO(i << " and " << j);
                CHECK(apart > 60);
            }
        }
    }
}

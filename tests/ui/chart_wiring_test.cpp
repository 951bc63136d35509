#include "tests/ui/chart_fixture.h"

#include <qcustomplot.h>

using namespace ridge;
using namespace ridge::test;

namespace {

int drawnObjects(const QCustomPlot& plot)
{
    int count = plot.plottableCount() + plot.itemCount();
    for (int i = 0; i < plot.layerCount(); ++i) {
        count += static_cast<int>(plot.layer(i)->children().size());
    }
    return count;
}

Scenario twiceTheBandwidth()
{
    Scenario s = chartScenario();
    s.device.memory[0].bandwidth *= 2;
    return s;
}

} // namespace

TEST_CASE("every chart holds the very evaluation it was given, also one that is shown late")
{
    RooflineChart roofline;
    MemoryChart memory;
    EnergyChart energy;
    settle(roofline);
    settle(memory);
    const auto evaluation = evaluated(chartScenario());
    for (Chart* chart : {static_cast<Chart*>(&roofline), static_cast<Chart*>(&memory), static_cast<Chart*>(&energy)}) {
        chart->setEvaluation(evaluation);
        CHECK(chart->evaluation() == evaluation);
    }
    CHECK(energy.groups().empty()); // hidden: kept, not yet drawn
    settle(energy);
    CHECK(energy.evaluation() == evaluation);
    CHECK_FALSE(energy.groups().empty());
}

TEMPLATE_TEST_CASE("a second evaluation creates nothing new in the plot", "", RooflineChart, MemoryChart, EnergyChart)
{
    TestType chart;
    settle(chart);
    chart.setEvaluation(evaluated(chartScenario()));
    settle(chart);
    const int before = drawnObjects(plotOf(chart));
    chart.setEvaluation(evaluated(twiceTheBandwidth()));
    settle(chart);
    CHECK(drawnObjects(plotOf(chart)) == before);
}

TEMPLATE_TEST_CASE("fills are opaque and drawn without a pen", "", MemoryChart, EnergyChart)
{
    TestType chart;
    for (const Theme& theme : {Theme::light(), Theme::darkTheme(), Theme::print()}) {
        chart.setTheme(theme);
        REQUIRE(plotOf(chart).plottableCount() == 3);
        for (int i = 0; i < 3; ++i) {
            CHECK(plotOf(chart).plottable(i)->brush().color().alpha() == 255);
            CHECK(plotOf(chart).plottable(i)->brush().style() == Qt::SolidPattern);
            CHECK(plotOf(chart).plottable(i)->pen().style() == Qt::NoPen);
        }
    }
}

TEST_CASE("while frozen the frame stays; afterwards it follows the machine")
{
    RooflineChart chart;
    settle(chart);
    chart.setEvaluation(evaluated(chartScenario()));
    const QCPRange before = plotOf(chart).xAxis->range();
    Scenario slow = chartScenario();
    slow.device.memory[0].bandwidth /= 100; // the ridge moves right by two decades
    chart.setFrozen(true);
    chart.setEvaluation(evaluated(slow));
    CHECK(plotOf(chart).xAxis->range() == before);
    chart.setFrozen(false);
    CHECK(QTest::qWaitFor([&] { return qFuzzyCompare(plotOf(chart).xAxis->range().upper, before.upper * 100); }, 2000));
}

TEST_CASE("a frame that the user has zoomed is left alone until it is reset")
{
    RooflineChart chart;
    settle(chart);
    chart.setEvaluation(evaluated(chartScenario()));
    const QCPRange machine = plotOf(chart).xAxis->range();
    QTest::keyClick(&chart, Qt::Key_Plus);
    const QCPRange zoomed = plotOf(chart).xAxis->range();
    CHECK(zoomed.upper < machine.upper);
    chart.setEvaluation(evaluated(twiceTheBandwidth()));
    CHECK(plotOf(chart).xAxis->range() == zoomed);
    chart.setEvaluation(evaluated(chartScenario()));
    QTest::keyClick(&chart, Qt::Key_0);
    CHECK(QTest::qWaitFor([&] { return plotOf(chart).xAxis->range() == machine; }, 2000));
}

TEST_CASE("the accessible description starts with the verdict")
{
    EnergyChart chart;
    settle(chart);
    const auto evaluation = evaluated(chartScenario());
    chart.setEvaluation(evaluation);
    REQUIRE_FALSE(evaluation->verdict.sentence.empty());
    CHECK(chart.accessibleName() == "Energy chart");
    CHECK(chart.accessibleDescription().startsWith(QString::fromStdString(evaluation->verdict.sentence)));
}

#include "tests/support/scenarios.h"
#include "tests/ui/charts/chart_fixture.h"
#include "ui/charts/chart_factory.h"

#include <QPainter>

#include <functional>

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
    const auto evaluation = evaluated(chartScenario());
    for (const ChartKind& kind : chartKinds()) {
        const std::unique_ptr<Chart> shown = kind.make(), late = kind.make();
        settle(*shown);
        shown->setEvaluation(evaluation);
        CHECK(shown->evaluation() == evaluation);
        late->setEvaluation(evaluation);
        CHECK_FALSE(late->evaluation()); // nothing is derived from it yet
        settle(*late);
        CHECK(late->evaluation() == evaluation);
    }
}

TEST_CASE("whatever happens to a hidden chart, it is of the evaluation that it was derived from")
{
    const auto of = evaluated(preset("mobilenet-v2", "h100-sxm")); // more operators than the next
    const auto next = evaluated(preset("lenet-5", "h100-sxm"));
    const OperatorRef last{0, static_cast<int>(of->stages.front().operators.size()) - 1};
    Theme large = Theme::darkTheme();
    large.fontScale = 1.5;
    const std::function<void(Chart&)> happenings[] = {
        [&](Chart& chart) { chart.setTheme(Theme::darkTheme()); },
        [&](Chart& chart) { chart.setTheme(large); },
        [&](Chart& chart) { chart.resize(500, 300); },
        [&](Chart& chart) { chart.setSelected(last); },
        [&](Chart& chart) { QTest::keyClick(&chart, Qt::Key_Down); },
        [&](Chart& chart) { QTest::keyClick(&chart, Qt::Key_Return); },
        [&](Chart& chart) {
            hoverAt(chart, {200, 150});
        },
        [&](Chart& chart) {
            clickAt(chart, {200, 150});
        },
        [&](Chart& chart) { chart.resetView(); },
        [&](Chart& chart) { chart.summary(); },
    };
    for (const ChartKind& kind : chartKinds()) {
        const std::unique_ptr<Chart> chart = kind.make();
        INFO(kind.id);
        settle(*chart);
        chart->setEvaluation(of);
        settle(*chart);
        chart->hide();
        chart->setEvaluation(next);
        for (const auto& happen : happenings) {
            happen(*chart);
            plotOf(*chart).replot(QCustomPlot::rpImmediateRefresh);
            CHECK(chart->evaluation() == of);
        }
        QPixmap figure(600, 400);
        QPainter painter(&figure);
        chart->render(painter, figure.rect());
        CHECK(chart->evaluation() == next);
        chart->setEvaluation(of);
        settle(*chart);
        CHECK(chart->evaluation() == of);
    }
}

TEST_CASE("a chart on its way to a frame goes to that of the newest evaluation")
{
    RooflineChart chart;
    settle(chart);
    chart.setEvaluation(evaluated(chartScenario()));
    chart.setFrozen(true);
    Scenario slow = chartScenario();
    slow.device.memory[0].bandwidth /= 100;
    chart.setEvaluation(evaluated(slow));
    chart.setFrozen(false);
    slow.device.memory[0].bandwidth /= 100;
    chart.setEvaluation(evaluated(slow));
    RooflineChart still;
    settle(still);
    still.setEvaluation(evaluated(slow));
    CHECK(QTest::qWaitFor([&] { return plotOf(chart).xAxis->range() == plotOf(still).xAxis->range(); }, 2000));
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
        REQUIRE(plotOf(chart).plottableCount() >= 3);
        for (int i = 0; i < plotOf(chart).plottableCount(); ++i) {
            if (plotOf(chart).plottable(i)->name() == "pinned") {
                continue; // an outline, of what is compared with
            }
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

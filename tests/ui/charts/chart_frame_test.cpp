#include "core/evaluate/evaluate.h"
#include "tests/ui/charts/chart_fixture.h"
#include "ui/charts/axis_ticks.h"
#include "ui/figure/figure.h"

#include <qcustomplot.h>

using namespace ridge;
using namespace ridge::test;

namespace {

/// The scenario's evaluation with another size of weights, so that its peak is the one that is asked for.
std::shared_ptr<const Evaluation> withPeak(double bytes)
{
    Evaluation e = evaluate(chartScenario());
    const MemoryStep& step = e.memory.timeline[e.memory.peakStep];
    e.memory.weights = Bytes<>(bytes - step.activations - step.kvCache);
    return std::make_shared<const Evaluation>(std::move(e));
}

Scenario withOutput(double tokens)
{
    Scenario s = chartScenario();
    s.workload.outputTokens = tokens;
    return s;
}

template <class Kind> void show(Kind& chart, std::shared_ptr<const Evaluation> evaluation)
{
    settle(chart);
    chart.setEvaluation(std::move(evaluation));
    settle(chart);
}

bool says(const std::vector<PlacedLabel>& labels, const QString& text)
{
    return std::any_of(labels.begin(), labels.end(), [&](const auto& label) { return label.text == text; });
}

/// Every tick's label times the unit that the header names is the tick.
void checkTicks(MemoryChart& chart, const char* unitName, double unit)
{
    plotOf(chart).replot(QCustomPlot::rpImmediateRefresh);
    CHECK(chart.summary().startsWith(unitName)); // what stands last may be cut
    const QVector<double> ticks = plotOf(chart).yAxis->tickVector();
    const QVector<QString> labels = plotOf(chart).yAxis->tickVectorLabels();
    REQUIRE(ticks.size() == labels.size());
    for (qsizetype i = 0; i < ticks.size(); ++i) {
        CHECK(labels[i].toStdString() == formatTick(ticks[i] / unit));
    }
}

} // namespace

TEST_CASE("unit and range of the memory axis change together, also while a slider is dragged")
{
    MemoryChart chart;
    show(chart, withPeak(40e9));
    checkTicks(chart, "GB", 1e9);
    chart.setFrozen(true);
    chart.setEvaluation(withPeak(1.9e12)); // 24 times the capacity: the frame of 100 GB cannot stay
    CHECK(QTest::qWaitFor([&] { return plotOf(chart).yAxis->range().upper > 1.9e12; }, 2000));
    checkTicks(chart, "TB", 1e12);
    chart.setEvaluation(withPeak(40e9)); // and the stack must not lie flat on the axis on the way back
    CHECK(QTest::qWaitFor([&] { return plotOf(chart).yAxis->range().upper < 200e9; }, 2000));
    checkTicks(chart, "GB", 1e9);
}

TEST_CASE("ticks of binary units are round in them")
{
    Scenario s = chartScenario();
    s.convention.binaryBytes = true;
    MemoryChart chart;
    show(chart, evaluated(s));
    checkTicks(chart, "GiB", 1024.0 * 1024 * 1024);
    for (const double tick : plotOf(chart).yAxis->tickVector()) {
        const double inUnit = tick / (1024.0 * 1024 * 1024);
        CHECK(inUnit == Approx(std::round(inUnit)).margin(1e-9));
    }
}

TEST_CASE("a peak that leaves a frozen frame a little is cut at its edge, where its value stands with an arrow")
{
    MemoryChart chart;
    show(chart, withPeak(40e9));
    CHECK(plotOf(chart).yAxis->range().upper == Approx(100e9)); // 80 GB of capacity and a margin
    chart.setFrozen(true);
    chart.setEvaluation(withPeak(120e9));
    settle(chart);
    CHECK(plotOf(chart).yAxis->range().upper == Approx(100e9));
    CHECK(says(chart.labels(), "peak 120 GB ↑, 40.0 GB over"));
    chart.setFrozen(false);
    CHECK(QTest::qWaitFor([&] { return plotOf(chart).yAxis->range().upper > 120e9; }, 2000));
    CHECK(says(chart.labels(), "peak 120 GB, 40.0 GB over"));
}

TEST_CASE("a bar that outgrows a frozen frame is cut with a mark and keeps its value, and much more moves the frame")
{
    LatencyChart chart;
    show(chart, evaluated(withOutput(128)));
    const double longest = plotOf(chart).xAxis->range().upper;
    chart.setFrozen(true);
    chart.setEvaluation(evaluated(withOutput(160)));
    settle(chart);
    REQUIRE(chart.groups().front().total() > longest);
    CHECK(plotOf(chart).xAxis->range().upper == longest);
    const QString value = QString::fromStdString(format(chart.groups().front().total(), Unit::Seconds));
    CHECK(QString::fromUtf8(renderSvg(chart, {{836, 430}, 1})).contains(value + " →"));
    settle(chart);
    chart.setEvaluation(evaluated(withOutput(4096)));
    const auto holdsAll = [&] { return plotOf(chart).xAxis->range().upper >= chart.groups().front().total(); };
    CHECK(QTest::qWaitFor(holdsAll, 2000));
    CHECK(plotOf(chart).xAxis->range().upper > 4 * longest);
    settle(chart);
    CHECK_FALSE(renderSvg(chart, {{836, 430}, 1}).contains("→"));
}

TEST_CASE("roofs and ridge that leave a frozen frame are named with their values at its edge")
{
    Scenario faster = chartScenario();
    faster.device.peak[static_cast<std::size_t>(Precision::BF16)] = 1e17; // hundred times: ridge at 25 k, off the right
    RooflineChart chart;
    show(chart, evaluated(chartScenario()));
    chart.setFrozen(true);
    chart.setEvaluation(evaluated(faster));
    settle(chart);
    CHECK(says(chart.labels(), "BF16 dense 100 PFLOP/s ↑"));
    CHECK(QString::fromUtf8(renderSvg(chart, {{836, 430}, 1})).contains("ridge 25000 FLOP/B →"));
}

TEST_CASE("dots off the frame have the value of the farthest at the edge")
{
    Evaluation e = evaluate(chartScenario());
    std::size_t op = 0;
    while (!e.stages[0].operators[op].intensity()) {
        ++op;
    }
    OperatorCost& cost = e.stages[0].operators[op];
    cost.ops = Ops<>(0.01 * cost.bytes.inBaseUnits()); // a hundredth of an operation per byte: left of 0.1
    RooflineChart chart;
    show(chart, std::make_shared<const Evaluation>(std::move(e)));
    CHECK(chart.summary() == "1 off frame");
    CHECK(says(chart.labels(), "← " + intensityText(0.01, false)));
}

TEST_CASE("an axis of little more than two decades has more ticks than its decades")
{
    QCustomPlot plot;
    useDecades(*plot.yAxis);
    plot.resize(400, 300);
    plot.yAxis->setRange(6, 700); // 10 and 100 alone would be two
    plot.replot();
    CHECK(plot.yAxis->tickVector().size() >= 5);
    plot.yAxis->setRange(1, 1e6);
    plot.replot();
    CHECK(plot.yAxis->tickVectorLabels().contains("100"));
    CHECK_FALSE(plot.yAxis->tickVectorLabels().contains("200"));
}

TEST_CASE("a narrow memory chart says its unit before the name of the memory")
{
    MemoryChart chart;
    settle(chart, {220, 180});
    chart.setEvaluation(evaluated(chartScenario()));
    CHECK(chart.summary().startsWith("GB"));
}

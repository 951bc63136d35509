#include "core/evaluate/evaluate.h"
#include "tests/ui/charts/chart_fixture.h"

#include <qcustomplot.h>

using namespace ridge;
using namespace ridge::test;

namespace {

struct ShownRoofline {
    explicit ShownRoofline(const Scenario& scenario = chartScenario()) : evaluation(evaluated(scenario))
    {
        settle(chart);
        chart.setEvaluation(evaluation);
        settle(chart);
    }
    std::shared_ptr<const Evaluation> evaluation;
    RooflineChart chart;
};

const OperatorCost& costOf(const Evaluation& e, OperatorRef ref)
{
    return e.stages[static_cast<std::size_t>(ref.stage)].operators[static_cast<std::size_t>(ref.op)];
}

/// One operator of the first stage gets other work, the rest of the evaluation stays.
std::shared_ptr<const Evaluation> withOps(const Evaluation& e, std::size_t op, double ops)
{
    Evaluation changed = e;
    changed.stages[0].operators[op].ops = Ops<>(ops);
    return std::make_shared<const Evaluation>(std::move(changed));
}

} // namespace

TEST_CASE("a dot lies at operations per byte and operations per second")
{
    const ShownRoofline shown;
    REQUIRE_FALSE(shown.chart.dots().empty());
    for (const RooflineDot& dot : shown.chart.dots()) {
        const OperatorCost& cost = costOf(*shown.evaluation, dot.ref);
        CHECK(dot.intensity == Approx(cost.ops / cost.bytes / OpsPerByte<>(1)));
        CHECK(dot.achieved == Approx(cost.ops / cost.time / OpsPerSecond<>(1)));
        CHECK(dot.achieved <= shown.chart.machine().attainable(dot.intensity) * (1 + 1e-9));
    }
}

TEST_CASE("every kernel with an intensity has a dot, epilogues have none, and all shares of time sum up to at most one")
{
    const ShownRoofline shown;
    std::size_t expected = 0;
    for (std::size_t s = 0; s < shown.evaluation->stages.size(); ++s) {
        for (std::size_t i = 0; i < shown.evaluation->stages[s].operators.size(); ++i) {
            const bool epilogue = shown.evaluation->program.stages[s].operators[i].inPlace;
            expected += shown.evaluation->stages[s].operators[i].intensity() && !epilogue ? 1 : 0;
        }
    }
    double sum = 0;
    for (const RooflineDot& dot : shown.chart.dots()) {
        sum += dot.share;
    }
    CHECK(shown.chart.dots().size() == expected);
    CHECK(sum <= 1 + 1e-9);
    CHECK(sum > 0.9); // operators without arithmetic are copies, and copies take little time here
}

TEST_CASE("a click on a dot selects its operator, a click beside all dots clears")
{
    ShownRoofline shown;
    Said said(shown.chart);
    const OperatorRef heaviest = shown.chart.dots().front().ref;
    clickAt(shown.chart, *shown.chart.positionOf(heaviest));
    CHECK(said.last.isValid());
    // Several operators may share the place; the one that is told must be there.
    CHECK(QLineF(*shown.chart.positionOf(said.last), *shown.chart.positionOf(heaviest)).length() < 1);
    CHECK(shown.chart.selectedOperator() == said.last);

    const QRect axes = plotOf(shown.chart).axisRect()->rect();
    clickAt(shown.chart, axes.bottomRight() - QPoint(20, 60)); // far below the roof
    CHECK_FALSE(said.last.isValid());
    CHECK(said.count == 2);
}

TEST_CASE("doubling the bandwidth doubles the slanted roof and halves the ridge, in the same frame")
{
    ShownRoofline shown;
    CHECK(shown.chart.machine().bandwidth() == 4e12);
    CHECK(shown.chart.machine().ridge() == Approx(250)); // 1e15 / 4e12
    const QCPRange before = plotOf(shown.chart).xAxis->range();
    Scenario faster = chartScenario();
    faster.device.memory[0].bandwidth = 8e12;
    shown.chart.setEvaluation(evaluated(faster));
    settle(shown.chart);
    CHECK(shown.chart.machine().bandwidth() == 8e12);
    CHECK(shown.chart.machine().ridge() == Approx(125));
    CHECK(plotOf(shown.chart).xAxis->range() == before);
}

TEST_CASE("the frame is made of decades of the machine, not of the data")
{
    ShownRoofline shown;
    const QCPRange x = plotOf(shown.chart).xAxis->range();
    CHECK(x.lower == Approx(0.1).epsilon(1e-9)); // log10(250) − 2.5 = −0.1, down to a decade
    CHECK(x.upper == Approx(1e4).epsilon(1e-9)); // log10(250) + 1.5 = 3.9, up to a decade
    Scenario other = chartScenario();
    other.workload = {64, 4096, 16};
    shown.chart.setEvaluation(evaluated(other));
    CHECK(plotOf(shown.chart).xAxis->range() == x);
}

TEST_CASE("utilisation lowers the roof in use and leaves the speed of light as a limit")
{
    Scenario s = chartScenario();
    s.deployment.computeUtilisation = 0.5;
    const RooflineMachine machine = machineOf(evaluate(s));
    CHECK(machine.peak() == Approx(5e14));
    CHECK(machine.compute.front().label.endsWith("50 %"));
    REQUIRE(machine.compute.size() >= 2);
    CHECK(machine.compute[1].isLimit);
    CHECK(machine.compute[1].rate == Approx(1e15));
}

TEST_CASE("precisions of the same height share one roof")
{
    Scenario s = chartScenario();
    s.device.peak[static_cast<std::size_t>(Precision::INT8)] = 2e15; // as fast as FP8
    s.device.peak[static_cast<std::size_t>(Precision::FP16)] = 1e15; // as fast as the one in use
    const RooflineMachine machine = machineOf(evaluate(s));
    REQUIRE(machine.compute.size() == 2);
    CHECK(machine.compute[1].label.startsWith("FP8, INT8 dense"));
}

TEST_CASE("a point off the frame is drawn at its edge and counted in the summary")
{
    ShownRoofline shown;
    CHECK(shown.chart.summary().isEmpty());
    const OperatorRef ref = shown.chart.dots().front().ref;
    REQUIRE(ref.stage >= 0);
    std::size_t op = 0;
    while (!shown.evaluation->stages[0].operators[op].intensity()) {
        ++op;
    }
    shown.chart.setEvaluation(withOps(*shown.evaluation, op, 1)); // one operation: intensity far below 0.1
    settle(shown.chart);
    CHECK(shown.chart.summary() == "1 off frame");
    const auto at = shown.chart.positionOf({0, static_cast<int>(op)});
    REQUIRE(at);
    CHECK(plotOf(shown.chart).axisRect()->rect().contains(at->toPoint()));
}

TEST_CASE("showing the heaviest part keeps the fewest operators that reach it")
{
    ShownRoofline shown;
    const std::vector<RooflineDot> all = shown.chart.dots();
    shown.chart.setHeaviest(0.5);
    const std::vector<RooflineDot> kept = shown.chart.dots();
    REQUIRE(kept.size() < all.size());
    double sum = 0;
    for (const RooflineDot& dot : kept) {
        sum += dot.share;
    }
    CHECK(sum >= 0.5);
    CHECK(sum - kept.back().share < 0.5);
    CHECK(kept.back().share >= all[kept.size()].share);
}

TEST_CASE("the hover card names operator, stage, intensity, limiter and share")
{
    ShownRoofline shown;
    CHECK(shown.chart.hoverText().isEmpty());
    const RooflineDot dot = shown.chart.dots().front();
    hoverAt(shown.chart, *shown.chart.positionOf(dot.ref));
    const QString text = shown.chart.hoverText();
    CHECK(text.contains("Intensity: "));
    CHECK(text.contains("FLOP/B"));
    CHECK((text.contains("compute") || text.contains("memory")));
    CHECK(text.contains("×32")); // the decoder's layers
    CHECK(text.contains("%"));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(&plotOf(shown.chart), &leave);
    CHECK(shown.chart.hoverText().isEmpty());
}

TEST_CASE("the arrow keys step through the operators in order of their time")
{
    ShownRoofline shown;
    Said said(shown.chart);
    const std::vector<RooflineDot>& dots = shown.chart.dots();
    REQUIRE(dots.size() > 2);
    QTest::keyClick(&shown.chart, Qt::Key_Right);
    CHECK(said.last == dots[0].ref);
    QTest::keyClick(&shown.chart, Qt::Key_Right);
    CHECK(said.last == dots[1].ref);
    CHECK(dots[0].share >= dots[1].share);
    QTest::keyClick(&shown.chart, Qt::Key_Left);
    CHECK(said.last == dots[0].ref);
    QTest::keyClick(&shown.chart, Qt::Key_Escape);
    CHECK_FALSE(said.last.isValid());
}

TEST_CASE("integer machines are labelled in operations, not in floating-point operations")
{
    CHECK(rateText(26.2e12, true) == "26.2 TOP/s");
    CHECK(rateText(26.2e12, false) == "26.2 TFLOP/s");
    CHECK(intensityText(12.5, true) == "12.5 OP/B");
}

#include "core/evaluate/evaluate.h"
#include "core/scenario/parameters/parameters.h"
#include "tests/support/scenarios.h"
#include "tests/ui/charts/chart_fixture.h"
#include "ui/charts/chart_factory.h"
#include "ui/figure/figure.h"

#include <qcustomplot.h>

using namespace ridge;
using namespace ridge::test;

namespace {

/// A prefill of very many steps, one of which is far larger than the others.
std::shared_ptr<const Evaluation> longTimeline(std::size_t steps, std::size_t peak)
{
    Evaluation e = evaluate(chartScenario());
    e.memory.timeline.clear();
    for (std::size_t i = 0; i < steps; ++i) {
        MemoryStep step;
        step.step = static_cast<std::uint32_t>(i);
        step.op = static_cast<std::uint32_t>(i % e.stages[0].operators.size());
        step.position = static_cast<double>(i) / static_cast<double>(steps - 1);
        step.activations = i == peak ? 50e9 : 1e9;
        e.memory.timeline.push_back(step);
    }
    e.memory.peakStep = peak;
    return std::make_shared<const Evaluation>(std::move(e));
}

Scenario microcontroller()
{
    Scenario s = chartScenario();
    s.device.memory = {{"SRAM", MemoryLevel::Kind::Sram, 512e3, 1e9, 5e-12},
                       {"Flash", MemoryLevel::Kind::Flash, 2e6, 2e8, 20e-12}};
    return s;
}

Operator named(const char* name, OperatorKind kind, Role role = Role::Other)
{
    Operator op;
    op.name = name;
    op.kind = kind;
    op.role = role;
    return op;
}

double sumOf(const std::vector<OperatorGroup>& groups)
{
    double sum = 0;
    for (const OperatorGroup& group : groups) {
        sum += group.total();
    }
    return sum;
}

double highestOf(MemoryChart& chart, const char* layer)
{
    double highest = -1;
    for (int i = 0; i < plotOf(chart).graphCount(); ++i) {
        if (plotOf(chart).graph(i)->name() == layer) {
            for (const QCPGraphData& point : *plotOf(chart).graph(i)->data()) {
                highest = std::max(highest, point.value);
            }
        }
    }
    return highest;
}

} // namespace

TEST_CASE("a long timeline is drawn with few points and never loses its peak")
{
    MemoryChart chart;
    settle(chart, {410, 208});
    chart.setEvaluation(longTimeline(100000, 77777));
    settle(chart, {410, 208});
    CHECK(chart.columnCount() <= 1000);
    double highest = 0;
    for (int i = 0; i < plotOf(chart).graphCount(); ++i) {
        for (const QCPGraphData& point : *plotOf(chart).graph(i)->data()) {
            highest = std::max(highest, point.value);
        }
    }
    const double weights = chart.evaluation()->memory.weights.inBaseUnits();
    CHECK(highest == Approx(50e9 + weights));
}

TEST_CASE("hovering the memory peak lists what is alive there")
{
    MemoryChart chart;
    settle(chart, {410, 208});
    const auto evaluation = evaluated(chartScenario());
    chart.setEvaluation(evaluation);
    settle(chart, {410, 208});
    REQUIRE_FALSE(evaluation->memory.aliveAtPeak.empty());
    const QRect axes = plotOf(chart).axisRect()->rect();
    QString found;
    for (int x = axes.left(); x <= axes.right() && found.isEmpty(); ++x) {
        hoverAt(chart, QPointF(x, axes.center().y()));
        found = chart.hoverText().contains("Alive at the peak") ? chart.hoverText() : QString();
    }
    CHECK(found.contains(QString::fromStdString(evaluation->memory.aliveAtPeak[0].name)));
    CHECK(found.contains("Weights: "));
    CHECK(found.contains("KV cache: "));
}

TEST_CASE("at the peak of a training step the card names what waits for backward")
{
    MemoryChart chart;
    settle(chart, {410, 208});
    Scenario trains = chartScenario();
    trains.training.task = Task::Training;
    const auto evaluation = evaluated(trains);
    chart.setEvaluation(evaluation);
    settle(chart, {410, 208});
    const MemoryPlan& memory = evaluation->memory;
    REQUIRE_FALSE(memory.aliveAtPeak.empty());
    QString found;
    const QRect axes = plotOf(chart).axisRect()->rect();
    for (int x = axes.left(); x <= axes.right() && found.isEmpty(); ++x) {
        hoverAt(chart, QPointF(x, axes.center().y()));
        found = chart.hoverText().contains("Alive at the peak") ? chart.hoverText() : QString();
    }
    CHECK(found.contains(QString::fromStdString(memory.aliveAtPeak[0].name)));
}

TEST_CASE("a click in the memory timeline selects the operator of that step")
{
    MemoryChart chart;
    settle(chart);
    chart.setEvaluation(evaluated(chartScenario()));
    settle(chart);
    Said said(chart);
    const QRect axes = plotOf(chart).axisRect()->rect();
    clickAt(chart, axes.center());
    CHECK(isIn(*chart.evaluation(), said.last));
    clickAt(chart, axes.topLeft() - QPoint(20, 5)); // outside the axes
    CHECK_FALSE(said.last.isValid());
}

TEST_CASE("weights in flash are told, and not stacked on what is in SRAM")
{
    MemoryChart chart;
    settle(chart);
    const auto evaluation = evaluated(microcontroller());
    chart.setEvaluation(evaluation);
    settle(chart);
    CHECK(chart.summary().contains("in Flash"));
    CHECK(highestOf(chart, "weights") == 0);
}

TEST_CASE("weights, optimizer state and gradients of a training step are told apart in its memory")
{
    MemoryChart chart;
    settle(chart);
    Scenario trains = chartScenario();
    trains.training.task = Task::Training;
    const auto evaluation = evaluated(trains);
    chart.setEvaluation(evaluation);
    settle(chart);
    const MemoryPlan& memory = evaluation->memory;
    const double weights = memory.weights.inBaseUnits(), optimizer = memory.optimizer.inBaseUnits();
    CHECK(highestOf(chart, "weights") == Approx(weights));
    CHECK(highestOf(chart, "optimizer state") == Approx(weights + optimizer));
    CHECK(highestOf(chart, "gradients") == Approx(weights + optimizer + memory.gradients.inBaseUnits()));
}

TEST_CASE("the energy groups add up to the whole, and at most seven have a name of their own")
{
    const Evaluation e = evaluate(chartScenario());
    const double whole = (e.energyBottomUp() + e.restPower * e.latency()).inBaseUnits();
    REQUIRE(whole > 0);
    CHECK(sumOf(energyByGroup(e)) == Approx(whole));
    const std::vector<OperatorGroup> few = energyByGroup(e, 2);
    REQUIRE(few.size() == 3);
    CHECK(few.back().name == "other");
    CHECK(sumOf(few) == Approx(whole));
    CHECK(few[0].total() >= few[1].total());
}

TEST_CASE("operators are grouped by the part of the model that people name")
{
    CHECK(groupOf(named("up", OperatorKind::Linear, Role::MlpGateUp)) == "MLP");
    CHECK(groupOf(named("down", OperatorKind::Linear, Role::ExpertDown)) == "MLP");
    CHECK(groupOf(named("q", OperatorKind::Linear, Role::Query)) == "QKV, out");
    CHECK(groupOf(named("attn.scores", OperatorKind::AttentionScores)) == "Attention");
    CHECK(groupOf(named("softmax", OperatorKind::Softmax, Role::AttentionMix)) == "Attention");
    CHECK(groupOf(named("head", OperatorKind::Linear, Role::OutputHead)) == "LM head");
    CHECK(groupOf(named("mlp.norm", OperatorKind::Normalisation)) == "Norm, act.");
    Operator depthwise = named("dw", OperatorKind::Convolution);
    depthwise.sizes.ci = depthwise.sizes.g = 32;
    CHECK(groupOf(depthwise) == "Depthwise conv");
    Operator convolution = named("conv1", OperatorKind::Convolution);
    convolution.sizes.ci = 3;
    convolution.sizes.kh = convolution.sizes.kw = 7;
    CHECK(groupOf(convolution) == "7×7 conv");
}

TEST_CASE("a click on an energy bar selects the operator that uses most of the group")
{
    EnergyChart chart;
    settle(chart, {420, 208});
    chart.setEvaluation(evaluated(chartScenario()));
    settle(chart, {420, 208});
    Said said(chart);
    REQUIRE(chart.groups().size() > 1);
    const OperatorGroup& group = chart.groups()[1];
    clickAt(chart, chart.rowOf(1).center());
    CHECK(said.last == OperatorRef{static_cast<int>(group.largestStage), static_cast<int>(group.largestOperator)});
    hoverAt(chart, chart.rowOf(1).center() + QPointF(1, 0));
    CHECK(chart.hoverText().startsWith(QString::fromStdString(group.name)));
}

TEST_CASE("the energy bars stay inside the plot at every size")
{
    EnergyChart chart;
    chart.setEvaluation(evaluated(chartScenario()));
    for (const QSize size : {QSize(280, 150), QSize(420, 208), QSize(1600, 900)}) {
        settle(chart, size);
        for (std::size_t i = 0; i < chart.groups().size(); ++i) {
            CHECK(QRectF(plotOf(chart).viewport()).contains(chart.rowOf(i)));
        }
    }
}

TEST_CASE("the latency groups add up to the latency, each second counted for what limits its operator")
{
    const Evaluation e = evaluate(chartScenario());
    const std::vector<OperatorGroup> groups = timeByGroup(e, 100);
    CHECK(sumOf(groups) == Approx(e.latency().inBaseUnits()));
    double computeBound = 0;
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        for (std::size_t i = 0; i < e.stages[s].operators.size(); ++i) {
            const OperatorCost& cost = e.stages[s].operators[i];
            const double times = e.program.stages[s].operators[i].count * e.program.stages[s].repeat;
            computeBound += cost.bound == Bound::Compute ? times * cost.time.inBaseUnits() : 0;
        }
    }
    double shown = 0;
    for (const OperatorGroup& group : groups) {
        shown += group.by.compute;
    }
    CHECK(shown == Approx(computeBound));
}

TEST_CASE("every chart of the factory draws under its own name")
{
    for (const ChartKind& kind : chartKinds()) {
        CAPTURE(kind.id);
        const std::unique_ptr<Chart> chart = makeChart(kind.id);
        chart->setEvaluation(std::make_shared<const Evaluation>(evaluate(chartScenario())));
        CHECK(chart->title().toStdString() == kind.label);
        CHECK(renderSvg(*chart, {}).contains(kind.label));
    }
}

TEST_CASE("in a low memory chart with much to name the picture keeps room of its own", "[chart][memory]")
{
    MemoryChart chart;
    Theme theme = Theme::light();
    theme.fontScale = 1.5;
    chart.setTheme(theme);
    Scenario scenario = preset("llama-3-8b", "h100-sxm");
    REQUIRE(setParameter(scenario, "workload.task", "training").empty());
    chart.setEvaluation(evaluated(scenario)); // weights, optimizer, gradients, saved results, activations
    settle(chart, {250, 170});
    const double height = plotOf(chart).viewport().height();
    CHECK(plotOf(chart).axisRect()->height() > height / 4);
}

#include "core/evaluate/evaluate.h"

#include "core/analysis/cost.h"
#include "core/analysis/memory/memory_plan.h"
#include "core/analysis/placement.h"
#include "core/analysis/system_share.h"
#include "core/evaluate/assess_parts.h"
#include "core/evaluate/verdict.h"
#include "core/formulas/formulas.h"
#include "core/levers/levers.h"
#include "core/levers/split/split.h"
#include "core/metrics/catalogue.h"
#include "core/metrics/facts.h"
#include "core/models/expand.h"

#include <algorithm>

namespace ridge {
namespace {

void chooseArithmetic(Evaluation& e)
{
    const Device& device = e.scenario->device;
    e.computePrecision = computePrecision(device, e.scenario->deployment);
    e.peak = formula::countedPeak(OpsPerSecond<>(device.peak[static_cast<std::size_t>(e.computePrecision)].value_or(0)),
                                  OpsPerMac<>(e.scenario->convention.opsPerMac));
    const auto measured = energyPrecision(device, e.computePrecision);
    e.energyPerOp = JoulesPerOp<>(measured ? *device.energyPerOp[static_cast<std::size_t>(*measured)] : 0);
}

void countParameters(Evaluation& e)
{
    e.parameters = e.activeParameters = 0;
    e.size = {};
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        const Stage& stage = e.program.stages[s];
        if (stage.sharesWeights) {
            continue;
        }
        const StageTotals& totals = e.stages[s].system;
        e.parameters += totals.parameters;
        e.size += totals.size;
        e.activeParameters += totals.parameters;
        for (std::size_t i = 0; i < stage.operators.size(); ++i) {
            const Operator& op = stage.operators[i];
            if (hasExperts(op)) { // of experts those that are picked
                const double times = timesOf(op, e.program.parts, Over::Parameters);
                const double all = times * e.stages[s].operators[i].parameters;
                e.activeParameters -= all - all / op.sizes.copies * op.sizes.picked;
            }
        }
    }
}

} // namespace

const MemoryLevel* Evaluation::weightLevel() const
{
    const auto i = static_cast<std::size_t>(placement.weightLevel);
    return i < scenario->device.memory.size() ? &scenario->device.memory[i] : nullptr;
}

double Evaluation::weightsBeside() const
{
    return placement.weightLevel == placement.workingLevel ? memory.weights.inBaseUnits() : 0;
}

const MemoryLevel* Evaluation::workingLevel() const
{
    const auto i = static_cast<std::size_t>(placement.workingLevel);
    return i < scenario->device.memory.size() ? &scenario->device.memory[i] : nullptr;
}

double Evaluation::total(double (*of)(const StageTotals&)) const
{
    double sum = 0;
    for (std::size_t s = 0; s < stages.size(); ++s) {
        sum += program.stages[s].repeat * of(stages[s].totals);
    }
    return sum;
}

double Evaluation::systemTotal(double (*of)(const StageTotals&)) const
{
    double sum = 0;
    for (std::size_t s = 0; s < stages.size(); ++s) {
        sum += program.stages[s].repeat * of(stages[s].system);
    }
    return sum;
}

Seconds<> Evaluation::latency() const
{
    return Seconds<>(total([](const StageTotals& t) { return t.time.inBaseUnits(); }));
}

NumberStyle Evaluation::numberStyle() const
{
    NumberStyle style = scenario->convention.numberStyle();
    style.integerOps = infoOf(computePrecision).isInteger;
    return style;
}

Joules<> Evaluation::energyBottomUp() const
{
    return Joules<>(systemTotal(
        [](const StageTotals& t) { return (t.energyCompute + t.energyMovement + t.energyStatic).inBaseUnits(); }));
}

namespace {

Watts<> drawnPower(const Scenario& s) { return s.deployment.powerUtilisation * Watts<>(s.device.tdp); }

} // namespace

bool Evaluation::isEnergyByPower() const
{
    return scenario->convention.energy == EnergyRule::TdpTimesTime &&
           energyBottomUp() <= program.devices * drawnPower(*scenario) * latency();
}

namespace {

/// Of a cut between operators a rank's part, or the slowest one's.
Program programOf(const Scenario& scenario, int rank, std::vector<const LeverText*>& idleLevers)
{
    const std::optional<Scenario> ofRank = rankScenario(scenario);
    Program program = expand(ofRank ? *ofRank : scenario);
    program.cut.shown = rank;
    idleLevers = applyLevers(scenario, program);
    return program;
}

Evaluation programOf(std::shared_ptr<const Scenario> scenario, int rank = -1)
{
    Evaluation e;
    e.chosen = std::move(scenario);
    Reshaped levered = reshaped(e.chosen);
    e.scenario = std::move(levered.scenario);
    e.changes = std::move(levered.changes);
    e.program = programOf(*e.scenario, rank, e.idleLevers);
    if (isShared(*e.scenario)) {
        Scenario one = *e.scenario;
        one.deployment.split = {};
        Program whole = expand(one);
        applyLevers(one, whole);
        e.whole = std::make_shared<const Program>(std::move(whole));
    }
    e.stages.resize(e.program.stages.size());
    return e;
}

/// On a device like these, had it the memory.
Seconds<> latencyOfOne(const Evaluation& e)
{
    Seconds<> sum{};
    if (e.whole) {
        for (const Stage& stage : e.whole->stages) {
            StageResult result;
            costStage(e, stage, result);
            sum += stage.repeat * result.totals.time;
        }
    }
    return sum;
}

/// Counts, times and energies on the scenario's device.
void runOnDevice(Evaluation& e)
{
    chooseArithmetic(e);
    e.placement = place(*e.scenario, e.memory);
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        e.stages[s].operators.clear();
        costStage(e, e.program.stages[s], e.stages[s]);
    }
    countParameters(e);
    const bool isByPower = e.isEnergyByPower() && e.latency() > Seconds<>();
    e.latencyOfOne = latencyOfOne(e);
    const Joules<> ofRank = e.energyBottomUp() / e.program.devices; // on average
    e.restPower = isByPower ? drawnPower(*e.scenario) - ofRank / e.latency() : Watts<>();
    e.verdict = weigh(e);
}

/// Memory of the rank that holds most: of a cut between operators it may be another than the slowest.
void planFullest(Evaluation& e, bool forWords)
{
    e.memory = planMemory(*e.scenario, e.program, e.stages, forWords);
    const auto heldBy = [](const MemoryPlan& plan) { return plan.weights + plan.peakWorking; };
    int fullest = -1;
    Bytes<> most = heldBy(e.memory);
    for (int rank = 0; e.program.cut.runs > 1 && rank < e.program.cut.runs; ++rank) {
        std::vector<const LeverText*> idle;
        const Program program = programOf(*e.scenario, rank, idle);
        std::vector<StageResult> stages(program.stages.size());
        if (const Bytes<> held = heldBy(planMemory(*e.scenario, program, stages, false)); held > most) {
            most = held;
            fullest = rank;
        }
    }
    if (fullest < 0) {
        return;
    }
    Evaluation other = programOf(e.chosen, fullest);
    other.memory = planMemory(*other.scenario, other.program, other.stages, forWords);
    runOnDevice(other);
    e.memory = other.memory;
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        e.stages[s].live = other.stages[s].live;
    }
    e.fullest = std::make_shared<const Evaluation>(std::move(other));
}

/// All of that, and memory. Sentences need the timeline and what is alive at the peak; studies do not.
void measure(Evaluation& e, bool forWords)
{
    planFullest(e, forWords);
    runOnDevice(e);
}

void addMetrics(Evaluation& e, std::span<const std::string_view> metrics)
{
    e.metrics.assign(metricCatalogue().size(), {std::nullopt, "not asked for"});
    const Facts<double> facts(e);
    for (const std::string_view id : metrics) {
        if (const std::optional<std::size_t> index = metricIndex(id)) {
            e.metrics[*index] = metricCatalogue()[*index].value(facts);
        }
    }
}

/// Of a scenario with typical times: what metrics are where machines are faster and slower than usual by the spread of
/// the measurements. Only those that times change have a range.
void addRanges(Evaluation& e)
{
    const auto atSpread = [&e](double factor) {
        auto scenario = std::make_shared<Scenario>(*e.chosen);
        Typical& typical = scenario->device.typical;
        typical.overhead /= factor;
        for (TypicalShare& share : typical.shares) {
            share.compute = std::min(share.compute * factor, 1.0); // never faster than light
            share.bandwidth = std::min(share.bandwidth * factor, 1.0);
        }
        Evaluation other = programOf(std::move(scenario));
        measure(other, false);
        return other;
    };
    const double spread = e.scenario->device.typical.spread;
    const Evaluation fast = atSpread(spread), slow = atSpread(1 / spread);
    const Facts<double> fastFacts(fast), slowFacts(slow);
    for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
        const std::optional<double> a = metricCatalogue()[i].value(fastFacts).value;
        const std::optional<double> b = metricCatalogue()[i].value(slowFacts).value;
        if (a && b && *a != *b && e.metrics[i].value) {
            e.metrics[i].range = {std::min(*a, *b), std::max(*a, *b)};
        }
    }
}

void describe(Evaluation& e)
{
    e.verdict.sentence = sentenceOf(e);
    e.issues = findIssues(e);
}

} // namespace

Evaluation assess(std::shared_ptr<const Scenario> scenario, std::span<const std::string_view> metrics)
{
    Evaluation e = programOf(std::move(scenario));
    measure(e, false);
    addMetrics(e, metrics);
    return e;
}

void reassess(Evaluation& evaluation, std::span<const std::string_view> metrics)
{
    runOnDevice(evaluation);
    addMetrics(evaluation, metrics);
}

std::optional<Bound> boundOf(std::shared_ptr<const Scenario> scenario, std::size_t stage)
{
    Evaluation e = programOf(std::move(scenario));
    if (stage >= e.stages.size()) {
        return std::nullopt;
    }
    chooseArithmetic(e);
    if (e.scenario->deployment.memoryLevel > 0) {
        planFullest(e, false);
    }
    e.placement = place(*e.scenario, e.memory);
    costStage(e, e.program.stages[stage], e.stages[stage]);
    return e.stages[stage].totals.bound;
}

Evaluation evaluate(std::shared_ptr<const Scenario> scenario)
{
    Evaluation e = programOf(std::move(scenario));
    measure(e, true);
    e.metrics.reserve(metricCatalogue().size());
    const Facts<double> facts(e);
    for (const Metric& row : metricCatalogue()) {
        e.metrics.push_back(row.value(facts));
    }
    if (e.scenario->isTypical()) {
        addRanges(e);
    }
    describe(e);
    return e;
}

Evaluation evaluate(const Scenario& scenario) { return evaluate(std::make_shared<const Scenario>(scenario)); }

} // namespace ridge

#include "core/analysis/memory/memory_plan.h"

#include "core/analysis/memory/saved_results.h"
#include "core/analysis/memory/timeline.h"
#include "core/formulas/formulas.h"

#include <algorithm>

namespace ridge {
namespace {

/// Takes one stage into the plan's peaks and fills its live sets. Returns the arena it needs, in elements.
double planStage(const Scenario& scenario, const Program& program, std::size_t index, const Lifetimes& lifetimes,
                 bool wantsArena, StageResult& result, MemoryPlan& plan)
{
    const Stage& stage = program.stages[index];
    const double bits = storageBits(scenario.deployment.activations, scenario.deployment);
    const std::vector<double> live = liveElements(stage, lifetimes);
    result.live.reserve(live.size());
    const StageView<> view(stage);
    double mostLive = plan.peakLiveElements;
    double mostInPlusOut = plan.peakSheetElements;
    for (std::size_t i = 0; i < live.size(); ++i) {
        result.live.push_back(formula::bytes(live[i], bits));
        if (live[i] > mostLive) {
            mostLive = live[i];
            plan.peakLiveAt = {index, i};
        }
        mostInPlusOut = std::max(mostInPlusOut, inPlusOut(view, i, scenario.convention.inputInPeak));
    }
    plan.peakLiveElements = mostLive;
    plan.peakSheetElements = mostInPlusOut;
    return wantsArena ? arenaElements(stage, lifetimes) : 0;
}

void choosePeak(const Scenario& scenario, MemoryPlan& plan)
{
    const PeakRule rule = scenario.convention.peak;
    plan.peakActivations = rule == PeakRule::LiveSet ? plan.peakLive
                           : rule == PeakRule::Arena ? plan.arena
                                                     : plan.peakSheet;
    plan.peakWorking = plan.peakActivations + plan.kvCache + plan.saved + plan.gradients + plan.optimizer;
    // Only the live set says when it peaks; the other rules' peak is taken to meet the whole cache.
    if (rule == PeakRule::LiveSet) {
        plan.peakWorking = Bytes<>(plan.peak.held());
    }
}

/// State of the weights that are trained, and what forward leaves for backward.
void planTraining(const Program& program, const StoredBits<>& bits, MemoryPlan& plan)
{
    if (!program.training) {
        return;
    }
    for (const Operator& op : program.stages[program.training->update].operators) {
        plan.gradients += op.count * op.keptShare * Bytes<>(trainedElements(op) * program.training->gradientBytes);
        plan.optimizer += op.count * Bytes<>(op.keptBytes);
    }
    for (const SavedPart& part : savedAfterForward(program)) {
        plan.saved += part.times * savedPart(StageView<>(program.stages[part.stage]), part, bits);
    }
}

void largestFirst(std::vector<MemoryPlan::Alive>& alive)
{
    std::stable_sort(alive.begin(), alive.end(), [](const auto& a, const auto& b) { return a.size > b.size; });
}

/// What forward has left by then, under the names of what made it.
void nameSaved(const Program& program, const MemoryStep& step, const StoredBits<>& bits, MemoryPlan& plan)
{
    for (const SavedPart& part : savedAt(program, step)) {
        const Stage& stage = program.stages[part.stage];
        const std::string name = part.input >= 0 ? "input" : stage.operators[part.op].name;
        const std::string times = part.times > 1 ? ", " + formatForField(part.times, Unit::Count) + " times" : "";
        plan.aliveAtPeak.push_back({name + ", saved" + times, part.times * savedPart(StageView<>(stage), part, bits)});
    }
}

} // namespace

MemoryPlan planMemory(const Scenario& scenario, const Program& program, std::vector<StageResult>& stages, bool keeps)
{
    MemoryPlan plan;
    plan.runtime = Bytes<>(scenario.device.runtimeMemory.value_or(0));
    plan.code = Bytes<>(scenario.device.codeSize.value_or(0));
    const double bits = storageBits(scenario.deployment.activations, scenario.deployment);
    const double cacheBits = storageBits(scenario.deployment.kvCache, scenario.deployment);
    const StoredBits<> formats(scenario.deployment);
    std::vector<Lifetimes> lifetimes;
    const bool wantsArena = keeps || scenario.convention.peak == PeakRule::Arena;
    double arena = 0;
    for (std::size_t s = 0; s < program.stages.size(); ++s) {
        lifetimes.push_back(lifetimesOf(program.stages[s], scenario.convention.inputInPeak));
        arena = std::max(arena, planStage(scenario, program, s, lifetimes[s], wantsArena, stages[s], plan));
    }
    planTraining(program, formats, plan);
    double outputs = 0;
    for (const Stage& stage : program.stages) {
        if (stage.sharesWeights) {
            continue; // the same network once more
        }
        for (const Operator& op : stage.operators) {
            const auto [weights, biases] = storedWeights(op);
            plan.storedElements += op.count * (weights + biases);
            plan.weights += op.count * (op.resident * storedBytes(op, formats, weights, biases));
            outputs += op.count * resultElements(StageView<>(stage), op);
        }
    }
    plan.totalElements = outputs;
    const double draftSeen = program.stages.empty() ? 0 : program.stages.back().draftAfter;
    plan.kvCache = formula::bytes(cacheElements(program, program.positions, draftSeen), cacheBits);
    plan.peakLive = formula::bytes(plan.peakLiveElements, bits);
    plan.peakSheet = formula::bytes(plan.peakSheetElements, bits);
    plan.arena = formula::bytes(arena, bits);
    writeTimeline(program, stages, formats, keeps, plan);
    choosePeak(scenario, plan);
    if (!plan.timeline.empty()) {
        const MemoryStep& peak = plan.timeline[plan.peakStep];
        plan.aliveAtPeak = aliveWith(program.stages[peak.stage], lifetimes[peak.stage], peak.op, bits);
        if (program.training) {
            nameSaved(program, peak, formats, plan);
            largestFirst(plan.aliveAtPeak);
        }
    }
    return plan;
}

std::vector<MemoryPlan::Alive> aliveWith(const Stage& stage, const Lifetimes& lifetimes, std::size_t op,
                                         double bitsPerElement)
{
    std::vector<MemoryPlan::Alive> alive;
    for (std::size_t t = 0; t < lifetimes.size(); ++t) {
        if (lifetimes[t].covers(op)) {
            alive.push_back(
                {tensorName(stage, lifetimes, t), formula::bytes(stage.tensors[t].elements(), bitsPerElement)});
        }
    }
    largestFirst(alive);
    return alive;
}

std::vector<MemoryPlan::Alive> aliveWith(const Evaluation& evaluation, std::size_t stage, std::size_t op)
{
    const Scenario& scenario = *evaluation.scenario;
    const Stage& of = evaluation.held().program.stages[stage];
    return aliveWith(of, lifetimesOf(of, scenario.convention.inputInPeak), op,
                     storageBits(scenario.deployment.activations, scenario.deployment));
}

} // namespace ridge

#include "core/analysis/memory_plan.h"

#include "core/analysis/cost.h"
#include "core/analysis/lifetimes.h"
#include "core/metrics/formulas.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

/// Live elements while each operator runs: +size at birth, −size after death, summed up.
std::vector<double> liveElements(const Stage& stage, const Lifetimes& lifetimes)
{
    std::vector<double> change(stage.operators.size() + 1, 0);
    for (std::size_t t = 0; t < lifetimes.size(); ++t) {
        if (lifetimes[t].alive()) {
            change[static_cast<std::size_t>(lifetimes[t].birth)] += stage.tensors[t].elements();
            change[static_cast<std::size_t>(lifetimes[t].death) + 1] -= stage.tensors[t].elements();
        }
    }
    std::vector<double> live(stage.operators.size(), 0);
    double now = 0;
    for (std::size_t i = 0; i < live.size(); ++i) {
        now += change[i];
        live[i] = std::max(0.0, now);
    }
    return live;
}

/// Largest input + output of one operator, as the sheet has it: each tensor counted where it is used.
double largestInPlusOut(const Stage& stage, bool inputCounts)
{
    double largest = 0;
    const auto size = [&](TensorId id) {
        const Tensor* t = id >= 0 ? &stage.tensors[static_cast<std::size_t>(id)] : nullptr;
        return !t || t->onChip || (!inputCounts && t->role == TensorRole::Input) ? 0.0 : t->elements();
    };
    for (const Operator& op : stage.operators) {
        double sum = size(op.output);
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            sum += size(stage.uses[op.firstInput + u]);
        }
        largest = std::max(largest, sum);
    }
    return largest;
}

/// Appends the steps of a stage to the timeline. Repeated blocks are unrolled up to a bound, repeated stages sampled.
class TimelineWriter {
public:
    TimelineWriter(const Program& program, const std::vector<StageResult>& stages, double cacheBytesPerElement, MemoryPlan& plan)
        : m_program(program), m_stages(stages), m_perElement(cacheBytesPerElement), m_plan(plan)
    {
    }

    void write(std::size_t index)
    {
        const Stage& stage = m_program.stages[index];
        if (stage.operators.empty()) {
            return;
        }
        m_stage = static_cast<std::uint16_t>(index);
        m_step = 0;
        const std::size_t first = m_plan.timeline.size();
        if (stage.repeat > 1) {
            sampleRepetitions(stage, m_stages[index].live);
        } else {
            unroll(stage, m_stages[index].live);
        }
        const std::size_t count = m_plan.timeline.size() - first;
        for (std::size_t i = 0; i < count; ++i) {
            m_plan.timeline[first + i].position = count > 1 ? static_cast<double>(i) / static_cast<double>(count - 1) : 0;
        }
    }

private:
    void push(std::size_t op, double activations, double cacheElements)
    {
        MemoryStep& step = m_plan.timeline.emplace_back();
        step.stage = m_stage;
        step.step = m_step++;
        step.op = static_cast<std::uint32_t>(op);
        step.activations = activations;
        step.kvCache = cacheElements * m_perElement;
    }

    void sampleRepetitions(const Stage& stage, const std::vector<Bytes<>>& live)
    {
        constexpr double mostSamples = 64;
        const auto widest = std::max_element(live.begin(), live.end());
        const auto op = static_cast<std::size_t>(widest - live.begin());
        const double samples = std::min(stage.repeat, mostSamples);
        for (double k = 1; k <= samples; ++k) {
            push(op, widest->inBaseUnits(), cacheAfter(stage, stage.repeat * k / samples));
        }
    }

    static double cacheAfter(const Stage& stage, double repetitions)
    {
        const double knee = stage.kvKnee;
        if (repetitions < knee) {
            return stage.kvBefore + (stage.kvAtKnee - stage.kvBefore) * repetitions / knee;
        }
        const double start = knee > 0 ? stage.kvAtKnee : stage.kvBefore;
        return stage.repeat > knee ? start + (stage.kvAfter - start) * (repetitions - knee) / (stage.repeat - knee) : start;
    }

    void unroll(const Stage& stage, const std::vector<Bytes<>>& live)
    {
        constexpr double mostSteps = 4000; // beyond this a chart shows nothing more
        double kept = 0;
        for (std::size_t i = 0; i < stage.operators.size();) {
            std::size_t end = i + 1;
            while (end < stage.operators.size() && stage.operators[end].block == stage.operators[i].block && stage.operators[i].block != 0) {
                ++end;
            }
            const double count = stage.operators[i].count;
            const double shown = std::clamp(std::floor(mostSteps / static_cast<double>(end - i)), 1.0, count);
            for (double r = 0; r < shown; ++r) {
                for (std::size_t j = i; j < end; ++j) {
                    kept += stage.operators[j].kvKept * count / shown;
                    push(j, live[j].inBaseUnits(), std::min(stage.kvBefore + kept, stage.kvAfter)); // but for rounding
                }
            }
            i = end;
        }
    }

    const Program& m_program;
    const std::vector<StageResult>& m_stages;
    double m_perElement;
    MemoryPlan& m_plan;
    std::uint16_t m_stage = 0;
    std::uint32_t m_step = 0;
};

void findPeak(const Scenario& scenario, const Program& program, MemoryPlan& plan)
{
    const auto larger = [](const MemoryStep& a, const MemoryStep& b) { return a.activations + a.kvCache < b.activations + b.kvCache; };
    const auto peak = std::max_element(plan.timeline.begin(), plan.timeline.end(), larger);
    if (peak == plan.timeline.end()) {
        return;
    }
    plan.peakStep = static_cast<std::size_t>(peak - plan.timeline.begin());
    // Only the live set says when it peaks; the other rules' peak is taken to meet the whole cache.
    plan.peakWorking = scenario.convention.peak == PeakRule::LiveSet ? Bytes<>(peak->activations + peak->kvCache)
                                                                     : plan.peakActivations + plan.kvCache;
    const Stage& stage = program.stages[peak->stage];
    const Lifetimes lifetimes = lifetimesOf(stage, scenario.convention.inputInPeak);
    const double bits = infoOf(scenario.deployment.activations).bits;
    for (std::size_t t = 0; t < lifetimes.size(); ++t) {
        const bool alive = lifetimes[t].alive() && lifetimes[t].birth <= static_cast<int>(peak->op) &&
                           lifetimes[t].death >= static_cast<int>(peak->op);
        if (alive) {
            const bool input = stage.tensors[t].role == TensorRole::Input;
            plan.aliveAtPeak.push_back({input ? "input" : stage.operators[static_cast<std::size_t>(lifetimes[t].birth)].name,
                                        formula::bytes(stage.tensors[t].elements(), bits)});
        }
    }
    std::stable_sort(plan.aliveAtPeak.begin(), plan.aliveAtPeak.end(), [](const auto& a, const auto& b) { return a.size > b.size; });
}

} // namespace

Lifetimes lifetimesOf(const Stage& stage, bool inputCounts)
{
    Lifetimes lifetimes(stage.tensors.size());
    const int last = static_cast<int>(stage.operators.size()) - 1;
    for (int i = 0; i <= last; ++i) {
        const Operator& op = stage.operators[static_cast<std::size_t>(i)];
        if (op.output >= 0) {
            Lifetime& life = lifetimes[static_cast<std::size_t>(op.output)];
            life.birth = life.birth < 0 ? i : life.birth;
            life.death = std::max(life.death, i);
        }
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            const TensorId id = stage.uses[op.firstInput + u];
            if (id >= 0) {
                Lifetime& life = lifetimes[static_cast<std::size_t>(id)];
                life.birth = life.birth < 0 ? (stage.tensors[static_cast<std::size_t>(id)].role == TensorRole::Input ? 0 : i) : life.birth;
                life.death = i;
            }
        }
    }
    for (std::size_t t = 0; t < lifetimes.size(); ++t) {
        const Tensor& tensor = stage.tensors[t];
        if (tensor.onChip || (tensor.role == TensorRole::Input && !inputCounts)) {
            lifetimes[t] = {};
        } else if (tensor.role == TensorRole::Output && lifetimes[t].alive()) {
            lifetimes[t].death = last;
        }
    }
    return lifetimes;
}

MemoryPlan planMemory(const Scenario& scenario, const Program& program, std::vector<StageResult>& stages)
{
    MemoryPlan plan;
    const double bits = infoOf(scenario.deployment.activations).bits;
    const double cacheBits = infoOf(scenario.deployment.kvCache).bits;
    const bool inputCounts = scenario.convention.inputInPeak;
    double arena = 0;
    for (std::size_t s = 0; s < program.stages.size(); ++s) {
        const Stage& stage = program.stages[s];
        const std::vector<double> live = liveElements(stage, lifetimesOf(stage, inputCounts));
        stages[s].live.reserve(live.size());
        for (std::size_t i = 0; i < live.size(); ++i) {
            stages[s].live.push_back(formula::bytes(live[i], bits));
            plan.peakLiveElements = std::max(plan.peakLiveElements, live[i]);
            const Operator& op = stage.operators[i];
            if (s == 0) {
                plan.totalElements += op.count * outputElements(stage, op);
            }
        }
        plan.peakSheetElements = std::max(plan.peakSheetElements, largestInPlusOut(stage, inputCounts));
        arena = std::max(arena, arenaElements(stage, inputCounts));
    }
    double stored = 0;
    if (!program.stages.empty()) {
        for (const Operator& op : program.stages.front().operators) { // later stages run the same weights
            stored += op.count * storedWeights(op);
        }
    }
    plan.weights = formula::bytes(stored, infoOf(scenario.deployment.weights).bits);
    plan.kvCache = formula::bytes(program.kvElements, cacheBits);
    plan.peakLive = formula::bytes(plan.peakLiveElements, bits);
    plan.peakSheet = formula::bytes(plan.peakSheetElements, bits);
    plan.arena = formula::bytes(arena, bits);
    const PeakRule rule = scenario.convention.peak;
    plan.peakActivations = rule == PeakRule::LiveSet ? plan.peakLive : rule == PeakRule::Arena ? plan.arena : plan.peakSheet;
    TimelineWriter writer(program, stages, cacheBits / 8, plan);
    for (std::size_t s = 0; s < program.stages.size(); ++s) {
        writer.write(s);
    }
    findPeak(scenario, program, plan);
    return plan;
}

} // namespace ridge

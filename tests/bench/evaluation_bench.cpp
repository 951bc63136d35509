// evaluate() against a bare pass of the same arithmetic, and its absolute times.

#include "core/analysis/cost.h"
#include "core/analysis/memory/memory_plan.h"
#include "core/analysis/placement.h"
#include "core/evaluate/evaluate.h"
#include "core/evaluate/verdict.h"
#include "core/levers/levers.h"
#include "core/models/expand.h"
#include "tests/bench/layers.h"
#include "tests/bench/rows.h"
#include "tests/bench/timing.h"

#include <cmath>

namespace ridge::bench {
namespace {

/// Keeps a result alive without the cost of storing it.
template <class T> void keep(const T& value) { asm volatile("" : : "g"(&value) : "memory"); }

struct BareMachine {
    double peak, bandwidth, energyPerOp, energyPerByte, idle, bytesPerWeight, bytesPerElement;
};

struct BareCost {
    double parameters, macs, elementwise, ops, weights, input, output, cacheRead, cacheWritten, streamed, bytes;
    double compute, memory, time, energyCompute, energyMovement, energyStatic, live;
};

struct BareTotals {
    double macs = 0, elementwise = 0, ops = 0, weights = 0, streamed = 0, bytes = 0, compute = 0, memory = 0, time = 0;
    double energyCompute = 0, energyMovement = 0, energyStatic = 0, parameters = 0, outputs = 0, peakLive = 0,
           peakInOut = 0;
};

double bareMacs(const Operator& op)
{
    const Sizes<>& s = op.sizes;
    switch (op.kind) {
    case OperatorKind::Convolution:
        return s.n * s.co * s.ci * s.kh * s.kw * s.ho * s.wo / s.g;
    case OperatorKind::Linear:
        return s.n * s.ho * s.wo * s.ci * s.co;
    case OperatorKind::AttentionScores:
    case OperatorKind::AttentionValues:
        return s.n * s.heads * s.queries * s.context * s.headSize;
    default:
        return 0;
    }
}

double bareWeights(const Operator& op)
{
    const Sizes<>& s = op.sizes;
    if (op.weightParameters >= 0) {
        return op.weightParameters;
    }
    switch (op.kind) {
    case OperatorKind::Convolution:
        return s.co * s.ci * s.kh * s.kw / s.g;
    case OperatorKind::Linear:
        return s.copies * s.co * s.ci;
    case OperatorKind::Embedding:
        return s.ci * s.co;
    case OperatorKind::Normalisation:
        return 2 * s.co;
    default:
        return 0;
    }
}

double bareElements(const Stage& stage, TensorId id)
{
    return id < 0 || stage.tensors[static_cast<std::size_t>(id)].onChip
               ? 0
               : stage.tensors[static_cast<std::size_t>(id)].elements();
}

void bareCost(const Stage& stage, const Operator& op, const BareMachine& m, BareCost& c)
{
    const Sizes<>& s = op.sizes;
    const double stored = bareWeights(op);
    double input = 0;
    for (std::uint32_t u = op.inPlace ? 1 : 0; u < op.inputCount; ++u) {
        input += bareElements(stage, stage.uses[op.firstInput + u]);
    }
    c.parameters = stored + s.bias * s.copies;
    c.macs = bareMacs(op);
    c.elementwise = s.perElement * s.n * s.co * s.ho * s.wo;
    c.ops = 2 * c.macs + c.elementwise;
    c.weights = (stored / s.copies + s.bias) * s.touched * m.bytesPerWeight;
    c.input = input * m.bytesPerElement;
    c.output = bareElements(stage, op.output) * m.bytesPerElement;
    const bool attends = op.kind == OperatorKind::AttentionScores || op.kind == OperatorKind::AttentionValues;
    c.cacheRead = attends ? s.n * s.kvHeads * s.cached * s.ci * m.bytesPerElement : 0;
    c.cacheWritten = op.kvWritten * m.bytesPerElement;
    c.streamed = c.input + c.output + c.cacheRead + c.cacheWritten;
    c.bytes = c.weights + c.streamed;
    c.compute = c.ops / m.peak;
    c.memory = c.weights / m.bandwidth + c.streamed / m.bandwidth;
    c.time = std::max(c.compute, c.memory);
    c.energyCompute = c.ops * m.energyPerOp;
    c.energyMovement = c.weights * m.energyPerByte + c.streamed * m.energyPerByte;
    c.energyStatic = m.idle * c.time;
}

void addBare(const BareCost& c, double count, BareTotals& t)
{
    t.macs += count * c.macs;
    t.elementwise += count * c.elementwise;
    t.ops += count * c.ops;
    t.weights += count * c.weights;
    t.streamed += count * c.streamed;
    t.bytes += count * c.bytes;
    t.compute += count * c.compute;
    t.memory += count * c.memory;
    t.time += count * c.time;
    t.energyCompute += count * c.energyCompute;
    t.energyMovement += count * c.energyMovement;
    t.energyStatic += count * c.energyStatic;
    t.parameters += count * c.parameters;
    t.outputs += count * c.output;
    t.peakInOut = std::max(t.peakInOut, c.input + c.output);
}

/// All that evaluate() works out for every operator, as a script would write it: plain numbers into arrays that already
/// exist, for operators that are already there. Costs, sums, live set, peaks; no names, no shapes, no texts.
BareTotals barePass(const Stage& stage, const BareMachine& m, std::vector<BareCost>& costs)
{
    BareTotals totals;
    for (BareCost& c : costs) {
        c.live = 0;
    }
    for (std::size_t i = 0; i < stage.operators.size(); ++i) {
        bareCost(stage, stage.operators[i], m, costs[i]);
        addBare(costs[i], stage.operators[i].count, totals);
        costs[i].live += costs[i].output; // alive until the next operator has read it: a chain
        costs[i + 1 < costs.size() ? i + 1 : i].live += costs[i].output;
        totals.peakLive = std::max(totals.peakLive, costs[i].live);
    }
    return totals;
}

BareMachine bareMachine(const Evaluation& e)
{
    const MemoryLevel& memory = *e.workingLevel();
    return {e.peak.inBaseUnits(),
            memory.bandwidth,
            e.energyPerOp.inBaseUnits(),
            memory.energyPerByte,
            e.scenario->device.idlePower.value_or(0),
            2,
            2};
}

/// evaluate() from the expanded program on: memory plan, placement, costs, verdict. What a bare pass is given as well.
void assess(Evaluation& e)
{
    e.stages.assign(e.program.stages.size(), {});
    e.memory = planMemory(*e.scenario, e.program, e.stages);
    e.placement = place(*e.scenario, e.memory);
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        costStage(e, e.program.stages[s], e.stages[s]);
    }
    e.verdict = weigh(e);
}

void perOperator(const std::string& name, const Scenario& chosen, Rows& rows)
{
    const auto scenario = std::make_shared<const Scenario>(chosen);
    Evaluation e = evaluate(scenario);
    const BareMachine machine = bareMachine(e);
    double operators = 0;
    std::vector<std::vector<BareCost>> costs;
    for (const Stage& stage : e.program.stages) {
        operators += static_cast<double>(stage.operators.size());
        costs.emplace_back(stage.operators.size());
    }
    const auto bare = [&] {
        for (std::size_t s = 0; s < costs.size(); ++s) {
            keep(barePass(e.program.stages[s], machine, costs[s]));
            keep(costs[s].front());
        }
    };
    const auto add = [&](const char* what, const Compared& c) {
        rows.push_back(
            {name + ", " + what, c.value / operators * 1e9, "ns/operator", c.limit / operators * 1e9, 5, c.ratio});
    };
    add("expanded program", compare([&] { assess(e), keep(e); }, bare));
    add("all of evaluate", compare([&] { keep(evaluate(scenario)); }, bare));
}

/// What LLM-Viewer computes: the operator tables of prefill and decode, without memory plan and metrics.
void tables(const std::shared_ptr<const Scenario>& scenario, Evaluation& e)
{
    e.program = expand(*scenario);
    e.stages.assign(e.program.stages.size(), {});
    applyLevers(*scenario, e.program);
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        costStage(e, e.program.stages[s], e.stages[s]);
    }
}

} // namespace

void measureEvaluation(Rows& rows)
{
    perOperator("1000 layers", layersOf(1000), rows);

    const auto llama = std::make_shared<const Scenario>(test::preset("llama-2-7b", "h100-sxm"));
    static constexpr std::string_view ten[] = {"latency",          "ttft", "tpot",     "tokens_per_second",
                                               "memory_footprint", "macs", "kv_cache", "energy_per_inference",
                                               "max_batch",        "flops"};
    const double assessed = medianSeconds([&] { keep(ridge::assess(llama, ten)); });
    rows.push_back(
        {"ten metrics of Llama-2-7B, prefill + decode", assessed * 1e6, "µs", 1.8, 3 / 1.8, assessed / 1.8e-6});
    Evaluation e = evaluate(llama);
    const double both = medianSeconds([&] {
        tables(llama, e);
        keep(e);
    });
    rows.push_back({"tables of Llama-2-7B, prefill + decode", both * 1e6, "µs", 67.0, 7.0 / 67.0, both * 1e6 / 67.0});
    for (const auto& [name, id] : {std::pair("Llama-2-7B", "llama-2-7b"), std::pair("ResNet-50", "resnet-50")}) {
        const auto scenario = std::make_shared<const Scenario>(test::preset(id, "h100-sxm"));
        const double whole = medianSeconds([&] { keep(evaluate(scenario)); });
        rows.push_back({std::string("evaluate ") + name + ", all metrics", whole * 1e6, "µs", {}, {}, {}});
    }
    const auto large = std::make_shared<const Scenario>(test::preset("llama-3.1-405b", "h100-sxm"));
    const double all = medianSeconds([&] { keep(evaluate(large)); });
    rows.push_back({"evaluate Llama-3.1-405B, all metrics and timeline", all * 1e6, "µs", {}, 100, {}});
}

void measureGrowth(Rows& rows)
{
    // Least squares through log(time) over log(operators).
    double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (const std::size_t operators : {100, 1000, 10000, 100000}) {
        const auto scenario = std::make_shared<const Scenario>(layersOf(operators));
        const double seconds = medianSeconds([&] { keep(evaluate(scenario)); }, operators > 10000 ? 9 : 21);
        rows.push_back({"evaluate, " + std::to_string(operators) + " operators", seconds * 1e6, "µs", {}, {}, {}});
        const double x = std::log(static_cast<double>(operators));
        const double y = std::log(seconds);
        n += 1, sx += x, sy += y, sxx += x * x, sxy += x * y;
    }
    rows.push_back(
        {"cost over operators, 10² … 10⁵", (n * sxy - sx * sy) / (n * sxx - sx * sx), "exponent", {}, 1.05, {}});
}

} // namespace ridge::bench

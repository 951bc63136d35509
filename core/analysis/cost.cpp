#include "core/analysis/operator_work.h"

#include <algorithm>

namespace ridge {
namespace {

void add(StageTotals& totals, const OperatorCost& cost, const Operator& op, Seconds<> overhead)
{
    const double count = op.count;
    const bool attends = isAttention(op.kind);
    totals.macs += count * cost.macs;
    totals.attentionMacs += count * (attends ? cost.macs : Macs<>());
    totals.winogradMacs += count * (isWinograd(op) ? cost.macs : Macs<>());
    totals.elementwise += count * cost.elementwise;
    totals.ops += count * cost.ops;
    totals.weights += count * cost.weights;
    totals.streamed += count * cost.streamed;
    totals.irregular += count * cost.irregular;
    totals.bytes += count * cost.bytes;
    totals.compute += count * cost.compute;
    totals.memory += count * cost.memory;
    totals.overhead += count * overhead;
    totals.time += count * cost.time;
    totals.energyCompute += count * cost.energyCompute;
    totals.energyMovement += count * cost.energyMovement;
    totals.energyStatic += count * cost.energyStatic;
}

} // namespace

Bound boundOf(Seconds<> compute, Seconds<> memory, Seconds<> overhead)
{
    if (overhead > compute && overhead > memory) {
        return Bound::Overhead;
    }
    return compute > memory ? Bound::Compute : Bound::Memory;
}

Precision computePrecision(const Device& device, const Deployment& deployment)
{
    using P = Precision;
    const P wanted =
        arithmeticOf(infoOf(deployment.weights).bits > infoOf(deployment.activations).bits ? deployment.weights
                                                                                           : deployment.activations);
    // What a framework falls back to when the machine has no unit for a format, nearest first.
    const auto fallbacks = [](P p) -> std::vector<P> {
        switch (p) {
        case P::INT4:
        case P::INT4Group:
            return {P::INT8, P::FP16, P::BF16, P::FP32};
        case P::INT8:
            return {P::FP16, P::BF16, P::FP32};
        case P::FP8:
            return {P::FP16, P::BF16, P::TF32, P::FP32};
        case P::BF16:
            return {P::FP16, P::TF32, P::FP32};
        case P::FP16:
            return {P::BF16, P::TF32, P::FP32};
        case P::TF32:
            return {P::FP32};
        case P::FP32:
            return {P::TF32};
        case P::Stored: // never wanted: the activations decide
            break;
        }
        return {};
    };
    const auto has = [&](P p) { return device.peak[static_cast<std::size_t>(p)].has_value(); };
    if (has(wanted)) {
        return wanted;
    }
    for (P p : fallbacks(wanted)) {
        if (has(p)) {
            return p;
        }
    }
    for (P p : allPrecisions) {
        if (has(p) && hasArithmetic(p)) {
            return p;
        }
    }
    return wanted;
}

std::optional<Precision> energyPrecision(const Device& device, Precision precision)
{
    for (int i = static_cast<int>(precision); i >= 0; --i) { // the list runs from wide to narrow
        if (device.energyPerOp[static_cast<std::size_t>(i)]) {
            return static_cast<Precision>(i);
        }
    }
    return std::nullopt;
}

double storageBits(Precision precision, const Deployment& deployment)
{
    return elementBits<double>("", "", precision, deployment);
}

void costStage(const Evaluation& evaluation, const Stage& stage, StageResult& result)
{
    const Machine<> machine = machineOf(evaluation);
    const Convention& convention = evaluation.scenario->convention;
    result.operators.reserve(stage.operators.size());
    static constexpr OperatorCost blank; // copied: much faster than setting its many figures to zero one by one
    StageTotals totals;
    const StageView<> view(stage);
    for (std::size_t i = 0; i < stage.operators.size(); ++i) {
        const Operator& op = stage.operators[i];
        OperatorCost& cost = result.operators.emplace_back(blank);
        workOf(view, i, machine, convention, cost);
        timeOf(op, machine, cost);
        const Seconds<> overhead = op.inPlace ? Seconds<>() : machine.overhead;
        cost.bound = boundOf(cost.compute, cost.memory, overhead);
        add(totals, cost, op, overhead);
    }
    totals.bound = boundOf(totals.compute, totals.memory, totals.overhead);
    result.totals = totals;
}

} // namespace ridge

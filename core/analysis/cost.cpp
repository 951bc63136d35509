#include "core/analysis/operator_work.h"

#include <algorithm>

namespace ridge {
namespace {

void add(StageTotals& totals, const OperatorCost& cost, const Operator& op)
{
    const double count = op.count;
    const bool attends = isAttention(op.kind);
    totals.parameters += count * cost.parameters;
    totals.size += count * cost.size;
    totals.macs += count * cost.macs;
    totals.attentionMacs += count * (attends ? cost.macs : Macs<>());
    totals.winogradMacs += count * (isWinograd(op) ? cost.macs : Macs<>());
    totals.elementwise += count * cost.elementwise;
    totals.ops += count * cost.ops;
    totals.weights += count * cost.weights;
    totals.streamed += count * cost.streamed;
    totals.irregular += count * cost.irregular;
    totals.bytes += count * cost.bytes;
    totals.times += count * cost.times;
    totals.time += count * cost.time;
    totals.energyCompute += count * cost.energyCompute;
    totals.energyMovement += count * cost.energyMovement;
    totals.energyStatic += count * cost.energyStatic;
}

} // namespace

Precision computePrecision(const Device& device, const Deployment& deployment)
{
    const auto has = [&](Precision p) { return device.peak[static_cast<std::size_t>(p)].has_value(); };
    const Precision wanted = arithmeticOf(deployment.computedIn());
    if (has(wanted)) {
        return wanted;
    }
    for (const Precision p : infoOf(wanted).fallback) {
        if (has(p)) {
            return p;
        }
    }
    for (const Precision p : allPrecisions) {
        if (has(p) && hasArithmetic(p)) {
            return p;
        }
    }
    return wanted;
}

std::optional<Precision> energyPrecision(const Device& device, Precision precision)
{
    while (!device.energyPerOp[static_cast<std::size_t>(precision)]) {
        const Precision wider = infoOf(precision).wider;
        if (wider == precision) {
            return std::nullopt;
        }
        precision = wider;
    }
    return precision;
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
        cost.bound = limitOf(cost.times);
        add(totals, cost, op);
    }
    totals.bound = limitOf(totals.times);
    result.totals = totals;
}

} // namespace ridge

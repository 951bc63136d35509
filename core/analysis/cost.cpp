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
        timeOf(view, i, machine, cost);
        cost.bound = limitOf(cost.times);
        add(totals, cost, op);
    }
    totals.bound = limitOf(totals.times);
    result.totals = totals;
}

} // namespace ridge

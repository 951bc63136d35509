#include "core/analysis/rank_times.h"
#include "core/analysis/system_share.h"

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
    totals.exchanged += count * cost.exchanged;
    totals.times += count * cost.times;
    totals.time += count * cost.time;
    totals.exchange += op.part != 0 && isExchange(op.kind) ? count * cost.time : Seconds<>();
    totals.energyCompute += count * cost.energyCompute;
    totals.energyMovement += count * cost.energyMovement;
    totals.energyStatic += count * cost.energyStatic;
}

/// What all ranks of a split do together: times stay those of one of them.
void addSystem(StageTotals& system, const OperatorCost& cost, const Operator& op, const PartOf<double>& part,
               double devices)
{
    const double holds = timesOf(op, part, Over::Parameters), work = timesOf(op, part, Over::Work);
    const double effort = timesOf(op, part, Over::Effort);
    system.parameters += holds * cost.parameters;
    system.size += holds * cost.size;
    system.macs += work * cost.macs;
    system.attentionMacs += work * (isAttention(op.kind) ? cost.macs : Macs<>());
    system.winogradMacs += work * (isWinograd(op) ? cost.macs : Macs<>());
    system.elementwise += work * cost.elementwise;
    system.ops += work * cost.ops;
    system.weights += effort * cost.weights;
    system.streamed += effort * cost.streamed;
    system.irregular += effort * cost.irregular;
    system.bytes += effort * cost.bytes;
    system.exchanged += effort * cost.exchanged;
    system.energyCompute += effort * cost.energyCompute;
    system.energyMovement += effort * cost.energyMovement;
    system.energyStatic += devices * (op.count * cost.energyStatic); // all are there all the time
}

StageTotals systemOf(const Evaluation& evaluation, const Stage& stage, const StageResult& result)
{
    const Program& program = evaluation.program;
    StageTotals system;
    system.times = result.totals.times, system.time = result.totals.time, system.exchange = result.totals.exchange;
    system.bound = result.totals.bound;
    for (std::size_t i = 0; i < stage.operators.size(); ++i) {
        const Operator& op = stage.operators[i];
        addSystem(system, result.operators[i], op, program.parts[op.part], program.devices);
    }
    return system;
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
    result.system = evaluation.program.isSplit() ? systemOf(evaluation, stage, result) : totals;
}

} // namespace ridge

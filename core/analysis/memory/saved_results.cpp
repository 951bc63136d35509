#include "core/analysis/memory/saved_results.h"

#include <algorithm>

namespace ridge {
namespace {

/// The stage of a stage's gradients; empty where there is none.
std::optional<std::size_t> backwardStage(const Program& program, std::size_t forward)
{
    for (std::size_t s = 0; s < program.stages.size(); ++s) {
        if (program.stages[s].gradientOf == static_cast<std::int32_t>(forward)) {
            return s;
        }
    }
    return std::nullopt;
}

/// Repetitions of a backward operator that are behind it when a step runs: all that it freed has gone.
double repetitionsBehind(const Stage& backward, std::size_t index, const MemoryStep& step)
{
    const Operator& op = backward.operators[index];
    const Operator& now = backward.operators[step.op];
    const bool sameBlock = op.block == now.block && (op.block != 0 || index == step.op);
    return index < step.op ? (sameBlock ? std::min(step.done, op.count) : op.count)
           : sameBlock     ? std::max(0.0, std::min(step.done - 1, op.count))
                           : 0;
}

/// Of one operator's results so many are there.
double timesAt(const Program& program, std::size_t forward, std::size_t backward, std::size_t op,
               const MemoryStep& step)
{
    const Stage& stage = program.stages[forward];
    if (step.stage <= forward) {
        return step.stage < forward ? 0 : repetitionsDone(stage, op, step);
    }
    const std::uint32_t freedBy = program.stages[backward].freedAfter[op];
    const bool isFreed = freedBy < program.stages[backward].operators.size();
    const double all = stage.operators[op].count;
    if (step.stage != backward || !isFreed) {
        return step.stage > backward ? 0 : all;
    }
    return std::max(0.0, all - repetitionsBehind(program.stages[backward], freedBy, step));
}

bool leavesSomething(const Stage& stage, std::size_t op)
{
    const TensorId made = stage.operators[op].result;
    return stage.operators[op].keptBytes > 0 ||
           (made >= 0 && stage.tensors[static_cast<std::size_t>(made)].role == TensorRole::Saved);
}

template <class Times> std::vector<SavedPart> partsOf(const Program& program, Times times)
{
    std::vector<SavedPart> parts;
    for (std::size_t s = 0; s < program.stages.size(); ++s) {
        const std::optional<std::size_t> backward = backwardStage(program, s);
        if (!backward) {
            continue;
        }
        const Stage& stage = program.stages[s];
        for (const TensorId input : savedInputs(stage)) {
            if (times(s, *backward, std::nullopt) > 0) {
                parts.push_back({s, 0, 1, input});
            }
        }
        for (std::size_t i = 0; i < stage.operators.size(); ++i) {
            const double there = leavesSomething(stage, i) ? times(s, *backward, std::optional(i)) : 0;
            if (there > 0) {
                parts.push_back({s, i, there});
            }
        }
    }
    return parts;
}

} // namespace

std::vector<SavedPart> savedAt(const Program& program, const MemoryStep& step)
{
    return partsOf(program, [&](std::size_t s, std::size_t backward, std::optional<std::size_t> op) -> double {
        return op ? timesAt(program, s, backward, *op, step) : step.stage >= s && step.stage <= backward;
    });
}

std::vector<SavedPart> savedAfterForward(const Program& program)
{
    return partsOf(program, [&](std::size_t s, std::size_t, std::optional<std::size_t> op) {
        return op ? program.stages[s].operators[*op].count : 1;
    });
}

} // namespace ridge

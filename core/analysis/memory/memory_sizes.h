// What memory figures are made of, over the number type: tensors, live sets, the arena, stored weights, caches.
// Not when tensors live (lifetimes.h), and not the plan (memory_plan.h), which says which moment counts.
#pragma once

#include "core/analysis/memory/lifetimes.h"
#include "core/analysis/operator_work.h"

#include <memory>

namespace ridge {

/// "mlp.down"; with its stage where there are several: "mlp.down, decode".
inline std::string operatorName(const Program& program, std::size_t stage, std::size_t op)
{
    const std::string& name = program.stages[stage].operators[op].name;
    return program.stages.size() > 1 ? name + ", " + program.stages[stage].name : name;
}

/// What wrote a tensor, as people call it.
inline std::string tensorName(const Stage& stage, const Lifetimes& lifetimes, std::size_t tensor)
{
    const std::int32_t step = lifetimes[tensor].maker;
    if (stage.tensors[tensor].role == TensorRole::Input || step < 0) { // an input may also be an output
        return "input";
    }
    const Operator& maker = stage.operators[static_cast<std::size_t>(step)];
    const bool extra = maker.workspace == static_cast<TensorId>(tensor);
    return !extra ? maker.name : maker.overwritesInput ? "one plane of " + maker.name : "cache of " + maker.name;
}

/// Input + output of one operator, as the sheet has it: each tensor counted where it is used. In place, one plane takes
/// the place of the output.
template <class N> N inPlusOut(const StageView<N>& stage, std::size_t index, bool inputCounts)
{
    const Stage& plain = stage.plain();
    const Operator& op = plain.operators[index];
    const auto elements = [stage, inputCounts](TensorId id, const char* which, std::uint32_t number) {
        const Tensor* t = id >= 0 ? &stage.plain().tensors[static_cast<std::size_t>(id)] : nullptr;
        const bool counts = t && !t->onChip && (inputCounts || t->role != TensorRole::Input);
        return counts ? stage.elements(id, which, number) : N(0);
    };
    const N inputs = overInputs<N>(op, 0, [elements, &plain, &op](std::uint32_t u) {
        return elements(plain.uses[op.firstInput + u], "_i", op.inputCount > 1 ? u + 1 : 0);
    });
    return elements(op.overwritesInput ? op.workspace : op.output, "_o", 0) + inputs;
}

/// What an operator makes, elements, whether or not fusion keeps it from memory.
template <class N> N resultElements(const StageView<N>& stage, const OperatorOf<N>& op)
{
    return op.result >= 0 ? madeElements(stage, op, op.result) + op.writtenInPlace : N(0);
}

/// Elements of everything alive while one operator runs. A derivation can be opened as long as the stage lives.
template <class N>
N aliveElements(const StageView<N>& stage, const std::shared_ptr<const Lifetimes>& lifetimes, std::size_t step)
{
    if constexpr (std::is_same_v<N, Traced>) {
        std::vector<TensorId> tensors;
        std::vector<double> values;
        for (std::size_t t = 0; t < lifetimes->size(); ++t) {
            if ((*lifetimes)[t].covers(step)) {
                tensors.push_back(static_cast<TensorId>(t));
                values.push_back(stage.plain().tensors[t].elements());
            }
        }
        return Traced::sum("t", values, [stage, lifetimes, tensors](std::size_t i) {
            return Traced::term("A_t", Unit::Count, stage.elements(tensors[i]),
                                tensorName(stage.plain(), *lifetimes, static_cast<std::size_t>(tensors[i])), {});
        });
    } else {
        N sum(0);
        for (std::size_t t = 0; t < lifetimes->size(); ++t) {
            sum += (*lifetimes)[t].covers(step) ? stage.plain().tensors[t].elements() : 0;
        }
        return sum;
    }
}

/// Cached elements of all sequences that have seen so many positions, and a draft model so many.
template <class N> N cacheElements(const ProgramOf<N>& program, const N& seen, const N& draftSeen)
{
    N all(0);
    for (const CacheOf<N>& cache : program.caches) {
        all = all + cache.elements(cache.ofDraft ? draftSeen : seen);
    }
    return program.sequences * all;
}

/// After this share of a stage's repetitions.
template <class N> N cachedAfter(const ProgramOf<N>& program, const StageOf<N>& stage, double share)
{
    const auto reached = [share](const N& before, const N& after) {
        return share == 0   ? before
               : share == 1 ? after
                            : before + (after - before) * constantLeaf<N>("share", share, "of the stage so far");
    };
    return cacheElements(program, reached(stage.seenBefore, stage.seenAfter),
                         reached(stage.draftBefore, stage.draftAfter));
}

/// Repetitions of an operator that have run when a step of the timeline does.
inline double repetitionsDone(const Stage& stage, std::size_t index, const MemoryStep& step)
{
    const Operator& op = stage.operators[index];
    const Operator& now = stage.operators[step.op];
    const bool sameBlock = op.block == now.block && (op.block != 0 || index == step.op);
    const double before = step.done - 1; // whole repetitions of the block before this one
    return index <= step.op ? (sameBlock ? std::min(step.done, op.count) : op.count)
           : sameBlock      ? std::max(0.0, std::min(before, op.count))
                            : 0;
}

/// Cached elements while a step of the timeline runs: those of before, and what operators of the stage have added.
template <class N>
N cachedAt(const StageView<N>& stage, const ProgramOf<N>& program, const StageOf<N>& ends, const MemoryStep& step)
{
    if (step.share > 0) {
        return cachedAfter(program, ends, step.share);
    }
    const std::vector<Operator>& operators = stage.plain().operators;
    N added(0);
    bool all = true;
    for (std::size_t i = 0; i < operators.size(); ++i) {
        if (operators[i].kvKept == 0) {
            continue;
        }
        const double done = repetitionsDone(stage.plain(), i, step);
        all = all && done == operators[i].count;
        const auto& op = stage.op(i);
        const N times =
            done == operators[i].count ? N(op.count) : constantLeaf<N>("so far", done, "layers that have run");
        added = done > 0 ? added + times * op.kvKept : added;
    }
    return cachedAfter(program, ends, all ? 1 : 0) + (all ? N(0) : added);
}

} // namespace ridge

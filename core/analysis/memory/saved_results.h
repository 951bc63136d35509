// What training keeps between forward and backward, over the number type: results, masks, statistics, and its input.
// Not which results: the program says (core/levers/training); and not state of weights, which stays all the time.
#pragma once

#include "core/analysis/memory/memory_sizes.h"
#include "core/levers/training/learning.h"

#include <vector>

namespace ridge {

/// What one execution of a forward operator leaves for backward.
template <class N> Bytes<N> savedBytes(const StageView<N>& stage, std::size_t index, const StoredBits<N>& bits)
{
    const auto& op = stage.op(index);
    const Operator& plain = stage.plain().operators[index];
    const Tensor* made = plain.result >= 0 ? &stage.plain().tensors[static_cast<std::size_t>(plain.result)] : nullptr;
    const bool isKept = made && made->role == TensorRole::Saved && !made->onChip;
    const Bytes<N> beside(op.keptBytes);
    if (!isKept) {
        return beside;
    }
    const Bytes<N> all =
        formula::bytes(stage.elements(plain.result, "_o"), bits.ofActivations(plain.formats.activations));
    const Bytes<N> result = plain.keptShare == 1 ? all : op.keptShare * all;
    return valueOf(op.keptBytes) > 0 ? result + beside : result;
}

/// Kept tensors that no operator of the stage makes: the batch itself, or what another stage hands over.
inline std::vector<TensorId> savedInputs(const Stage& stage)
{
    std::vector<char> isMade(stage.tensors.size());
    for (const Operator& op : stage.operators) {
        if (op.result >= 0) {
            isMade[static_cast<std::size_t>(op.result)] = 1;
        }
    }
    std::vector<TensorId> inputs;
    for (std::size_t t = 0; t < stage.tensors.size(); ++t) {
        if (stage.tensors[t].role == TensorRole::Saved && !isMade[t]) {
            inputs.push_back(static_cast<TensorId>(t));
        }
    }
    return inputs;
}

template <class N> Bytes<N> savedInputBytes(const StageView<N>& stage, TensorId input, const StoredBits<N>& bits)
{
    return formula::bytes(stage.elements(input), bits.activationBits);
}

/// So many executions of an operator that have left something by then; `input`: a tensor instead.
struct SavedPart {
    std::size_t stage, op;
    double times;
    TensorId input = -1;
};

/// One execution's.
template <class N> Bytes<N> savedPart(const StageView<N>& stage, const SavedPart& part, const StoredBits<N>& bits)
{
    return part.input >= 0 ? savedInputBytes(stage, part.input, bits) : savedBytes(stage, part.op, bits);
}

/// While a step of the timeline runs. An operator's result is there as soon as it runs, and goes behind the operator
/// that frees it.
std::vector<SavedPart> savedAt(const Program& program, const MemoryStep& step);

/// Once all of forward has run.
std::vector<SavedPart> savedAfterForward(const Program& program);

} // namespace ridge

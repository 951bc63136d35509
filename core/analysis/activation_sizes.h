// Sizes of activations over the number type: one tensor, one operator's input and output, what is alive at once.
// Not when tensors live: see lifetimes.h.
#pragma once

#include "core/analysis/lifetimes.h"
#include "core/analysis/operator_work.h"

namespace ridge {

/// n·c·h·w elements.
template <class N> N elementsOf(const Tensor& t)
{
    const auto size = [](const char* symbol, double value) { return value == 1 ? N(1) : symbolLeaf<N>(symbol, value); };
    return size("n", t.n) * size("c", t.c) * size("h", t.h) * size("w", t.w);
}

/// Input + output of one operator, as the sheet has it: each tensor counted where it is used.
template <class N> N inPlusOut(const Stage& stage, const Operator& op, bool inputCounts)
{
    const auto size = [&](TensorId id) {
        const Tensor* t = id >= 0 ? &stage.tensors[static_cast<std::size_t>(id)] : nullptr;
        return !t || t->onChip || (!inputCounts && t->role == TensorRole::Input) ? N(0) : elementsOf<N>(*t);
    };
    N sum = size(op.output);
    for (std::uint32_t u = 0; u < op.inputCount; ++u) {
        sum = sum + size(stage.uses[op.firstInput + u]);
    }
    return sum;
}

/// What wrote a tensor, as people call it.
inline std::string tensorName(const Stage& stage, const Lifetimes& lifetimes, std::size_t tensor)
{
    const bool input = stage.tensors[tensor].role == TensorRole::Input;
    return input ? "input" : stage.operators[static_cast<std::size_t>(lifetimes[tensor].birth)].name;
}

} // namespace ridge

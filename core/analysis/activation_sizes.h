// Sizes of activations over the number type: one tensor, one operator's input and output, what is alive at once.
// Not when tensors live: see lifetimes.h.
#pragma once

#include "core/analysis/lifetimes.h"
#include "core/analysis/operator_work.h"

namespace ridge {

/// n·c·t·h·w elements. `which` tells the sizes of one tensor from another's in the same formula: "_o" for c_o.
template <class N> N elementsOf(const Tensor& t, [[maybe_unused]] std::string_view which = {})
{
    if constexpr (std::is_same_v<N, Traced>) {
        const auto size = [which](const char* symbol, double value) {
            return value == 1 ? Traced(1) : Traced::leaf(symbol + std::string(which), value);
        };
        return size("n", t.n) * size("c", t.c) * size("t", t.t) * size("h", t.h) * size("w", t.w);
    } else {
        return t.elements();
    }
}

/// "_i"; "_i2" for the second of several inputs.
inline std::string inputIndex(const Operator& op, std::uint32_t input)
{
    return op.inputCount > 1 ? "_i" + std::to_string(input + 1) : "_i";
}

/// Input + output of one operator, as the sheet has it: each tensor counted where it is used. In place, one plane takes
/// the place of the output.
template <class N> N inPlusOut(const Stage& stage, const Operator& op, bool inputCounts)
{
    const auto counts = [&](TensorId id) {
        const Tensor* t = id >= 0 ? &stage.tensors[static_cast<std::size_t>(id)] : nullptr;
        return t && !t->onChip && (inputCounts || t->role != TensorRole::Input) ? t : nullptr;
    };
    const Tensor* const output = counts(op.overwritesInput ? op.workspace : op.output);
    N sum = output ? elementsOf<N>(*output, "_o") : N(0);
    for (std::uint32_t u = 0; u < op.inputCount; ++u) {
        if (const Tensor* input = counts(stage.uses[op.firstInput + u])) {
            if constexpr (std::is_same_v<N, Traced>) {
                sum = sum + elementsOf<N>(*input, inputIndex(op, u));
            } else {
                sum += input->elements();
            }
        }
    }
    return sum;
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

} // namespace ridge

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

/// Inputs up to so many are added up one by one in a derivation; of more it shows the largest.
inline constexpr std::uint32_t mostInputsWritten = 64;

/// Input + output of one operator, as the sheet has it: each tensor counted where it is used. In place, one plane takes
/// the place of the output. A derivation of many inputs can be opened as long as the stage lives.
template <class N> N inPlusOut(const Stage& stage, const Operator& op, bool inputCounts)
{
    const auto counts = [&stage, inputCounts](TensorId id) {
        const Tensor* t = id >= 0 ? &stage.tensors[static_cast<std::size_t>(id)] : nullptr;
        return t && !t->onChip && (inputCounts || t->role != TensorRole::Input) ? t : nullptr;
    };
    const auto input = [&](std::uint32_t u) { return counts(stage.uses[op.firstInput + u]); };
    const Tensor* const output = counts(op.overwritesInput ? op.workspace : op.output);
    if constexpr (std::is_same_v<N, double>) {
        double sum = output ? output->elements() : 0;
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            const Tensor* const one = input(u);
            sum += one ? one->elements() : 0;
        }
        return sum;
    } else {
        std::vector<const Tensor*> tensors{output};
        std::vector<double> values{output ? output->elements() : 0};
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            tensors.push_back(input(u));
            values.push_back(tensors.back() ? tensors.back()->elements() : 0);
        }
        const auto term = [tensors, &op](std::size_t i) {
            const std::string which = i == 0 ? "_o" : inputIndex(op, static_cast<std::uint32_t>(i - 1));
            return tensors[i] ? elementsOf<N>(*tensors[i], which) : N(0);
        };
        if (op.inputCount > mostInputsWritten) {
            return N::sum("j", values, term);
        }
        N sum(0);
        for (std::size_t i = 0; i < tensors.size(); ++i) {
            sum = sum + term(i);
        }
        return sum;
    }
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

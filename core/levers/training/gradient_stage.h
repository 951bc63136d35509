// The backward pass of one stage: which gradients there are, what forward keeps for them, what is computed again.
// Not the update, and not the order of stages: see training.cpp.
#pragma once

#include "core/levers/split/ranks.h"
#include "core/levers/training/kept_results.h"

namespace ridge {

/// How gradients are written, and between whom they are added up.
template <class N> struct GradientStyle {
    N bytes{0}; // moved for each parameter's
    Precision format = Precision::BF16;
    OperatorKind exchange = OperatorKind::AllReduce;
    const split::Degrees<N>* degrees = nullptr; // null: one device does everything
    std::vector<PartOf<N>>* parts = nullptr;
};

/// Marks in `forward` what is kept, and returns the stage of its gradients. `receives`: its inputs come from another
/// stage that learns. `isLast`: it ends in losses; the gradients of others' outputs come from the stages behind them.
template <class N>
StageOf<N> gradientsOf(StageOf<N>& forward, const KeptResults<N>& kept, const GradientStyle<N>& style, bool isLast);

} // namespace ridge

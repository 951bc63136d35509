// Which operators pruning is made for, and what it leaves of their weights.
// Not what that costs: see core/analysis/operator_work.h.
#pragma once

#include "core/formulas/formulas.h"

#include <cmath>

namespace ridge {

/// Matrices and kernels. Tables, the output head, norms and biases stay whole, and so does what lies elsewhere.
template <class N> bool isPrunable(const OperatorOf<N>& op)
{
    const bool hasKernel = op.kind == OperatorKind::Convolution || op.kind == OperatorKind::TransposedConvolution ||
                           op.kind == OperatorKind::VoxelConvolution;
    const WeightKind holds = weightKindOf(op);
    return (hasKernel || op.kind == OperatorKind::Linear) &&
           (holds == WeightKind::Matrix || holds == WeightKind::Expert) &&
           valueOf(formula::weights(op.kind, op.sizes, op.weightParameters)) > 0;
}

/// A dense product whose sum over inputs has whole groups of so many: what N:M patterns are found in.
template <class N> bool hasGroupsOf(const OperatorOf<N>& op, double places)
{
    const double inputs = valueOf(op.sizes.ci);
    return isPrunable(op) && valueOf(op.sizes.g) == 1 && inputs >= places && std::fmod(inputs, places) == 0;
}

} // namespace ridge

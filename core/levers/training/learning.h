// Which weights of an operator training changes, over the number type.
// Not which operators: levers say so (rows/training), and everything else learns.
#pragma once

#include "core/formulas/formulas.h"

namespace ridge {

template <class N> bool learnsWeights(const OperatorOf<N>& op)
{
    return op.learning == Learning::All && valueOf(formula::weights(op.kind, op.sizes, op.weightParameters)) > 0;
}

template <class N> bool learns(const OperatorOf<N>& op)
{
    return learnsWeights(op) || (op.learning != Learning::Nothing && valueOf(op.sizes.bias) > 0);
}

/// Of its weights, without biases.
template <class N> N learnedWeights(const OperatorOf<N>& op)
{
    if (op.learning != Learning::All) {
        return N(0);
    }
    const N all = formula::weights(op.kind, op.sizes, op.weightParameters);
    return valueOf(op.learnedShare) == 1 ? all : op.learnedShare * all;
}

/// Elements that an update changes: weights and biases, all copies.
template <class N> N trainedElements(const OperatorOf<N>& op)
{
    return op.learning == Learning::Nothing ? N(0) : learnedWeights(op) + op.sizes.bias * op.sizes.copies;
}

} // namespace ridge

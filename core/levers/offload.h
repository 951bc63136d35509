// What offload levers have in common: when there is a link to a host, and which operators have weights.
// Not how long the link takes: see core/analysis/operator_work.h.
#pragma once

#include "core/formulas/formulas.h"
#include "core/levers/levers.h"

namespace ridge {

inline const char* noHostLink(const Scenario& s)
{
    return s.device.hostLink() ? nullptr : "the device has no memory apart from a host's, or no known link to it";
}

template <class N> bool hasWeights(const OperatorOf<N>& op)
{
    return valueOf(formula::weights(op.kind, op.sizes, op.weightParameters)) > 0;
}

} // namespace ridge

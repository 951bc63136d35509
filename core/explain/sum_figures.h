// Figures of several operators together: of a group that people name, or of a block of the model's own names.
// Not the operators' figures (operator_figures.h), and not sums over stages or runs: those are metrics.
#pragma once

#include "core/metrics/number_ref.h"
#include "core/metrics/operator_figures.h"

namespace ridge {

/// Whether a figure is one that a group or block, whichever `ref` names, has.
bool addsUp(const OperatorFigure& figure, const NumberRef& ref);

/// Whether there are such operators, and the figure adds up over them.
bool hasSum(const Evaluation& evaluation, const NumberRef& ref);

/// What it comes to. Empty for a quotient by nothing. `ref` must exist.
std::optional<double> sumValue(const Evaluation& evaluation, const NumberRef& ref);

/// The same with one term per operator that has the figure, equal to the last bit.
std::optional<Traced> deriveSum(const Evaluation& evaluation, const NumberRef& ref);

} // namespace ridge

// The steps of an explanation: the number itself, the named results in it, the terms of sums, and what went in.
// Not its texts and conventions: see explain.h.
#pragma once

#include "core/explain/explain.h"

namespace ridge {

/// Fills steps and inputs of an explanation whose symbol, result and expression are known.
void addSteps(const Evaluation& evaluation, const Scenario* presets, Explanation& out);

} // namespace ridge

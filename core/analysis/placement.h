// Chooses the memory levels a model runs from and says whether it fits.
// Not a cache model: data is in one level or it is not.
#pragma once

#include "core/analysis/evaluation.h"

namespace ridge {

Placement place(const Scenario& scenario, const MemoryPlan& plan);

} // namespace ridge

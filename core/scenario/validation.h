// Finds what is wrong or noteworthy in a scenario, as sentences that name the field.
// Not a gate: evaluate() is total and gives a result for any scenario.
#pragma once

#include "core/scenario/issue.h"
#include "core/scenario/scenario.h"

namespace ridge {

std::vector<Issue> validate(const Scenario& scenario);

} // namespace ridge

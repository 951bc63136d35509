// The conventions that a scenario is counted by, in a few words: those alone that matter to its model.
// Not the conventions themselves (scenario.h), and not what each of them moves.
#pragma once

#include "core/scenario/scenario.h"

#include <string>

namespace ridge {

/// "2 FLOP/MAC · full attention · GB"; how masked attention counts is said of models that have such attention.
std::string conventionBadge(const Scenario& scenario);

} // namespace ridge

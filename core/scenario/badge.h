// A scenario in a few words: its machines, its name, and the conventions that matter to its model.
// Not the conventions themselves (scenario.h), and not what each of them moves.
#pragma once

#include "core/scenario/scenario.h"

#include <string>

namespace ridge {

/// "2 FLOP/MAC · full attention · GB"; how masked attention counts is said of models that have such attention.
std::string conventionBadge(const Scenario& scenario);

/// "16 × H200 SXM" where so many share the work; the device's name alone where it does everything.
std::string machineName(const Scenario& scenario);
/// "Llama-3-8B on 8 × H100 SXM5"
std::string scenarioName(const Scenario& scenario);

} // namespace ridge

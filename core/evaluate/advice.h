// What would make a scenario fit that does not: changes that were tried by evaluating them, least loss first.
// Not a search over everything that can be chosen.
#pragma once

#include "core/analysis/evaluation.h"

namespace ridge {

/// "8-bit weights", "4-bit weights and a batch of 3", "4-bit weights and 3 of these devices"; empty where nothing of
/// that is enough.
std::string whatFits(const Evaluation& evaluation);

} // namespace ridge

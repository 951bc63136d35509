// Parts of what assess() does, where the rest is known already or nobody asks for it.
// Not the whole: see evaluate.h.
#pragma once

#include "core/analysis/evaluation.h"

namespace ridge {

/// What limits one stage of a scenario; nothing where it has no such stage. Memory is planned only where what fits
/// decides on the level that the model runs from.
std::optional<Bound> boundOf(std::shared_ptr<const Scenario> scenario, std::size_t stage);

} // namespace ridge

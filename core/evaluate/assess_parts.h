// Parts of what assess() does, where the rest is known already or nobody asks for it.
// Not the whole: see evaluate.h.
#pragma once

#include "core/analysis/evaluation.h"

#include <span>
#include <string_view>

namespace ridge {

/// Brings up to date what assess() made, after nothing but the device or the environment of its scenario changed: the
/// program and its memory stay. Only where the scenario holds no lever, since levers may ask what the device has.
void reassess(Evaluation& evaluation, std::span<const std::string_view> metrics);

/// What limits one stage of a scenario; nothing where it has no such stage. Memory is planned only where what fits
/// decides on the level that the model runs from.
std::optional<Bound> boundOf(std::shared_ptr<const Scenario> scenario, std::size_t stage);

} // namespace ridge

// Where the figure behind a parameter was read.
// Not the sources of formulas: those are with the metrics.
#pragma once

#include "core/scenario/scenario.h"

#include <string_view>

namespace ridge {

/// The source stated for a parameter's figure in its preset, a device's with its name and year; empty where there is
/// none, as for what the user chooses.
/// A figure that was changed has no source any more: callers compare with the preset.
std::string sourceOf(const Scenario& scenario, std::string_view parameterId);

} // namespace ridge

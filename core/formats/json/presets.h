// The built-in models and devices by their ids, as scenario files name them.
// Not what is said of them in lists: core/library/presets.h.
#pragma once

#include "core/scenario/scenario.h"

namespace ridge {

/// Sorted.
std::vector<std::string> modelIds();
std::vector<std::string> deviceIds();

/// Throw FormatError that names the closest known ids when there is no such preset.
Model modelPreset(std::string_view id);
Device devicePreset(std::string_view id);

} // namespace ridge

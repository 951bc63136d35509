// The built-in library of models and devices, compiled in from resources/, as it is listed.
// Not the user's own beside it: app/document/library.h.
#pragma once

#include "core/formats/json/presets.h"

namespace ridge {

struct PresetInfo {
    std::string id;
    std::string name;
    std::string detail; // "Language model", "NVIDIA · 2022"
};
/// By class, and by names as people sort them.
const std::vector<PresetInfo>& modelPresets();
const std::vector<PresetInfo>& devicePresets();

} // namespace ridge

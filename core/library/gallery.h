// Scenarios that are ready to look at, compiled in from resources/gallery.json.
// Not lessons: each is one state of the window with a sentence.
#pragma once

#include "core/scenario/scenario.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ridge {

struct GalleryEntry {
    std::string id, title, sentence;
    std::string model, device;                   // ids of presets
    std::string page;                            // of the window, that shows it best
    std::map<std::string, std::string> settings; // parameter → text
};

/// In the order of the file.
const std::vector<GalleryEntry>& gallery();
/// Throws FormatError, also for an id that is used twice.
std::vector<GalleryEntry> readGalleryJson(std::string_view text);
/// Throws FormatError where a preset or a parameter is none.
Scenario scenarioOf(const GalleryEntry& entry);

} // namespace ridge

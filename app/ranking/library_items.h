// Whole models and devices of the library, for studies that run through all of them.
// Not the lists that pickers show: library.h.
#pragma once

#include "core/scenario/scenario.h"

#include <string>
#include <vector>

namespace ridge {

/// All that can be read, the user's own first.
std::vector<Device> libraryMachines();
std::vector<Model> everyLibraryModel();
/// Those of a class: "CNN", "Language model".
std::vector<Model> libraryModelsOf(const std::string& family);

} // namespace ridge

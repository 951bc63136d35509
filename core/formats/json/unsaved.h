// Unsaved work as it is kept against a crash: a scenario file that also says which file it belongs to.
// Not where it is kept, nor when: that is app's.
#pragma once

#include "core/scenario/pin.h"

#include <string>
#include <string_view>
#include <vector>

namespace ridge {

struct UnsavedWork {
    Scenario scenario;
    std::string path;                 // of the file it belongs to; empty: none
    std::string seen;                 // fingerprint of what that file held when it was last read or written
    std::vector<std::string> leftOut; // one sentence for each field that could not be read
    Pins pins = {};
    Targets targets = {};
    Figures figures = {};
};

/// Reads what can be read: a field that makes no sense is left out, and what follows from the rest stands in its place.
/// Throws FormatError where nothing is to be had.
UnsavedWork readUnsavedJson(std::string_view text);
std::string writeUnsavedJson(const Scenario& scenario, const std::string& path, const std::string& seen,
                             const Pins& pins = {}, const Targets& targets = {}, const Figures& figures = {});

} // namespace ridge

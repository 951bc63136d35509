// A finding about a scenario, as one sentence that names the field.
// Not what finds it: see validation.h, the expansion of models and evaluate/findings.cpp.
#pragma once

#include <cstdint>
#include <string>

namespace ridge {

enum class Severity : std::uint8_t { Info, Warning, Error };

struct Issue {
    Severity severity = Severity::Info;
    std::string field;   // a parameter id, or "model.layers.NAME", or empty
    std::string message; // one sentence
    friend bool operator==(const Issue&, const Issue&) = default;
};

} // namespace ridge

// Finds what is wrong or noteworthy in a scenario, as sentences that name the field.
// Not a gate: evaluate() is total and gives a result for any scenario.
#pragma once

#include "core/scenario/scenario.h"

namespace ridge {

enum class Severity { Info, Warning, Error };

struct Issue {
    Severity severity = Severity::Info;
    std::string field;   // a parameter id, or "model.layers.NAME", or empty
    std::string message; // one sentence
    friend bool operator==(const Issue&, const Issue&) = default;
};

std::vector<Issue> validate(const Scenario& scenario);

} // namespace ridge

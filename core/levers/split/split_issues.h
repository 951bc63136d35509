// What a split finds in a program that it cannot share as asked, as sentences.
// Not ranges of the degrees: core/scenario/validation.h checks those.
#pragma once

#include "core/program/program.h"
#include "core/scenario/scenario.h"

namespace ridge {

/// Of the program before it is split.
std::vector<Issue> splitIssues(const Scenario& scenario, const Program& program);

} // namespace ridge

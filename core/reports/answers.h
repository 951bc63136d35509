// Answers of studies for people and for programs: what solves for targets, and every way to one.
// Not how they are found: core/studies/solve.h.
#pragma once

#include "core/studies/search/every_way.h"

namespace ridge {

/// Sentences.
std::string solutionText(const Solution& solution);
std::string everyWayText(const EveryWay& all, NumberStyle style);
/// Base units, every digit.
std::string solutionJson(const Solution& solution);
std::string everyWayJson(const EveryWay& all);

} // namespace ridge

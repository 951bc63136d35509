// Explanations written out like a worked solution: plain text, Markdown with formulas, LaTeX, HTML.
// Not the explaining: see explain.h.
#pragma once

#include "core/explain/explain.h"
#include "core/explain/solution_sheet.h"

#include <span>

namespace ridge {

/// Formula, values, result, what it is made of, what went in, conventions. LaTeX needs the package amsmath.
std::string workedSolution(const Explanation& explanation, SolutionFormat format);

/// Several, under a heading that names the scenario.
std::string workedSolutions(const Evaluation& evaluation, std::span<const Explanation> explanations,
                            SolutionFormat format);

} // namespace ridge

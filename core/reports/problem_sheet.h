// Exercises as a sheet: HTML, Markdown, LaTeX or plain text, with or without solutions.
// Not how they are made: core/lessons/problems.h.
#pragma once

#include "core/explain/worked_solution.h"
#include "core/lessons/problems.h"

namespace ridge {

/// HTML is a page of its own, LaTeX a document.
std::string problemSheet(const std::vector<Problem>& problems, SolutionFormat format, bool withSolutions);

} // namespace ridge

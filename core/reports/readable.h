// Reports for people, as Markdown or as plain text: the same words in both.
// Not the rows of the two formats: formats/markdown.cpp and formats/text.cpp.
#pragma once

#include "core/library/baseline.h"
#include "core/studies/published.h"

namespace ridge {

std::string readableReport(const Evaluation& evaluation, const PresetLookup& beside, bool markdown);
std::string readableSelfCheck(const std::vector<CheckedFigure>& figures, bool markdown);

} // namespace ridge

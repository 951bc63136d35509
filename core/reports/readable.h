// Reports for people, as Markdown or as plain text: the same words in both.
// Not the rows of the two formats: formats/markdown.cpp and formats/text.cpp.
#pragma once

#include "core/library/baseline.h"
#include "core/studies/measured.h"
#include "core/studies/published.h"

namespace ridge {

std::string readableReport(const Evaluation& evaluation, const PresetLookup& beside, bool markdown);
/// Published figures and measured runs beside ours, each under its sentence.
std::string readableSelfCheck(const std::vector<CheckedFigure>& figures, const std::vector<CheckedRun>& runs,
                              bool markdown);

} // namespace ridge

// Published figures to compare with, compiled in from resources/published.json, and the self-check made of them.
// Not the comparison of one figure: core/studies/published.h.
#pragma once

#include "core/studies/published.h"

namespace ridge {

const std::vector<Published>& publishedFigures();
/// Throws FormatError, also for ids that nothing has.
std::vector<Published> readPublishedJson(std::string_view text);
/// The presets of a figure with its settings; throws FormatError when one cannot be set.
Scenario scenarioOf(const Published& figure);
/// Every figure beside ours, equal scenarios evaluated once.
std::vector<CheckedFigure> selfCheck(const std::vector<Published>& published);
std::vector<CheckedFigure> selfCheck(); // all of publishedFigures()

} // namespace ridge

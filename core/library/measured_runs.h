// Runs that others measured, compiled in from resources/measured.json, and the check made of them.
// Not the comparison of one run: core/studies/measured.h.
#pragma once

#include "core/studies/measured.h"

namespace ridge {

const std::vector<MeasuredRun>& measuredRuns();
/// Throws FormatError, also for ids that nothing has.
std::vector<MeasuredRun> readMeasuredJson(std::string_view text);
/// The presets of a run with its settings; throws FormatError when one cannot be set.
Scenario scenarioOf(const MeasuredRun& run);
/// Every run beside its bound and beside what is typical.
std::vector<CheckedRun> checkMeasured(const std::vector<MeasuredRun>& runs);
std::vector<CheckedRun> checkMeasured(); // all of measuredRuns()

} // namespace ridge

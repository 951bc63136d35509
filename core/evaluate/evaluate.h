// The one pure function, in named steps: expand, levers, assess, describe. No state, no clock, no files.
// Not what a step does: core/models, core/levers, core/analysis and core/metrics do that.
#pragma once

#include "core/analysis/evaluation.h"

#include <span>
#include <string_view>

namespace ridge {

/// Everything. Total: never NaN, never infinite, never throws on a valid value.
Evaluation evaluate(std::shared_ptr<const Scenario> scenario);
Evaluation evaluate(const Scenario& scenario);

/// The numbers alone, for studies of many scenarios: no sentence, no timeline, and of the metrics those of these ids;
/// the others are absent.
Evaluation assess(std::shared_ptr<const Scenario> scenario, std::span<const std::string_view> metrics);

/// What validation and expansion found, and what only the results show: no native unit, does not fit, no operators.
std::vector<Issue> findIssues(const Evaluation& evaluation);

} // namespace ridge

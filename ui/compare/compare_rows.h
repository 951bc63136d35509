// The tables of the Compare page: every metric of each pin and of what is on screen, and the operators that differ.
// Not widgets: compare_view.h shows them.
#pragma once

#include "ui/compare/compare_model.h"

namespace ridge {

/// Metrics by pins, the reference first and what is on screen last; differences and factors are from the reference.
/// `last` is the heading of what is on screen: "Now".
CompareTable metricTable(const std::vector<PinnedEvaluation>& pins, const Evaluation& now, const QString& last);

/// Operators that came, went, or are limited by something else than in the reference; the largest change first.
CompareTable operatorTable(const Evaluation& reference, const Evaluation& now);

} // namespace ridge

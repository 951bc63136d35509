// What charts ask about operators of an evaluation: order, total time, shares as text.
// Not costs: those are in the evaluation.
#pragma once

#include "core/analysis/evaluation.h"
#include "ui/selection.h"

#include <QString>

#include <vector>

namespace ridge {

/// All operators, those that take the largest share of time first.
std::vector<OperatorRef> operatorsByTime(const Evaluation& evaluation);
/// Seconds over all executions of an operator.
double totalTime(const Evaluation& evaluation, OperatorRef ref);
bool isIn(const Evaluation& evaluation, OperatorRef ref);
/// Whether both evaluations have the same operator at a place: where another stands, it is not what was meant.
bool isSameIn(const Evaluation& before, const Evaluation& now, OperatorRef ref);
/// "36 %", "0.4 %".
QString percent(double share);

} // namespace ridge

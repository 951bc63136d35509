// A metric's value as people read it, with the range of what is usual where it has one.
// Not the words around it, nor its formula.
#pragma once

#include "core/analysis/evaluation.h"

namespace ridge {

/// "3.2 to 4.1 ms"; empty where there is no range.
std::string rangeText(const MetricValue& value, Unit unit, NumberStyle style = {});
/// "3.6 ms", or "3.6 ms (3.2 to 4.1 ms)".
std::string valueText(const MetricValue& value, Unit unit, NumberStyle style = {});

} // namespace ridge

// Ticks and titles of chart axes, labelled by the program's one number formatter.
// Not axis styling: colours and fonts come from the theme.
#pragma once

#include "core/quantity/unit.h"

#include <QString>

class QCPAxis;

namespace ridge {

/// Logarithmic axis with a tick per decade of the unit, in which it is labelled, and 1-2-5 ticks where no more than two
/// decades are visible.
void useDecades(QCPAxis& axis, double unit = 1);
/// Linear axis; ticks are where they are round in the unit, in which they are also labelled: 2^30 for GiB of bytes.
void useRoundTicks(QCPAxis& axis, int count, double unit = 1);
/// Ticks and title of numbers up to the highest, in the unit with the prefix that it has there: "Latency (ms)". Returns
/// the unit: "ms".
QString scaleAxis(QCPAxis& axis, bool logarithmic, double highest, Unit unit, const QString& label, NumberStyle style);

} // namespace ridge

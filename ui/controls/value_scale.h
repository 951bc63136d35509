// How a parameter's values lie along a slider, and what one notch is.
// Not the slider: plain arithmetic without widgets.
#pragma once

#include "core/scenario/parameters/parameters.h"

namespace ridge {

/// Where a value lies between the slider's ends, 0 to 1.
double sliderFraction(const Parameter& parameter, double value);

/// The value at a slider position, rounded to one that a person would choose: whole where the row is integral,
/// a short binary number (4, 5, 6, 7, 8, 10, 12 …) on logarithmic whole scales, two digits elsewhere.
double sliderValue(const Parameter& parameter, double fraction);

/// The value `notches` steps away. Logarithmic rows go 1-2-5 (whole ones 1-2-4-8), integral ones by 1, others by a
/// hundredth of the range. Ten-fold steps multiply by 10, or take ten notches on linear rows.
double steppedValue(const Parameter& parameter, double value, int notches, bool tenfold);

} // namespace ridge

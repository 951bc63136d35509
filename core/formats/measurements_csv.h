// A user's own measurements as CSV: a column of names, and any of time, rate and energy.
// Not what they stand beside: core/studies/own_measurements.h.
#pragma once

#include "core/studies/own_measurements.h"

#include <string_view>

namespace ridge {

/// Columns are told by their headings: "model", "operator", "stage" or "name"; "time" or "latency"; "rate" or
/// "throughput"; "energy"; each of the last three with its unit behind ("time_ms", "time (ms)") or in its cells
/// ("1.2 ms"). Separated by commas, semicolons or tabs. Throws FormatError with the line.
std::vector<OwnMeasurement> readMeasurementsCsv(std::string_view text);

} // namespace ridge

// Which way of a metric is an improvement, where that is known whoever asks.
// Not by how much: a longer time is never better, a higher arithmetic intensity may be.
#pragma once

#include "core/metrics/catalogue.h"

namespace ridge {

enum class Better { Unknown, Lower, Higher };

/// By its unit, but for the few that say otherwise: what takes time, memory, work, energy or money is better small,
/// rates are better high. Counts and shares are not known.
Better betterOf(const Metric& row);

/// What became of a metric: the same, better or worse; unknown where it moved and neither is known.
enum class Progress { Unknown, Same, Better, Worse };
Progress progressOf(const Metric& row, double before, double after);
/// "better", "worse", "same"; empty where it is not known.
std::string_view labelOf(Progress progress);

} // namespace ridge

// Metrics by their ids, and their labels as words of headings and sentences.
// Not their values: core/metrics/catalogue.h.
#pragma once

#include "core/metrics/catalogue.h"

#include <QString>

namespace ridge {

/// The id must exist.
const Metric& metricCalled(std::string_view id);
/// "Time per output token"
QString labelOf(const Metric& metric);
/// "time per output token", and "KV cache" as it is.
QString inSentence(QString label);

} // namespace ridge

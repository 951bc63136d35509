// Metrics by their ids, and their labels as words of headings and sentences.
// Not their values: core/metrics/catalogue.h.
#pragma once

#include "core/metrics/catalogue.h"

#include <QString>

#include <span>
#include <string>
#include <vector>

class QComboBox;

namespace ridge {

/// The id must exist.
const Metric& metricCalled(std::string_view id);
/// "Time per output token"
QString labelOf(const Metric& metric);
/// "time per output token", and "KV cache" as it is.
QString inSentence(QString label);
/// "Tokens per\nsecond": over two lines of about the same length where it is long.
QString headingText(QString label);

/// Those that have a value there and whose better side is known: the usual ones first, then a gap, an empty id, and the
/// rest.
std::vector<std::string> metricsToRankBy(const Evaluation& evaluation, std::span<const std::string_view> usual);
/// One of those at the end of a box, with its help; a gap as a line.
void addMetricTo(QComboBox& box, const std::string& id);

} // namespace ridge

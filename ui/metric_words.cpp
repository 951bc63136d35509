#include "ui/metric_words.h"

namespace ridge {

const Metric& metricCalled(std::string_view id) { return metricCatalogue()[*metricIndex(id)]; }

QString labelOf(const Metric& metric) { return QString::fromUtf8(metric.label.data(), qsizetype(metric.label.size())); }

QString inSentence(QString label)
{
    if (label.size() > 1 && label[0].isUpper() && !label[1].isUpper()) {
        label[0] = label[0].toLower();
    }
    return label;
}

} // namespace ridge

#include "ui/metric_words.h"

#include "core/analysis/evaluation.h"
#include "core/studies/ranking/direction.h"

#include <QComboBox>

#include <algorithm>
#include <cmath>

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

QString headingText(QString name)
{
    constexpr qsizetype longest = 12;
    if (name.size() <= longest) {
        return name;
    }
    qsizetype best = -1;
    for (qsizetype at = name.indexOf(' '); at >= 0; at = name.indexOf(' ', at + 1)) {
        best = best < 0 || std::abs(2 * at - name.size()) < std::abs(2 * best - name.size()) ? at : best;
    }
    return best < 0 ? name : name.replace(best, 1, '\n');
}

std::vector<std::string> metricsToRankBy(const Evaluation& evaluation, std::span<const std::string_view> usual)
{
    std::vector<std::string> ids;
    const auto add = [&](std::string_view id) {
        const bool isThere = metricIndex(id) && metric(evaluation, id).value;
        if (isThere && std::ranges::find(ids, id) == ids.end()) {
            ids.emplace_back(id);
        }
    };
    std::ranges::for_each(usual, add);
    const auto gap = std::ptrdiff_t(ids.size());
    for (const Metric& row : metricCatalogue()) {
        if (betterOf(row) != Better::Unknown) {
            add(row.id);
        }
    }
    ids.insert(ids.begin() + gap, std::string());
    return ids;
}

void addMetricTo(QComboBox& box, const std::string& id)
{
    if (id.empty()) {
        box.insertSeparator(box.count());
        return;
    }
    const Metric& row = metricCalled(id);
    box.addItem(labelOf(row));
    box.setItemData(box.count() - 1, QString::fromUtf8(row.help.data(), qsizetype(row.help.size())), Qt::ToolTipRole);
}

} // namespace ridge

#include "ui/figure/metric_table.h"

#include "core/metrics/catalogue.h"
#include "ui/panels/headline.h"
#include "ui/shown.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace ridge {
namespace {

constexpr double largest = 1.6, smallest = 0.81; // of the type, which follows the room
constexpr double rowShare = 1.7;                 // of the type's height
constexpr double typeSize = 13;

double widthOf(const std::vector<MetricTable::Row>& rows, const Theme& theme)
{
    const QFontMetricsF names(theme.font(typeSize)), values(theme.font(typeSize, true));
    double name = 0, value = 0;
    for (const MetricTable::Row& row : rows) {
        name = std::max(name, names.horizontalAdvance(row.name));
        value = std::max(value, values.horizontalAdvance(row.value));
    }
    return name + value + theme.px(24);
}

double lineOf(const Theme& theme) { return rowShare * QFontMetricsF(theme.font(typeSize)).height(); }

} // namespace

MetricTable::MetricTable(std::shared_ptr<const Evaluation> evaluation, const std::vector<std::string>& metrics,
                         const Theme& theme)
    : m_theme(theme)
{
    std::vector<std::string> ids = metrics;
    if (ids.empty()) {
        for (const CardFigure& figure : headlineFigures(*evaluation)) {
            ids.push_back(figure.ref.id);
        }
    }
    for (const std::string& id : ids) {
        const std::optional<std::size_t> index = metricIndex(id);
        const MetricValue value = index ? ridge::metric(*evaluation, id) : MetricValue{};
        if (value.value) {
            const Metric& row = metricCatalogue()[*index];
            m_rows.push_back(
                {shown(row.label), QString::fromStdString(format(value.value, row.unit, evaluation->numberStyle()))});
        }
    }
    QStringList sentences;
    for (const Row& row : m_rows) {
        sentences << row.name + QStringLiteral(": ") + row.value;
    }
    setAccessibleDescription(sentences.join(QStringLiteral("; ")));
}

Theme MetricTable::themeThatFits() const
{
    Theme theme = m_theme;
    for (double scale = largest; scale >= smallest; scale *= 0.95) {
        theme.fontScale = m_theme.fontScale * scale;
        if (widthOf(m_rows, theme) <= width() && lineOf(theme) * double(m_rows.size()) <= height()) {
            break;
        }
    }
    return theme;
}

void MetricTable::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Theme theme = themeThatFits();
    const double line = lineOf(theme);
    QRectF row(0, 0, width(), line);
    for (const Row& each : m_rows) {
        painter.setPen(theme.text);
        painter.setFont(theme.font(typeSize));
        painter.drawText(row, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine, each.name);
        painter.setFont(theme.font(typeSize, true));
        painter.drawText(row, int(Qt::AlignRight | Qt::AlignVCenter) | Qt::TextSingleLine, each.value);
        painter.setPen(QPen(theme.line, theme.px(1)));
        painter.drawLine(row.bottomLeft(), row.bottomRight());
        row.translate(0, line);
    }
}

} // namespace ridge

#include "ui/charts/waterfall/waterfall_chart.h"

#include "core/metrics/catalogue.h"
#include "core/studies/change.h"
#include "core/studies/lever_gains.h"
#include "ui/charts/header_buttons.h"
#include "ui/charts/paint_layer.h"
#include "ui/shown.h"

#include <QFontMetricsF>
#include <QMenu>
#include <QToolButton>

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {

namespace {

constexpr double tallestRow = 40, barShare = 0.58;

QString fromText(std::string_view text) { return QString::fromUtf8(text.data(), qsizetype(text.size())); }

const Metric* metricOf(const QString& id)
{
    const std::optional<std::size_t> index = metricIndex(id.toStdString());
    return index ? &metricCatalogue()[*index] : nullptr;
}

/// "−62 %"; where there is no share, the difference in its unit.
QString changeOf(double from, double to, Unit unit, NumberStyle style)
{
    if (from == to) {
        return QStringLiteral("0");
    }
    return QString::fromStdString(from > 0 && to > 0
                                      ? changeText(to / from)
                                      : (to > from ? "+" : "−") + format(std::fabs(to - from), unit, style));
}

} // namespace

WaterfallChart::WaterfallChart(QWidget* parent)
    : Chart(parent), m_metricButton(menuButton(tr("Metric whose gain is taken apart")))
{
    QMenu* menu = m_metricButton->menu();
    for (const std::string_view id : gainMetrics) {
        const QString metric = fromText(id);
        menu->addAction(fromText(metricOf(metric)->label), this, [this, metric] { setMetric(metric); });
    }
    header().addControl(m_metricButton);
    for (QCPAxis* axis : plot().axisRect()->axes()) {
        axis->setVisible(false);
        axis->grid()->setVisible(false);
    }
    plot().axisRect()->setAutoMargins(QCP::msNone);
    addPaintLayer(plot(), "axes", Clip::None, [this](QPainter& painter) {
        if (evaluation()) {
            paintRows(painter);
            paintRemark(painter);
        }
    });
    setMetric(m_metric);
    setTheme(Theme::light());
}

void WaterfallChart::setMetric(const QString& id)
{
    m_metric = id;
    const Metric* row = metricOf(id);
    m_metricButton->setText(tr("%1 ▾").arg(row ? fromText(row->label) : id));
    refresh();
}

QString WaterfallChart::title() const { return tr("Waterfall"); }

QString WaterfallChart::summary() const
{
    if (!evaluation() || m_fall.steps.empty()) {
        return {};
    }
    return text(m_fall.before) + QStringLiteral(" → ") + text(m_fall.after) + QStringLiteral(", ") +
           changeOf(m_fall.before, m_fall.after, m_fall.unit, evaluation()->numberStyle());
}

QString WaterfallChart::text(double value) const
{
    return QString::fromStdString(format(value, m_fall.unit, evaluation()->numberStyle()));
}

void WaterfallChart::updateData()
{
    m_fall = waterfall(evaluation()->chosen, m_metric.toStdString(), {.jobs = 1});
    fillRows();
}

void WaterfallChart::fillRows()
{
    m_rows.clear();
    if (m_fall.steps.empty()) {
        return;
    }
    const NumberStyle style = evaluation()->numberStyle();
    m_rows.push_back({tr("With none of them"), text(m_fall.before), {}, 0, m_fall.before, true});
    for (const WaterfallStep& step : m_fall.steps) {
        const QString inOrder = changeOf(step.before, step.after, m_fall.unit, style);
        const QString alone = changeOf(step.leftOut, m_fall.after, m_fall.unit, style);
        m_rows.push_back({fromText(step.lever->label), inOrder,
                          alone == inOrder ? QString() : tr("as the last %1 from %2").arg(alone, text(step.leftOut)),
                          step.before, step.after});
    }
    m_rows.push_back({tr("With all"), text(m_fall.after), {}, 0, m_fall.after, true});
}

ChartFrame WaterfallChart::frame() const
{
    double most = 0;
    for (const Row& row : m_rows) {
        most = std::max({most, row.from, row.to});
    }
    return {0, most > 0 ? most : 1, 0, 1};
}

QString WaterfallChart::remark() const
{
    if (m_rows.empty()) {
        return shown(m_fall.sentence(evaluation()->numberStyle()));
    }
    if (m_fall.steps.size() < 2) {
        return {};
    }
    const bool looksSame = std::ranges::all_of(m_rows, [](const Row& row) { return row.note.isEmpty(); });
    return m_fall.isIndependent() ? tr("Each gives the same wherever it stands in the order.")
           : looksSame            ? tr("Each gives nearly the same wherever it stands in the order.")
                                  : tr("They share gains, and the order, which is fixed, decides who is credited. As "
                                                  "the last: with all others pulled before it.");
}

double WaterfallChart::remarkHeight() const
{
    const double width = plot().viewport().width() - theme().px(24);
    const QFontMetricsF metrics(theme().font(11.5));
    return metrics.boundingRect(QRectF(0, 0, width, 1e4), int(Qt::TextWordWrap), remark()).height() + theme().px(12);
}

double WaterfallChart::rowHeight() const
{
    const double room = plot().viewport().height() - theme().px(8) - remarkHeight();
    return std::clamp(room / double(std::max<std::size_t>(m_rows.size(), 1)), theme().px(6), theme().px(tallestRow));
}

QRectF WaterfallChart::rowOf(std::size_t row) const
{
    const double height = rowHeight();
    return {theme().px(6), theme().px(4) + double(row) * height, plot().viewport().width() - theme().px(12), height};
}

/// Between the names and the texts behind the bars.
QRectF WaterfallChart::barsArea() const
{
    const QFontMetricsF metrics(theme().font(11.5));
    double names = 0, texts = 0;
    for (const Row& row : m_rows) {
        names = std::max(names, metrics.horizontalAdvance(row.name));
        texts = std::max(texts, metrics.horizontalAdvance(row.value + QStringLiteral("   ") + row.note));
    }
    const double left = theme().px(16) + names, right = plot().viewport().width() - texts - theme().px(22);
    return {left, 0, std::max(right - left, theme().px(40)), double(plot().viewport().height())};
}

double WaterfallChart::xOf(double value) const
{
    const QCPRange range = plot().xAxis->range();
    const QRectF area = barsArea();
    return area.left() + std::clamp(value / std::max(range.upper, 1e-300), 0.0, 1.0) * area.width();
}

QRectF WaterfallChart::barOf(std::size_t row) const
{
    const QRectF box = rowOf(row);
    const double a = xOf(m_rows[row].from), b = xOf(m_rows[row].to);
    const double height = box.height() * barShare;
    return {std::min(a, b), box.center().y() - height / 2, std::max(std::fabs(b - a), 1.0), height};
}

CardText WaterfallChart::cardOf(std::size_t row) const
{
    if (m_rows[row].isTotal) {
        return {m_rows[row].name, m_rows[row].value, {}};
    }
    const WaterfallStep& step = m_fall.steps[row - 1];
    const NumberStyle style = evaluation()->numberStyle();
    return {m_rows[row].name,
            m_rows[row].value,
            {{tr("Before and after"), text(step.before) + QStringLiteral(" → ") + text(step.after)},
             {tr("All but it"), text(step.leftOut)},
             {tr("As the last of all"), changeOf(step.leftOut, m_fall.after, m_fall.unit, style)}}};
}

std::optional<ChartHit> WaterfallChart::hitAt(const QPointF& position) const
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (rowOf(i).contains(position)) {
            return ChartHit{{}, barOf(i).center(), cardOf(i), mainNumber()};
        }
    }
    return std::nullopt;
}

std::vector<ChartItem> WaterfallChart::items() const
{
    std::vector<ChartItem> items;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const QString note = m_rows[i].note.isEmpty() ? QString() : QStringLiteral("; ") + m_rows[i].note;
        items.push_back({m_rows[i].name, m_rows[i].value + note, {}, rowOf(i)});
    }
    if (const QString said = evaluation() ? remark() : QString(); !said.isEmpty()) {
        items.push_back({title(), said});
    }
    return items;
}

// ---- painting -------------------------------------------------------------------------------------------------

void WaterfallChart::paintRows(QPainter& painter) const
{
    painter.setFont(theme().font(11.5));
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        paintRow(painter, i);
    }
}

void WaterfallChart::paintRow(QPainter& painter, std::size_t index) const
{
    const Row& row = m_rows[index];
    const QRectF box = rowOf(index), bar = barOf(index);
    const QColor fill = row.isTotal         ? blend(theme().window, theme().muted, 0.55)
                        : row.to > row.from ? theme().warning
                                            : theme().accent;
    painter.fillRect(bar, fill);
    if (index + 1 < m_rows.size()) { // down to where the next one begins
        painter.setPen(QPen(theme().line, theme().px(1)));
        const double x = xOf(row.to);
        painter.drawLine(QPointF(x, bar.bottom()), QPointF(x, barOf(index + 1).top()));
    }
    const double gap = theme().px(6);
    painter.setPen(row.isTotal ? theme().text : theme().muted);
    painter.drawText(QRectF(box.left(), box.top(), barsArea().left() - box.left() - gap, box.height()),
                     int(Qt::AlignRight | Qt::AlignVCenter), row.name);
    const QRectF behind(bar.right() + gap, box.top(), box.right() - bar.right(), box.height());
    painter.setPen(theme().text);
    painter.drawText(behind, int(Qt::AlignLeft | Qt::AlignVCenter), row.value);
    if (!row.note.isEmpty()) {
        const double after = painter.fontMetrics().horizontalAdvance(row.value + QStringLiteral("   "));
        painter.setPen(theme().muted);
        painter.drawText(behind.adjusted(after, 0, 0, 0), int(Qt::AlignLeft | Qt::AlignVCenter), row.note);
    }
}

void WaterfallChart::paintRemark(QPainter& painter) const
{
    const double side = theme().px(12), height = remarkHeight();
    const double below = m_rows.empty() ? theme().px(8) : rowOf(m_rows.size()).top() + theme().px(8);
    const double top = std::min(below, plot().viewport().height() - height);
    painter.setFont(theme().font(11.5));
    painter.setPen(theme().muted);
    painter.drawText(QRectF(side, top, plot().viewport().width() - 2 * side, height),
                     int(Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap), remark());
}

} // namespace ridge

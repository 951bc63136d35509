// Where the rows of the tornado lie, and how they are painted.

#include "ui/charts/paint_layer.h"
#include "ui/charts/sensitivity/sensitivity_chart.h"

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {
namespace {

constexpr double tallestRow = 40, tallestInFigures = 68, barShare = 0.6;
constexpr double side = 10, gap = 6;
constexpr double namesShare = 0.44; // of the width
constexpr double tickDistance = 70;

} // namespace

double SensitivityChart::lineHeight() const { return QFontMetricsF(theme().font(11.5)).height(); }

double SensitivityChart::remarkHeight() const
{
    const QRectF room(0, 0, plot().viewport().width() - theme().px(2 * side), 1e4);
    const QFontMetricsF metrics(theme().font(11.5));
    return metrics.boundingRect(room, int(Qt::TextWordWrap), remark()).height() + theme().px(10);
}

double SensitivityChart::rowHeight() const
{
    const double axis = lineHeight() + theme().px(gap);
    const double room = plot().viewport().height() - theme().px(4) - axis - remarkHeight();
    return std::clamp(room / double(std::max<std::size_t>(m_tornado.rows.size(), 1)), theme().px(6),
                      theme().px(isRendering() ? tallestInFigures : tallestRow));
}

QRectF SensitivityChart::rowOf(std::size_t row) const
{
    const double height = rowHeight();
    return {theme().px(side / 2), theme().px(4) + double(row) * height, plot().viewport().width() - theme().px(side),
            height};
}

/// Between the names and the texts at the ends of the bars, which stand within the row.
QRectF SensitivityChart::barsArea() const
{
    const double width = plot().viewport().width(), between = theme().px(gap);
    const double names = std::min(m_namesWidth, namesShare * width);
    const double left = theme().px(side) + names + 2 * between + (m_lowWidth > 0 ? m_lowWidth + between : 0);
    const double right = width - theme().px(side) - (m_highWidth > 0 ? m_highWidth + between : 0);
    return {left, rowOf(0).top(), std::max(right - left, theme().px(40)), rowHeight() * double(m_tornado.rows.size())};
}

double SensitivityChart::xOf(double at) const
{
    const QRectF area = barsArea();
    const double least = m_tornado.least(), most = m_tornado.most();
    return most > least ? area.left() + (at - least) / (most - least) * area.width() : area.center().x();
}

QRectF SensitivityChart::barOf(std::size_t index) const
{
    const TornadoRow& row = m_tornado.rows[index];
    const QRectF box = rowOf(index);
    const double left = xOf(row.low ? row.low->at : 0), right = xOf(row.high ? row.high->at : 0);
    const double height = box.height() * barShare;
    return {left, box.center().y() - height / 2, std::max(right - left, 1.0), height};
}

QColor SensitivityChart::colourOf(Progress progress) const
{
    return progress == Progress::Better  ? theme().accent
           : progress == Progress::Worse ? theme().warning
                                         : blend(theme().window, theme().muted, 0.55);
}

void SensitivityChart::paintAxis(QPainter& painter) const
{
    if (m_tornado.rows.empty()) {
        return;
    }
    const QRectF area = barsArea();
    const int count = std::max(2, int(area.width() / theme().px(tickDistance)));
    const auto ticks = m_tornado.ticks(m_answer->row(), m_answer->of->convention.numberStyle(), count);
    const double below = area.bottom() + theme().px(2);
    double free = -1e9; // where the last label ended
    for (const TornadoTick& tick : ticks) {
        const double x = xOf(tick.at);
        painter.setPen(QPen(theme().grid, theme().px(1)));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        const double width = painter.fontMetrics().horizontalAdvance(tick.text);
        if (x - width / 2 > free) {
            painter.setPen(theme().muted);
            painter.drawText(QRectF(x - width, below, 2 * width, lineHeight()), int(Qt::AlignHCenter | Qt::AlignTop),
                             tick.text);
            free = x + width / 2 + theme().px(gap);
        }
    }
    painter.setPen(QPen(theme().muted, theme().px(1.5)));
    painter.drawLine(QPointF(xOf(0), area.top()), QPointF(xOf(0), area.bottom()));
}

/// From where the metric is to one end, with the notch and the text there.
void SensitivityChart::paintEnd(QPainter& painter, const QRectF& row, const TornadoEnd& end) const
{
    const double from = xOf(0), to = xOf(end.at), height = row.height() * barShare;
    const double top = row.center().y() - height / 2;
    const QRectF bar(std::min(from, to), top, std::max(std::fabs(to - from), 1.0), height);
    const QColor fill = colourOf(end.progress);
    painter.fillRect(bar, end.fits ? fill : blend(theme().window, fill, 0.35));
    if (!end.fits) {
        painter.fillRect(bar, QBrush(fill, Qt::BDiagPattern));
    }
    const double out = to < from ? -1 : 1;
    if (end.flips) {
        const double depth = std::min(height / 2, bar.width());
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().window);
        painter.drawPolygon(
            QPolygonF({{to + out, top - 1}, {to - out * depth, row.center().y()}, {to + out, top + height + 1}}));
        painter.setPen(QPen(theme().of(end.bound), theme().px(2)));
        painter.drawPolyline(QPolygonF({{to, top}, {to - out * depth, row.center().y()}, {to, top + height}}));
        painter.restore();
    }
    painter.setPen(theme().text);
    const double between = theme().px(gap), far = 4096;
    const QRectF behind = out > 0 ? QRectF(to + between, row.top(), far, row.height())
                                  : QRectF(to - between - far, row.top(), far, row.height());
    painter.drawText(behind, int((out > 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter), end.text);
}

void SensitivityChart::paintRow(QPainter& painter, std::size_t index) const
{
    const TornadoRow& row = m_tornado.rows[index];
    const QRectF box = rowOf(index);
    for (const std::optional<TornadoEnd>* end : {&row.low, &row.high}) {
        if (*end) {
            paintEnd(painter, box, **end);
        }
    }
    const QFontMetricsF metrics(painter.font());
    const double width = std::min(m_namesWidth, namesShare * plot().viewport().width());
    QRectF place(theme().px(side), box.top(), width, box.height());
    const QString values =
        metrics.elidedText(row.values, Qt::ElideMiddle,
                           std::max(width * 0.6, width - metrics.horizontalAdvance(row.name + QStringLiteral("   "))));
    painter.setPen(theme().muted);
    painter.drawText(place, int(Qt::AlignRight | Qt::AlignVCenter), values);
    place.setRight(place.right() - metrics.horizontalAdvance(values + QStringLiteral("   ")));
    painter.setPen(theme().text);
    painter.drawText(place, int(Qt::AlignRight | Qt::AlignVCenter),
                     metrics.elidedText(row.name, Qt::ElideRight, place.width()));
}

void SensitivityChart::paintRemark(QPainter& painter) const
{
    const double height = remarkHeight();
    const double below =
        m_tornado.rows.empty() ? theme().px(8) : barsArea().bottom() + lineHeight() + theme().px(gap + 4);
    const double top = std::min(below, plot().viewport().height() - height + theme().px(4));
    painter.setPen(theme().muted);
    painter.drawText(QRectF(theme().px(side), top, plot().viewport().width() - theme().px(2 * side), height),
                     int(Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap), remark());
}

void SensitivityChart::paintOverlay(QPainter& painter)
{
    if (m_current && *m_current < m_tornado.rows.size() && !isRendering()) {
        painter.setPen(QPen(theme().accent, theme().px(1)));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rowOf(*m_current));
    }
}

} // namespace ridge

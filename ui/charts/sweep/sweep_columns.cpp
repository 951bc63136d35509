// A metric over choices: a bar or a dot for each, with its name below, in the colour of what limits.

#include "ui/charts/paint_layer.h"
#include "ui/charts/sweep/sweep_chart.h"
#include "ui/shown.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {

namespace {

constexpr double widestBar = 72, barShare = 0.62, mostOfName = 150; // nominal pixels
constexpr double anyCost = 1e9;

/// Shapes tell series apart: none needs its colour.
QPolygonF shapeOf(std::size_t index, double r)
{
    static const std::array<std::vector<QPointF>, SweepChart::mostSeries - 1> shapes{{
        {{-0.85, -0.85}, {0.85, -0.85}, {0.85, 0.85}, {-0.85, 0.85}},
        {{0, -1.1}, {1.05, 0.8}, {-1.05, 0.8}},
        {{0, -1.2}, {1.2, 0}, {0, 1.2}, {-1.2, 0}},
        {{-1.05, -0.8}, {1.05, -0.8}, {0, 1.1}},
        {{-1.2, -0.4},
         {-0.4, -0.4},
         {-0.4, -1.2},
         {0.4, -1.2},
         {0.4, -0.4},
         {1.2, -0.4},
         {1.2, 0.4},
         {0.4, 0.4},
         {0.4, 1.2},
         {-0.4, 1.2},
         {-0.4, 0.4},
         {-1.2, 0.4}},
    }};
    QPolygonF polygon;
    for (const QPointF& corner : shapes[(index - 1) % shapes.size()]) {
        polygon << corner * r;
    }
    return polygon;
}

} // namespace

double SweepChart::columnWidth() const
{
    return plot().axisRect()->width() / double(std::max<std::size_t>(m_order[0].size(), 1));
}

/// A bar has to begin at zero, which a logarithmic axis does not have.
bool SweepChart::hasBars() const { return m_series.size() < 2 && !m_isLogarithmic && m_range.from >= 0; }

QRectF SweepChart::barOf(const Mark& mark) const
{
    const QPointF top = placeOf(mark);
    const double width = std::max(1.0, std::min(theme().px(widestBar), barShare * columnWidth()));
    return {QPointF(top.x() - width / 2, top.y()), QPointF(top.x() + width / 2, yPixel(0))};
}

void SweepChart::paintBar(QPainter& painter, const Mark& mark) const
{
    const SweepState& state = *m_picture->stateAt(mark.point, mark.series);
    const QRectF bar = barOf(mark);
    const QColor colour = theme().of(*m_picture->limitAt(mark.point, mark.series));
    painter.fillRect(bar, state.fits ? colour : blend(theme().window, colour, 0.22));
    if (!state.fits) {
        hatch(painter, bar, [](const QPointF&) { return true; });
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(blend(theme().window, colour, 0.6), theme().px(1)));
        painter.drawRect(bar);
    }
    if (isNow(mark.point)) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme().text, theme().px(2)));
        painter.drawRect(bar);
    }
    paintValue(painter, mark, bar.top() - 1);
}

/// Above a bar or a dot, where the column has room.
void SweepChart::paintValue(QPainter& painter, const Mark& mark, double bottom) const
{
    const QFont font = theme().font(10.5, isNow(mark.point));
    const QFontMetricsF metrics(font);
    const QString text = metricText(m_picture->numberAt(mark.point, mark.series).value_or(0));
    if (metrics.horizontalAdvance(text) < columnWidth() - theme().px(2)) {
        painter.setFont(font);
        painter.setPen(m_picture->stateAt(mark.point, mark.series)->fits ? theme().text : theme().muted);
        painter.drawText(
            QRectF(placeOf(mark).x() - columnWidth() / 2, bottom - metrics.height(), columnWidth(), metrics.height()),
            int(Qt::AlignCenter), text);
    }
}

bool SweepChart::isNow(std::size_t point) const { return m_now.x && *m_now.x == m_picture->valueOf(point); }

/// The value at its choice says it already; unless the scenario has moved on since the sweep.
bool SweepChart::isNowInItsColumn() const
{
    return m_form == Form::Columns && m_series.size() < 2 && std::ranges::any_of(m_marks, [this](const Mark& mark) {
               return isNow(mark.point) && m_picture->numberAt(mark.point, mark.series) == m_now.number;
           });
}

void SweepChart::paintDot(QPainter& painter, std::size_t index, const QPointF& at, Bound bound, bool fits) const
{
    const QColor colour = theme().of(bound);
    const double radius = theme().px(4.6);
    painter.setBrush(fits ? colour : theme().window);
    painter.setPen(QPen(fits ? theme().window : blend(theme().window, colour, 0.6), theme().px(1)));
    if (index == 0) {
        painter.drawEllipse(at, radius, radius);
    } else {
        painter.drawPolygon(shapeOf(index, radius).translated(at));
    }
    if (!fits) { // struck out
        const double reach = 1.6 * radius;
        painter.setPen(QPen(theme().muted, theme().px(1.3)));
        painter.drawLine(at + QPointF(-reach, reach), at + QPointF(reach, -reach));
    }
    painter.setBrush(Qt::NoBrush);
}

void SweepChart::paintDots(QPainter& painter, std::size_t index) const
{
    const double base = plot().axisRect()->bottom();
    std::optional<QPointF> last;
    QPen thread(blend(theme().window, theme().muted, 0.45), theme().px(1));
    for (const Mark& mark : m_marks) {
        if (mark.series != m_series[index]) {
            continue;
        }
        const QPointF at = placeOf(mark);
        painter.setPen(thread);
        if (m_series.size() < 2) {
            painter.drawLine(at, QPointF(at.x(), base));
        } else if (last) {
            painter.drawLine(*last, at); // leads the eye along a series; there is nothing between choices
        }
        last = at;
    }
    for (const Mark& mark : m_marks) {
        if (mark.series == m_series[index]) {
            const SweepState& state = *m_picture->stateAt(mark.point, mark.series);
            paintDot(painter, index, placeOf(mark), *m_picture->limitAt(mark.point, mark.series), state.fits);
            if (m_series.size() < 2) {
                paintValue(painter, mark, placeOf(mark).y() - theme().px(8));
            }
        }
    }
}

void SweepChart::paintColumns(QPainter& painter)
{
    LabelPlacer placer(QRectF(plot().axisRect()->rect()).adjusted(2, 2, -2, -2), theme().fontScale);
    if (hasBars()) {
        for (const Mark& mark : m_marks) {
            paintBar(painter, mark);
            placer.addBox(barOf(mark).adjusted(0, -theme().px(14), 0, 0));
        }
    } else {
        for (std::size_t i = m_series.size(); i-- > 0;) {
            paintDots(painter, i);
        }
        for (const Mark& mark : m_marks) {
            placer.addDot(placeOf(mark), theme().px(6));
        }
    }
    const QRectF area = plot().axisRect()->rect();
    painter.setPen(QPen(theme().line, theme().px(1)));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    addNowLabel(placer);
    if (hasSecond()) {
        paintSeriesNames(painter);
    }
    paintNames(painter);
}

// ---- names ----------------------------------------------------------------------------------------------------

double SweepChart::longestName() const
{
    const QFontMetricsF metrics(theme().font(11.5, true));
    double longest = 0;
    for (const std::size_t point : m_order[0]) {
        longest = std::max(longest, metrics.horizontalAdvance(text(0, m_picture->valueOf(point))));
    }
    return std::min(longest, theme().px(mostOfName));
}

/// Upright where each has room, else slanted; the parameter's own name stands below them.
double SweepChart::namesHeight() const
{
    const double line = QFontMetricsF(theme().font(11.5)).height(), longest = longestName();
    const bool isUpright = longest < columnWidth() - theme().px(6);
    const double names = isUpright ? line + theme().px(4) : 0.71 * (longest + line) + theme().px(6);
    return names + line + theme().px(6);
}

void SweepChart::paintNames(QPainter& painter) const
{
    const QFontMetricsF metrics(theme().font(11.5));
    const QRectF area = plot().axisRect()->rect();
    const bool isUpright = longestName() < columnWidth() - theme().px(6);
    const auto pace = std::size_t(std::ceil(metrics.height() / std::max(columnWidth(), 1.0))); // of crowded names
    painter.setFont(theme().font(11.5));
    for (std::size_t i = 0; i < m_order[0].size(); i += isUpright ? 1 : std::max<std::size_t>(pace, 1)) {
        const std::size_t point = m_order[0][i];
        const QString name = metrics.elidedText(text(0, m_picture->valueOf(point)), Qt::ElideRight,
                                                isUpright ? columnWidth() : theme().px(mostOfName));
        const double x = xPixel(axisValue(point)), top = area.bottom() + theme().px(6);
        const SweepState* state = m_picture->stateAt(point, m_series.front());
        const bool isHere = isNow(point);
        painter.setFont(theme().font(11.5, isHere));
        painter.setPen(isHere                 ? theme().text
                       : state && state->fits ? theme().muted
                                              : blend(theme().window, theme().muted, 0.7));
        if (isUpright) {
            painter.drawText(QRectF(x - columnWidth() / 2, top, columnWidth(), metrics.height()), int(Qt::AlignCenter),
                             name);
            continue;
        }
        painter.save();
        painter.translate(x + metrics.height() * 0.3, top);
        painter.rotate(-45);
        painter.drawText(QRectF(-theme().px(mostOfName) - 20, 0, theme().px(mostOfName) + 20, metrics.height()),
                         int(Qt::AlignRight | Qt::AlignTop), name);
        painter.restore();
    }
    painter.setFont(theme().font(11.5));
    painter.setPen(theme().muted);
    const double bottom = area.bottom() + namesHeight();
    painter.drawText(QRectF(area.left(), bottom - metrics.height() - theme().px(2), area.width(), metrics.height()),
                     int(Qt::AlignCenter), labelOf(0));
}

} // namespace ridge

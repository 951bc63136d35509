// What curves, columns and maps of a sweep have in common: the scenario on screen, labels, hatching, and the legend.

#include "ui/charts/paint_layer.h"
#include "ui/charts/sweep/sweep_chart.h"
#include "ui/shown.h"

#include <QFontMetricsF>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {

namespace {

constexpr double anyCost = 1e9, typeSize = 11.5;

} // namespace

void SweepChart::applyTheme()
{
    for (QCPAxis* axis : {plot().xAxis, plot().yAxis}) {
        axis->grid()->setPen(QPen(blend(theme().window, theme().line, 0.6), theme().px(1)));
    }
}

QSizeF SweepChart::sizeOf(const QString& text, bool strong) const
{
    const QFontMetricsF metrics(theme().font(typeSize, strong));
    return {metrics.horizontalAdvance(text), metrics.ascent() + 1};
}

/// Room for the names of series, the bar of colours, the names of columns, and the legend where the header has none.
void SweepChart::layoutChanged()
{
    const auto px = [this](double nominal) { return qRound(theme().px(nominal)); };
    double right = theme().px(20), below = theme().px(8);
    if (m_form == Form::Map) {
        right = theme().px(44) + std::max(sizeOf(metricText(m_range.from), false).width(),
                                          sizeOf(metricText(m_range.to), false).width());
    } else if (hasSecond() && m_form != Form::Nothing) {
        for (const std::size_t series : m_series) {
            const QString name = text(1, m_picture->plan.variations[1].values[series]);
            right = std::max(right, theme().px(m_form == Form::Columns ? 46 : 30) + sizeOf(name, false).width());
        }
        right = std::min(right, plot().viewport().width() * 0.3);
    }
    if (const std::vector<LegendEntry> keys = legendBelow(); !keys.empty()) {
        below += legendHeight(theme(), keys, plot().viewport().width() - theme().px(16)) + theme().px(4);
    }
    plot().xAxis->setPadding(qRound(below + (m_form == Form::Columns ? namesHeight() : 0)));
    const QMargins margins(px(12), px(14), qRound(right), 0);
    if (plot().axisRect()->minimumMargins() != margins) {
        plot().axisRect()->setMinimumMargins(margins);
    }
    titleNumbers();
    plot().axisRect()->update(QCPLayoutElement::upMargins);
    plot().axisRect()->update(QCPLayoutElement::upLayout);
}

void SweepChart::paintPlot(QPainter& painter)
{
    m_labels.clear();
    switch (m_form) {
    case Form::Nothing:
        paintRemark(painter);
        return;
    case Form::Curves:
        paintCurves(painter);
        break;
    case Form::Columns:
        paintColumns(painter);
        break;
    case Form::Map:
        paintMap(painter);
        break;
    }
    paintNow(painter);
    paintLabels(painter);
    paintKey(painter);
}

void SweepChart::paintRemark(QPainter& painter) const
{
    const double side = theme().px(24);
    painter.setFont(theme().font(typeSize));
    painter.setPen(theme().muted);
    painter.drawText(QRectF(plot().viewport()).adjusted(side, side, -side, -side),
                     int(Qt::AlignCenter | Qt::TextWordWrap), remark());
}

/// The legend below the plot, where it has no room in the header.
void SweepChart::paintKey(QPainter& painter) const
{
    const std::vector<LegendEntry> keys = legendBelow();
    const QRectF viewport = plot().viewport();
    if (keys.empty()) {
        return;
    }
    const double side = theme().px(8), width = viewport.width() - 2 * side;
    const double height = legendHeight(theme(), keys, width);
    paintLegend(painter, theme(), keys, {side, viewport.bottom() - height - theme().px(4), width, height});
}

// ---- labels ---------------------------------------------------------------------------------------------------

void SweepChart::addLabel(LabelPlacer& placer, const QString& text, std::vector<LabelPlace> places, double mostCost,
                          bool strong, double side)
{
    const QSizeF size = sizeOf(text, strong);
    for (LabelPlace& place : places) {
        place.origin.rx() -= side;
    }
    if (std::optional<LabelPlace> place = placer.place(size + QSizeF(2 * side, 0), places, mostCost)) {
        place->origin.rx() += side;
        m_labels.push_back({text, *place, size, strong});
    }
}

void SweepChart::paintLabels(QPainter& painter) const
{
    for (const PlacedLabel& label : m_labels) {
        const QFont font = theme().font(typeSize, label.strong);
        const QFontMetricsF metrics(font);
        const QRectF box(0, -label.size.height(), label.size.width() + 2, label.size.height());
        painter.save();
        painter.translate(label.place.origin);
        painter.rotate(label.place.angle);
        if (label.place.crowded) { // a line would strike it through
            painter.fillRect(box.adjusted(-theme().px(2), 0, theme().px(1), 0), theme().window);
        }
        QPainterPath letters;
        letters.addText(0, box.center().y() + (metrics.ascent() - metrics.descent()) / 2, font, label.text);
        painter.strokePath(letters, QPen(theme().window, theme().px(3.5), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setFont(font);
        painter.setPen(label.strong ? theme().text : blend(theme().window, theme().text, 0.8));
        painter.drawText(box, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine, label.text);
        painter.restore();
    }
}

// ---- the scenario on screen -----------------------------------------------------------------------------------

void SweepChart::addNowLabel(LabelPlacer& placer)
{
    const std::optional<QPointF> at = placeOfNow();
    if (!at || !m_now.number || isNowInItsColumn()) {
        return;
    }
    const QString number = metricText(*m_now.number);
    const QString text = isNowBeyond() ? tr("now %1, beyond the axes").arg(number) : tr("now %1").arg(number);
    const QSizeF size = sizeOf(text, true);
    const double gap = theme().px(9);
    placer.addDot(*at, theme().px(6));
    std::vector<LabelPlace> places;
    for (const double lift : {1.0, 2.2, 3.6}) {
        for (const double side : {0.0, 1.0, 0.5}) { // right of it, left of it, over it
            const double x = at->x() + (side == 0.0 ? gap : side == 1.0 ? -gap - size.width() : -size.width() / 2);
            places.push_back({{x, at->y() - lift * gap}});
            places.push_back({{x, at->y() + lift * gap + size.height()}});
        }
    }
    addLabel(placer, text, places, anyCost, true);
}

void SweepChart::paintNow(QPainter& painter) const
{
    const std::optional<QPointF> at = placeOfNow();
    if (!at || (isNowInItsColumn() && hasBars())) {
        return;
    }
    const double radius = theme().px(5.5);
    const bool isMap = m_form == Form::Map;
    if (isMap) { // across the colours it is found by its lines
        const QRectF area = plot().axisRect()->rect();
        painter.setPen(QPen(theme().text, theme().px(1), Qt::DotLine));
        painter.drawLine(QLineF(area.left(), at->y(), area.right(), at->y()));
        painter.drawLine(QLineF(at->x(), area.top(), at->x(), area.bottom()));
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().window, theme().px(5)));
    painter.drawEllipse(*at, radius, radius);
    painter.setPen(QPen(theme().text, theme().px(2)));
    const bool isFilled = evaluation()->verdict.fits && !isNowBeyond();
    painter.setBrush(isFilled ? theme().of(limitOf(*evaluation(), m_picture->metric())) : theme().window);
    painter.drawEllipse(*at, radius, radius);
    painter.setBrush(Qt::NoBrush);
}

void SweepChart::paintOverlay(QPainter& painter)
{
    if (!hover() || isRendering() || m_form == Form::Nothing) {
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    const double radius = theme().px(7);
    painter.setPen(QPen(theme().accent, theme().px(2)));
    painter.drawEllipse(hover()->anchor, radius, radius);
}

/// Slanted strokes, each cut into what lies inside: not every vector format knows clipping.
void SweepChart::hatch(QPainter& painter, const QRectF& area, const std::function<bool(const QPointF&)>& isInside) const
{
    painter.setPen(QPen(blend(theme().window, theme().muted, 0.6), theme().px(1)));
    const double pace = theme().px(8), stride = 2;
    const double first = std::floor((area.left() - area.height()) / pace) * pace; // neighbouring areas go on
    const double base = plot().axisRect()->bottom(), shift = std::fmod(base - area.bottom(), pace);
    for (double foot = first - shift; foot < area.right(); foot += pace) {
        std::optional<QPointF> begin, last;
        for (double rise = std::max(0.0, area.left() - foot); rise <= area.height() && foot + rise <= area.right();
             rise += stride) {
            const QPointF at(foot + rise, area.bottom() - rise);
            if (isInside(at)) {
                begin = begin ? begin : at;
                last = at;
            } else if (begin) {
                painter.drawLine(*begin, *last);
                begin.reset();
            }
        }
        if (begin) {
            painter.drawLine(*begin, *last);
        }
    }
}

} // namespace ridge

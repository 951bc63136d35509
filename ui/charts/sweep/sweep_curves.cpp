// A metric over a number: a curve for each series, in the colour of what limits, with what changes along it.

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

constexpr double lineWidth = 2.4, someCost = 5, anyCost = 1e9;
constexpr std::size_t piecesToAvoid = 40; // of a curve, by labels
constexpr std::size_t mostDots = 40;      // of a series, one for each scenario that was computed

/// Of the series, in this order: they are told apart without colours.
QVector<double> dashesOf(std::size_t index)
{
    static const std::array<QVector<double>, SweepChart::mostSeries> dashes{
        QVector<double>{}, {6, 2.5}, {2.2, 1.8}, {7, 2, 1.5, 2}, {10, 4}, {4, 1.5, 1, 1.5, 1, 1.5}};
    return dashes[index % dashes.size()];
}

QPointF between(const QPointF& a, const QPointF& b, double x)
{
    const double share = b.x() > a.x() ? std::clamp((x - a.x()) / (b.x() - a.x()), 0.0, 1.0) : 0;
    return a + (b - a) * share;
}

} // namespace

QPen SweepChart::penOf(std::size_t index, Bound bound, bool fits) const
{
    const QColor colour = fits ? theme().of(bound) : blend(theme().window, theme().of(bound), 0.4);
    QPen pen(colour, theme().px(fits ? lineWidth : 0.7 * lineWidth), Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
    if (const QVector<double> dashes = dashesOf(index); !dashes.isEmpty()) {
        pen.setDashPattern(dashes);
    }
    return pen;
}

std::vector<SweepChart::Piece> SweepChart::piecesOf(std::size_t index) const
{
    std::vector<Piece> pieces;
    const std::vector<SweepStretch>& stretches = m_stretches[index];
    const auto start = [&](std::size_t at, const QPointF& place) {
        pieces.push_back({{place}, stretches[at].bound, stretches[at].fits});
    };
    bool isOpen = false;
    std::size_t at = 0;
    QPointF last;
    for (const std::size_t point : m_order[0]) {
        const std::optional<QPointF> place = placeOf(point, m_series[index]);
        const double value = m_picture->valueOf(point);
        if (!place) {
            isOpen = false;
            continue;
        }
        while (at + 1 < stretches.size() && stretches[at + 1].from <= value) {
            ++at;
            if (isOpen) {
                const QPointF cut = between(last, *place, xPixel(stretches[at].from));
                pieces.back().points.push_back(cut);
                start(at, cut);
            }
        }
        if (!isOpen) {
            start(at, *place);
        } else if ((*place - pieces.back().points.back()).manhattanLength() > 0.5) {
            pieces.back().points.push_back(*place);
        }
        isOpen = true;
        last = *place;
    }
    return pieces;
}

std::vector<SweepChart::Span> SweepChart::misfits() const
{
    std::vector<double> ends;
    for (const std::vector<SweepStretch>& series : m_stretches) {
        for (const SweepStretch& each : series) {
            ends.insert(ends.end(), {each.from, each.to});
        }
    }
    std::ranges::sort(ends);
    ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
    std::vector<Span> spans;
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
        const bool none = std::ranges::all_of(m_stretches, [&](const std::vector<SweepStretch>& series) {
            return std::ranges::any_of(series, [&](const SweepStretch& each) {
                return !each.fits && each.from <= ends[i] && each.to >= ends[i + 1];
            });
        });
        if (none && !spans.empty() && spans.back().to == ends[i]) {
            spans.back().to = ends[i + 1];
        } else if (none) {
            spans.push_back({ends[i], ends[i + 1]});
        }
    }
    return spans;
}

void SweepChart::paintSpans(QPainter& painter) const
{
    const QRectF area = plot().axisRect()->rect();
    for (const Span& span : misfits()) {
        const QRectF box(QPointF(xPixel(span.from), area.top()), QPointF(xPixel(span.to), area.bottom()));
        painter.fillRect(box, blend(theme().window, theme().muted, 0.08));
        hatch(painter, box, [](const QPointF&) { return true; });
    }
}

void SweepChart::paintCurves(QPainter& painter)
{
    LabelPlacer placer(QRectF(plot().axisRect()->rect()).adjusted(2, 2, -2, -2), theme().fontScale);
    paintSpans(painter);
    if (!hasSecond()) {
        paintCrossings(painter, placer);
    }
    for (std::size_t i = m_series.size(); i-- > 0;) {
        paintCurve(painter, i, placer);
    }
    addNowLabel(placer);
    if (hasSecond()) {
        paintSeriesNames(painter);
    } else {
        labelCrossings(placer);
    }
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        paintChanges(painter, i, placer);
    }
    labelMisfits(placer);
}

void SweepChart::labelCrossings(LabelPlacer& placer)
{
    for (const SweepCrossing& crossing : m_picture->crossings) {
        labelLine(placer, crossing.value, tr("%1 at %2").arg(shown(crossing.sentence()), text(0, crossing.value)));
    }
    if (const std::optional<SweepWall>& wall = m_picture->wall) {
        labelLine(placer, wall->value, tr("wall at %1: %2").arg(text(0, wall->value), shown(wall->reason)));
    }
}

/// On either side of a line through the whole height, as high as there is room.
void SweepChart::labelLine(LabelPlacer& placer, double value, const QString& said)
{
    const QRectF area = plot().axisRect()->rect();
    const QSizeF size = sizeOf(said, false);
    const double x = xPixel(value), gap = theme().px(5), line = 1.35 * size.height();
    std::vector<LabelPlace> places;
    for (double y = area.top() + line; y < area.bottom(); y += line) {
        places.push_back({{x + gap, y}});
        places.push_back({{x - gap - size.width(), y}});
    }
    addLabel(placer, said, places, someCost, false, theme().px(4));
}

void SweepChart::paintCurve(QPainter& painter, std::size_t index, LabelPlacer& placer) const
{
    painter.setBrush(Qt::NoBrush);
    const std::vector<Piece> pieces = piecesOf(index);
    for (const Piece& piece : pieces) {
        QPainterPath path(piece.points.front());
        for (const QPointF& point : piece.points) {
            path.lineTo(point);
        }
        if (!piece.fits) { // out of the hatching
            painter.setPen(QPen(theme().window, theme().px(3 * lineWidth), Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
            painter.drawPath(path);
        }
        painter.setPen(penOf(index, piece.bound, piece.fits));
        painter.drawPath(path);
        const std::size_t pace = std::max<std::size_t>(1, piece.points.size() / piecesToAvoid);
        for (std::size_t i = 0; i + 1 < piece.points.size(); i += pace) {
            placer.addLine({piece.points[i], piece.points[std::min(i + pace, piece.points.size() - 1)]});
        }
    }
    if (m_order[0].size() > mostDots) {
        return;
    }
    painter.setPen(Qt::NoPen);
    for (const Mark& mark : m_marks) {
        if (mark.series == m_series[index] && !mark.crossing) {
            const SweepState& state = *m_picture->stateAt(mark.point, mark.series);
            painter.setBrush(penOf(index, *m_picture->limitAt(mark.point, mark.series), state.fits).color());
            painter.drawEllipse(placeOf(mark), theme().px(3), theme().px(3));
        }
    }
}

/// Where something changes along the only curve: a line through the whole height.
void SweepChart::paintCrossings(QPainter& painter, LabelPlacer& placer)
{
    const QRectF area = plot().axisRect()->rect();
    const auto draw = [&](double value, const QColor& colour, double width, const QVector<double>& dashes) {
        QPen pen(colour, theme().px(width), Qt::SolidLine, Qt::FlatCap);
        if (!dashes.isEmpty()) {
            pen.setDashPattern(dashes);
        }
        painter.setPen(pen);
        const QLineF line(xPixel(value), area.top(), xPixel(value), area.bottom());
        painter.drawLine(line);
        placer.addLine(line);
    };
    for (const SweepCrossing& crossing : m_picture->crossings) {
        const bool isFit = crossing.kind == SweepCrossing::Kind::Fit;
        draw(crossing.value, isFit ? theme().error : blend(theme().window, theme().text, 0.55), 1.2, {4, 3});
    }
    if (m_picture->wall) {
        draw(m_picture->wall->value, theme().warning, 2, {});
    }
}

/// Where a curve changes its colour without a line through the whole height: of several series, with the value.
void SweepChart::paintChanges(QPainter& painter, std::size_t index, LabelPlacer& placer)
{
    const double radius = theme().px(3.6);
    const std::vector<Piece> pieces = piecesOf(index);
    for (std::size_t k = 0; k + 1 < pieces.size(); ++k) {
        const QPointF at = pieces[k].points.back();
        const auto crossing = std::ranges::find_if(m_picture->crossings, [&](const SweepCrossing& each) {
            return each.series == m_series[index] && std::fabs(xPixel(each.value) - at.x()) < 0.5;
        });
        const bool isExact = crossing != m_picture->crossings.end();
        if (at != pieces[k + 1].points.front() || (isExact && !hasSecond())) {
            continue; // a gap, or a line through the whole height
        }
        painter.setPen(QPen(theme().text, theme().px(1.4)));
        painter.setBrush(theme().window);
        painter.drawEllipse(at, radius, radius);
        placer.addDot(at, radius);
        const QString said = isExact ? text(0, crossing->value) : QString();
        const QSizeF size = sizeOf(said, false);
        const double gap = theme().px(6), right = at.x() + gap, left = at.x() - gap - size.width();
        const double above = at.y() - gap, below = at.y() + gap + size.height();
        if (!said.isEmpty()) {
            addLabel(placer, said, {{{right, below}}, {{left, above}}, {{right, above}}, {{left, below}}}, 1);
        }
    }
}

void SweepChart::labelMisfits(LabelPlacer& placer)
{
    const QString said = tr("does not fit");
    const QSizeF size = sizeOf(said, true);
    const QRectF area = plot().axisRect()->rect();
    for (const Span& span : misfits()) {
        const double left = xPixel(span.from), right = xPixel(span.to), middle = (left + right) / 2;
        std::vector<LabelPlace> places;
        for (const double share : {0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9}) {
            const double y = area.top() + share * area.height();
            if (right - left > size.width() + theme().px(8)) {
                places.push_back({{middle - size.width() / 2, y + size.height() / 2}});
            } else { // upwards
                places.push_back({{middle + size.height() / 2, y + size.width() / 2}, -90});
            }
        }
        addLabel(placer, said, places, anyCost, true);
    }
}

/// At the ends of the curves, apart from each other.
void SweepChart::paintSeriesNames(QPainter& painter) const
{
    struct Name {
        QPointF end;
        double y;
        QString text;
        std::size_t index;
    };
    std::vector<Name> names;
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        const std::size_t series = m_series[i];
        for (auto mark = m_marks.rbegin(); mark != m_marks.rend(); ++mark) {
            if (mark->series == series) {
                const QPointF end = placeOf(*mark);
                names.push_back({end, end.y(), text(1, m_picture->plan.variations[1].values[series]), i});
                break;
            }
        }
    }
    std::ranges::stable_sort(names, {}, &Name::y);
    const QFontMetricsF metrics(theme().font(11.5));
    const QRectF area = plot().axisRect()->rect();
    for (std::size_t i = 1; i < names.size(); ++i) {
        names[i].y = std::max(names[i].y, names[i - 1].y + metrics.height());
    }
    double lowest = area.bottom();
    for (std::size_t i = names.size(); i-- > 0; lowest -= metrics.height()) {
        names[i].y = std::min(names[i].y, lowest);
    }
    const double x = area.right() + theme().px(m_form == Form::Columns ? 30 : 16);
    const double room = plot().viewport().right() - x - theme().px(4);
    painter.setFont(theme().font(11.5));
    for (const Name& name : names) {
        painter.setPen(QPen(theme().line, theme().px(1)));
        painter.drawLine(name.end + QPointF(theme().px(5), 0), QPointF(x - theme().px(4), name.y));
        if (m_form == Form::Columns) {
            paintDot(painter, name.index, {x - theme().px(10), name.y}, Bound::Memory, true);
        }
        painter.setPen(theme().text);
        painter.drawText(QRectF(x, name.y - metrics.height() / 2, room, metrics.height()),
                         int(Qt::AlignLeft | Qt::AlignVCenter), metrics.elidedText(name.text, Qt::ElideRight, room));
    }
}

} // namespace ridge

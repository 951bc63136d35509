#include "ui/charts/paint_layer.h"
#include "ui/charts/roofline/roofline_dot.h"
#include "ui/shown.h"

#include <QFontMetricsF>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include <qcustomplot.h>

namespace ridge {

// ---- roofs ----------------------------------------------------------------------------------------------------

void RooflineChart::paintZones(QPainter& painter) const
{
    const QRectF area = axes();
    const double share = theme().dark ? 0.045 : 0.05;
    const double split = m_machine.hasRidge() ? std::clamp(toPixel(m_machine.ridge(), 1).x(), area.left(),
                                                           std::max(area.left(), area.right() + 1))
                                              : area.right() + 1;
    const QRectF left(area.left(), area.top(), split - area.left(), area.height() + 1);
    painter.fillRect(left, blend(theme().window, theme().of(slantedBound()), share));
    painter.fillRect(QRectF(left.topRight(), QPointF(area.right() + 1, area.bottom() + 1)),
                     blend(theme().window, theme().compute, share * 1.4));
}

void RooflineChart::paintRoofs(QPainter& painter) const
{
    if (!m_machine.hasRidge()) {
        return;
    }
    const QColor faint = blend(theme().window, theme().muted, 0.75);
    QPen dashed(faint, theme().px(1), Qt::CustomDashLine);
    dashed.setDashPattern({5, 4});
    double highest = m_machine.peak();
    const std::vector<RoofLine> lines = roofLines();
    for (const RoofLine& line : lines) {
        if (!line.roof->inUse) {
            const QColor ofLevel = theme().of(line.roof->isLink() ? Bound::Network : Bound::Memory);
            painter.setPen(line.roof->isOtherLevel() ? QPen(blend(theme().window, ofLevel, 0.6), theme().px(1.2))
                           : line.roof->isLimit      ? QPen(faint, theme().px(1))
                                                     : dashed);
            painter.drawLine(line.line);
            highest = line.slanted ? highest : std::max(highest, line.roof->rate);
        }
    }
    painter.setPen(dashed); // the slant goes on to the roofs above the one in use
    const double bandwidth = m_machine.bandwidth();
    painter.drawLine(QLineF(toPixel(m_machine.ridge(), m_machine.peak()), toPixel(highest / bandwidth, highest)));
    QPen dotted(blend(theme().window, theme().muted, 0.8), theme().px(1.4), Qt::CustomDashLine, Qt::RoundCap);
    dotted.setDashPattern({0.1, 3});
    painter.setPen(dotted);
    const QPointF ridge = toPixel(m_machine.ridge(), m_machine.peak());
    painter.drawLine(QLineF(ridge, {ridge.x(), axes().bottom()}));
    painter.setPen(QPen(theme().text, theme().px(2), Qt::SolidLine, Qt::RoundCap));
    for (const RoofLine& line : lines) {
        if (line.roof->inUse) {
            painter.drawLine(line.line);
        }
    }
    painter.setPen(QPen(theme().text, theme().px(1.5)));
    painter.setBrush(theme().dark ? theme().window : QColor(Qt::white));
    painter.drawEllipse(ridge, theme().px(4), theme().px(4));
}

/// The ridge's value beside its line, and the name of the zone on its right; one above the other where they would meet.
RooflineChart::NamesBelow RooflineChart::namesBelow() const
{
    NamesBelow names;
    const QRectF area = axes().adjusted(theme().px(10), theme().px(7), -theme().px(10), -theme().px(8));
    const double ridge = toPixel(m_machine.ridge(), 1).x();
    // A frame that was left alone may lose the ridge: its value is then said at the edge where it went.
    const bool left = ridge <= axes().left(), right = ridge >= axes().right();
    names.ridge = (left ? QStringLiteral("← ") : QString()) +
                  tr("ridge %1").arg(intensityText(m_machine.ridge(), m_machine.integerOps)) +
                  (right ? QStringLiteral(" →") : QString());
    const QFontMetricsF zone(zoneFont(theme())), small(theme().font(11.5));
    const double width = small.horizontalAdvance(names.ridge) + 2, gap = theme().px(7);
    const double beside = ridge + gap + width < area.right() ? ridge + gap : ridge - gap - width;
    const double at = std::clamp(beside, area.left(), std::max(area.left(), area.right() - width));
    names.boxes.emplace_back(at, area.bottom() - small.height(), width, small.height());
    const double wide = zone.horizontalAdvance(tr("COMPUTE-BOUND"));
    if (area.right() - ridge > wide + theme().px(8)) {
        const bool meet = at + width + theme().px(16) > area.right() - wide;
        const double bottom = area.bottom() - (meet ? zone.height() + theme().px(6) : 0);
        names.boxes.emplace_back(area.right() - wide, bottom - zone.height(), wide + 2, zone.height());
    }
    return names;
}

void RooflineChart::paintZoneNames(QPainter& painter) const
{
    const QRectF area = axes().adjusted(theme().px(10), theme().px(7), -theme().px(10), -theme().px(8));
    const QFontMetricsF metrics(zoneFont(theme()));
    const QString memory = slantedZone();
    const double ridge = m_machine.hasRidge() ? toPixel(m_machine.ridge(), 1).x() : area.right();
    painter.setFont(zoneFont(theme()));
    painter.setPen(theme().muted);
    if (!isLow() && ridge - area.left() > metrics.horizontalAdvance(memory)) {
        painter.drawText(area, static_cast<int>(Qt::AlignLeft | Qt::AlignTop), memory);
    }
    if (!m_machine.hasRidge()) {
        return;
    }
    const NamesBelow names = namesBelow();
    constexpr int flags = static_cast<int>(Qt::AlignLeft) | static_cast<int>(Qt::AlignBottom);
    if (names.boxes.size() > 1) {
        painter.drawText(names.boxes[1], flags | Qt::TextDontClip, tr("COMPUTE-BOUND"));
    }
    painter.setFont(theme().font(11.5));
    painter.drawText(names.boxes[0], flags | Qt::TextDontClip, names.ridge);
}

// ---- dots -----------------------------------------------------------------------------------------------------

void RooflineChart::paintMark(QPainter& painter, const Placed& dot) const
{
    const double r = dot.radius;
    if (dot.look == Placed::Look::Gone) {
        paintCross(painter, dot);
    }
    const bool diamond = dot.stage >= 2 && dot.stage < 4;
    if (dot.isOut()) {
        const double degrees = std::atan2(dot.outY, dot.outX) * 180 / M_PI;
        QTransform turn;
        turn.translate(dot.at.x(), dot.at.y());
        turn.rotate(degrees);
        painter.drawPolygon(turn.map(QPolygonF({QPointF(r + 1, 0), QPointF(-r, -r), QPointF(-r, r)})));
    } else if (diamond) {
        painter.drawPolygon(QPolygonF(
            {dot.at + QPointF(0, -r), dot.at + QPointF(r, 0), dot.at + QPointF(0, r), dot.at + QPointF(-r, 0)}));
    } else if (dot.stage >= 4) {
        painter.drawRect(QRectF(dot.at.x() - r, dot.at.y() - r, 2 * r, 2 * r));
    } else {
        painter.drawEllipse(dot.at, r, r);
    }
}

void RooflineChart::applyStyle(QPainter& painter, const Placed& dot) const
{
    if (dot.look != Placed::Look::Dot) {
        styleGhost(painter, dot);
        return;
    }
    // Every second stage is light with a coloured rim, so that stages differ by more than colour.
    const QColor colour = colourOf(dot.bound, dot.category);
    const bool light = dot.stage % 2 == 1;
    painter.setPen(light ? QPen(colour, theme().px(1.6)) : QPen(theme().dark ? theme().window : QColor(Qt::white), 1));
    painter.setBrush(light ? blend(theme().window, colour, 0.35) : colour);
}

const QPixmap& RooflineChart::spriteOf(const Placed& dot) const
{
    const int half = qRound(dot.radius * 2); // sizes differ by half a pixel
    const int key = half | static_cast<int>(dot.bound) << 8 | std::min(dot.stage, 5) << 12 | (dot.outX + 1) << 16 |
                    (dot.outY + 1) << 20 | static_cast<int>(dot.look) << 24 | (dot.category + 1) << 26;
    QPixmap& sprite = m_sprites[key];
    const double ratio = plot().bufferDevicePixelRatio();
    if (sprite.isNull() || sprite.devicePixelRatio() != ratio) {
        const int side = half + 6;
        sprite = QPixmap(QSizeF(side * ratio, side * ratio).toSize());
        sprite.setDevicePixelRatio(ratio);
        sprite.fill(Qt::transparent);
        QPainter painter(&sprite);
        painter.setRenderHint(QPainter::Antialiasing);
        Placed centred = dot;
        centred.at = {side / 2.0, side / 2.0};
        centred.radius = half / 2.0;
        applyStyle(painter, centred);
        paintMark(painter, centred);
    }
    return sprite;
}

void RooflineChart::paintPlaced(QPainter& painter, const Placed& dot) const
{
    constexpr double largestSprite = 10;
    if (isRendering() || dot.radius > largestSprite) {
        applyStyle(painter, dot);
        paintMark(painter, dot);
    } else {
        const QPixmap& sprite = spriteOf(dot);
        const QSizeF size = sprite.deviceIndependentSize();
        painter.drawPixmap(dot.at - QPointF(size.width() / 2, size.height() / 2), sprite);
    }
}

void RooflineChart::paintDots(QPainter& painter) const
{
    std::unordered_set<std::uint64_t> drawn; // what a heavier dot of the same look already covers
    drawn.reserve(m_dots.size());
    for (const RooflineDot& dot : m_dots) {
        const Placed placed = place(dot);
        if (placed.isOut() && isZoomed()) {
            continue;
        }
        const auto cell = [](double v) { return static_cast<std::uint64_t>(qRound(v) + 32768) & 0xffff; };
        const std::uint64_t key =
            cell(placed.at.x()) | cell(placed.at.y()) << 16 | static_cast<std::uint64_t>(placed.bound) << 32 |
            static_cast<std::uint64_t>(placed.stage) << 36 | static_cast<std::uint64_t>(placed.category + 1) << 56;
        if (!drawn.insert(key).second) {
            continue;
        }
        paintPlaced(painter, placed);
    }
}

void RooflineChart::paintOverlay(QPainter& painter)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    const auto ring = [&](OperatorRef ref, double width) {
        const RooflineDot* dot = dotOf(ref);
        if (!dot) {
            return;
        }
        const Placed placed = place(*dot);
        if (placed.isOut() && isZoomed()) {
            return;
        }
        painter.setPen(QPen(theme().window, theme().px(width + 2.5)));
        painter.drawEllipse(placed.at, placed.radius + theme().px(3.5), placed.radius + theme().px(3.5));
        painter.setPen(QPen(theme().accent, theme().px(width)));
        painter.drawEllipse(placed.at, placed.radius + theme().px(3.5), placed.radius + theme().px(3.5));
    };
    paintLevelDots(painter, hover() && hover()->ref.isValid() ? hover()->ref : selectedOperator());
    painter.setBrush(Qt::NoBrush);
    if (hover() && hover()->ref != selectedOperator()) {
        ring(hover()->ref, 1.2);
    }
    ring(selectedOperator(), 2);
}

} // namespace ridge

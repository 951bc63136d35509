#include "ui/charts/label_placer.h"
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

namespace {

constexpr std::size_t dotsToAvoid = 200; // labels give way to the heaviest dots only

/// A roof as it is drawn: from left to right, in pixels.
struct RoofLine {
    const Roof* roof;
    QLineF line;
    bool slanted;
};

QFont zoneFont(const Theme& theme)
{
    QFont font = theme.font(10.5, true);
    font.setLetterSpacing(QFont::AbsoluteSpacing, theme.px(0.9));
    return font;
}

/// A label that covers something keeps a rim of the ground around its letters, through which a dot is seen whole.
void write(QPainter& painter, const LabelPlace& place, const QSizeF& size, const QString& text, const QColor& ground)
{
    const QRectF box(0, -size.height(), size.width() + 2, size.height());
    painter.save();
    painter.translate(place.origin);
    painter.rotate(place.angle);
    if (place.crowded) {
        const QFontMetricsF metrics(painter.font());
        QPainterPath letters;
        letters.addText(0, box.center().y() + (metrics.ascent() - metrics.descent()) / 2, painter.font(), text);
        QColor rim = ground;
        rim.setAlphaF(0.55F);
        painter.strokePath(letters, QPen(rim, 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    }
    painter.drawText(box, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine, text);
    painter.restore();
}

} // namespace

// ---- roofs ----------------------------------------------------------------------------------------------------

void RooflineChart::paintZones(QPainter& painter) const
{
    const QRectF area = axes();
    const double share = theme().dark ? 0.045 : 0.05;
    const double split = m_machine.hasRidge()
                             ? std::clamp(toPixel(m_machine.ridge(), 1).x(), area.left(), area.right() + 1)
                             : area.right() + 1;
    const QRectF left(area.left(), area.top(), split - area.left(), area.height() + 1);
    painter.fillRect(left, blend(theme().window, theme().memory, share));
    painter.fillRect(QRectF(left.topRight(), QPointF(area.right() + 1, area.bottom() + 1)),
                     blend(theme().window, theme().compute, share * 1.4));
}

namespace {

/// Every roof in pixels. `pixel` maps (intensity, rate); the intensities span the visible axis.
template <class Pixel>
std::vector<RoofLine> linesOf(const RooflineMachine& machine, double xLower, double xUpper, Pixel pixel)
{
    std::vector<RoofLine> lines;
    const double peak = machine.peak();
    double cap = peak; // the speed of light, where utilisation lowers the roof in use
    for (const Roof& roof : machine.compute) {
        cap = roof.isLimit ? std::max(cap, roof.rate) : cap;
    }
    for (const Roof& roof : machine.memory) {
        const double end = (roof.isLimit ? cap : peak) / roof.rate;
        if (end > xLower) {
            const double right = std::min(end, xUpper);
            lines.push_back({&roof, {pixel(xLower, xLower * roof.rate), pixel(right, right * roof.rate)}, true});
        }
    }
    for (const Roof& roof : machine.compute) {
        const double start = std::max(xLower, roof.rate / machine.bandwidth());
        if (start < xUpper) {
            lines.push_back({&roof, {pixel(start, roof.rate), pixel(xUpper, roof.rate)}, false});
        }
    }
    return lines;
}

} // namespace

void RooflineChart::paintRoofs(QPainter& painter) const
{
    if (!m_machine.hasRidge()) {
        return;
    }
    const QCPRange range = plot().xAxis->range();
    const auto pixel = [this](double x, double y) { return toPixel(x, y); };
    const QColor faint = blend(theme().window, theme().muted, 0.75);
    QPen dashed(faint, 1, Qt::CustomDashLine);
    dashed.setDashPattern({5, 4});
    double highest = m_machine.peak();
    const std::vector<RoofLine> lines = linesOf(m_machine, range.lower, range.upper, pixel);
    for (const RoofLine& line : lines) {
        if (!line.roof->inUse) {
            painter.setPen(line.roof->isLimit ? QPen(faint, 1) : dashed);
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

void RooflineChart::paintLabels(QPainter& painter) const
{
    if (!m_machine.hasRidge()) {
        return;
    }
    const QCPRange range = plot().xAxis->range();
    const auto lines =
        linesOf(m_machine, range.lower, range.upper, [this](double x, double y) { return toPixel(x, y); });
    const QRectF area = axes();
    LabelPlacer placer(area.adjusted(2, 2, -2, -2));
    const QFontMetricsF zone(zoneFont(theme()));
    placer.addBox(QRectF(area.left(), area.top(), zone.horizontalAdvance(tr("MEMORY-BOUND")) + 20, zone.height() + 12));
    placer.addBox(QRectF(area.left(), area.bottom() - 2 * zone.height(), area.width(), 2 * zone.height()));
    for (const RoofLine& line : lines) {
        placer.addLine(line.line);
    }
    const double ridge = toPixel(m_machine.ridge(), 1).x();
    placer.addLine({{ridge, area.top()}, {ridge, area.bottom()}});
    for (std::size_t i = 0; i < std::min(m_dots.size(), dotsToAvoid); ++i) {
        const Placed dot = place(m_dots[i]);
        placer.addDot(dot.at, dot.radius + (dot.radius > 8 ? theme().px(6) : 2)); // the ring of a selected one included
    }
    for (const bool inUse : {true, false}) {
        const QFont font = theme().font(11.5, inUse);
        const QFontMetricsF metrics(font);
        painter.setFont(font);
        painter.setPen(inUse ? theme().text : theme().muted);
        for (const RoofLine& line : lines) {
            if (line.roof->inUse != inUse || line.roof->label.isEmpty()) {
                continue;
            }
            const QSizeF size(metrics.horizontalAdvance(line.roof->label), metrics.ascent() + 1);
            const auto candidates = placesAlong(line.line, size, line.slanted);
            if (const auto spot = placer.place(size, candidates, inUse ? 1e9 : 0)) {
                const bool left = spot->origin.x() < ridge;
                write(painter, *spot, size, line.roof->label,
                      blend(theme().window, left ? theme().memory : theme().compute, 0.06));
            }
        }
    }
}

void RooflineChart::paintZoneNames(QPainter& painter) const
{
    const QRectF area = axes().adjusted(10, 7, -10, -8);
    const QFont font = zoneFont(theme());
    const QFontMetricsF metrics(font);
    const QString memory = tr("MEMORY-BOUND"), compute = tr("COMPUTE-BOUND");
    const double ridge = m_machine.hasRidge() ? toPixel(m_machine.ridge(), 1).x() : area.right();
    painter.setFont(font);
    painter.setPen(theme().muted);
    if (ridge - area.left() > metrics.horizontalAdvance(memory)) {
        painter.drawText(area, static_cast<int>(Qt::AlignLeft | Qt::AlignTop), memory);
    }
    const double zone = metrics.horizontalAdvance(compute) + 8;
    if (!m_machine.hasRidge()) {
        return;
    }
    const QString text = tr("ridge %1").arg(intensityText(m_machine.ridge(), m_machine.integerOps));
    const QFont small = theme().font(11.5);
    const double width = QFontMetricsF(small).horizontalAdvance(text);
    const bool fitsRight = ridge + 7 + width < area.right();
    if (area.right() - ridge > zone) {
        const double lift = fitsRight && ridge + 7 + width + 16 > area.right() - zone ? metrics.height() + 6 : 0;
        painter.drawText(area.adjusted(0, 0, 0, -lift), static_cast<int>(Qt::AlignRight | Qt::AlignBottom), compute);
    }
    if (ridge > axes().left() && ridge < axes().right()) {
        painter.setFont(small);
        const double left = fitsRight ? ridge + 7 : ridge - 7 - width;
        painter.drawText(QRectF(left, area.top(), width + 2, area.height()),
                         static_cast<int>(Qt::AlignLeft | Qt::AlignBottom), text);
    }
}

// ---- dots -----------------------------------------------------------------------------------------------------

void RooflineChart::paintMark(QPainter& painter, const Placed& dot) const
{
    const double r = dot.radius;
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
    // Every second stage is light with a coloured rim, so that stages differ by more than colour.
    const QColor colour = theme().of(dot.bound);
    const bool light = dot.stage % 2 == 1;
    painter.setPen(light ? QPen(colour, theme().px(1.6)) : QPen(theme().dark ? theme().window : QColor(Qt::white), 1));
    painter.setBrush(light ? blend(theme().window, colour, 0.35) : colour);
}

const QPixmap& RooflineChart::spriteOf(const Placed& dot) const
{
    const int half = qRound(dot.radius * 2); // sizes differ by half a pixel
    const int key = half | static_cast<int>(dot.bound) << 8 | std::min(dot.stage, 5) << 12 | (dot.outX + 1) << 16 |
                    (dot.outY + 1) << 20;
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

void RooflineChart::paintDots(QPainter& painter) const
{
    constexpr double largestSprite = 10;
    std::unordered_set<std::uint64_t> drawn; // what a heavier dot of the same look already covers
    drawn.reserve(m_dots.size());
    for (const RooflineDot& dot : m_dots) {
        const Placed placed = place(dot);
        if (placed.isOut() && isZoomed()) {
            continue;
        }
        const auto cell = [](double v) { return static_cast<std::uint64_t>(qRound(v) + 32768) & 0xffff; };
        const std::uint64_t key = cell(placed.at.x()) | cell(placed.at.y()) << 16 |
                                  static_cast<std::uint64_t>(placed.bound) << 32 |
                                  static_cast<std::uint64_t>(placed.stage) << 36;
        if (!drawn.insert(key).second) {
            continue;
        }
        if (isRendering() || placed.radius > largestSprite) {
            applyStyle(painter, placed);
            paintMark(painter, placed);
        } else {
            const QPixmap& sprite = spriteOf(placed);
            const QSizeF size = sprite.deviceIndependentSize();
            painter.drawPixmap(placed.at - QPointF(size.width() / 2, size.height() / 2), sprite);
        }
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
    if (hover() && hover()->ref != selectedOperator()) {
        ring(hover()->ref, 1.2);
    }
    ring(selectedOperator(), 2);
}

double RooflineChart::paintKeys(QPainter& painter, const QRectF& row) const
{
    struct Entry {
        QString text;
        Placed dot;
        bool isStage;
    };
    std::vector<Entry> entries;
    for (const Bound bound : {Bound::Overhead, Bound::Network}) { // the other two are zones of the chart
        if (std::any_of(m_dots.begin(), m_dots.end(), [bound](const RooflineDot& dot) { return dot.bound == bound; })) {
            const std::string_view name = labelOf(bound);
            const QString text = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
            entries.push_back({tr("%1-bound").arg(text), {{}, theme().px(4), 0, 0, 0, bound}, false});
        }
    }
    const std::vector<Stage>& stages = evaluation()->program.stages;
    for (std::size_t s = 0; s < stages.size() && stages.size() > 1; ++s) {
        entries.push_back({shownName(stages[s].name), {{}, theme().px(4), 0, 0, static_cast<int>(s), {}}, true});
    }
    const QFontMetricsF metrics(painter.font());
    double x = row.left();
    for (Entry& entry : entries) {
        const bool light = entry.dot.stage % 2 == 1;
        const QColor colour = entry.isStage ? theme().muted : theme().of(entry.dot.bound);
        painter.setPen(QPen(colour, theme().px(1.4)));
        painter.setBrush(light ? blend(theme().window, colour, 0.3) : colour);
        entry.dot.at = {x + theme().px(5), row.center().y()};
        paintMark(painter, entry.dot);
        const double left = x + theme().px(14), width = metrics.horizontalAdvance(entry.text);
        painter.setPen(theme().muted);
        painter.drawText(QRectF(left, row.top(), width + 2, row.height()),
                         static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), entry.text);
        x = left + width + theme().px(16);
    }
    return x;
}

void RooflineChart::paintBelow(QPainter& painter) const
{
    const QRectF area = axes();
    painter.setFont(theme().font(11.5));
    const QFontMetricsF metrics(painter.font());
    const double bottom = plot().viewport().bottom() - 6;
    const QRectF row(area.left(), bottom - metrics.height() - 2, area.width(), metrics.height() + 2);
    const double used = paintKeys(painter, row);
    const double width = metrics.horizontalAdvance(m_axisTitle);
    // Centred as usual, at the end of the axis where the legend needs the room.
    const bool centred = row.center().x() - width / 2 > used + 10;
    painter.setPen(theme().muted);
    const QRectF room = centred ? row : QRectF(QPointF(used, row.top()), row.bottomRight());
    painter.drawText(room, static_cast<int>((centred ? Qt::AlignHCenter : Qt::AlignRight) | Qt::AlignVCenter),
                     metrics.elidedText(m_axisTitle, Qt::ElideRight, room.width()));
}

} // namespace ridge

// The roofline's labels: every roof has one, what left the frame has its value at the edge. Names of dots: see
// roofline_names.cpp.

#include "ui/charts/drag/dragging.h"
#include "ui/charts/paint_layer.h"
#include "ui/charts/roofline/ghost.h"
#include "ui/charts/roofline/others.h"
#include "ui/charts/roofline/roofline_dot.h"
#include "ui/shown.h"

#include <QFontMetricsF>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {

namespace {

constexpr std::size_t dotsToAvoid = 200; // labels give way to the heaviest dots only
constexpr double someCost = 3;           // a line and a small dot, which a roof in use may cover
constexpr double anyCost = 1e9;

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

QSizeF sizeOf(const QFont& font, const QString& text)
{
    const QFontMetricsF metrics(font);
    return {metrics.horizontalAdvance(text), metrics.ascent() + 1};
}

/// What is seen of a line; empty when nothing is.
std::optional<QLineF> visible(QLineF line, const QRectF& area)
{
    const auto clip = [&line](QPointF& end, double limit, bool above) {
        if (above ? end.y() < limit : end.y() > limit) {
            const double share = (limit - line.y1()) / (line.y2() - line.y1());
            end = {line.x1() + (line.x2() - line.x1()) * share, limit};
        }
    };
    if (std::max(line.y1(), line.y2()) < area.top() || std::min(line.y1(), line.y2()) > area.bottom()) {
        return std::nullopt;
    }
    QPointF from = line.p1(), to = line.p2();
    for (QPointF* end : {&from, &to}) {
        clip(*end, area.top(), true);
        clip(*end, area.bottom(), false);
    }
    return QLineF(from, to);
}

/// Beside a flat roof that is shorter than its label: from its right end towards the left.
std::vector<LabelPlace> placesBeside(const QLineF& line, const QSizeF& size, const QRectF& area)
{
    std::vector<LabelPlace> places;
    const double gap = 0.3 * size.height(), right = std::min(line.x2(), area.right() - 3);
    for (double x = right; x > line.x1(); x -= size.height()) {
        places.push_back({{x - size.width(), line.y1() - gap}});
        places.push_back({{x - size.width(), line.y1() + gap + size.height()}});
    }
    return places;
}

/// Anywhere, the nearest to the line first: from there a leader goes to it.
std::vector<LabelPlace> placesAround(const QLineF& line, const QSizeF& size, const QRectF& area)
{
    std::vector<LabelPlace> places;
    const double step = 1.2 * size.height();
    for (double y = area.top() + step; y < area.bottom(); y += step) {
        for (double right = area.right() - 4; right > area.left() + size.width(); right -= 2 * step) {
            places.push_back({{right - size.width(), y}});
        }
    }
    const QPointF target = line.pointAt(0.75);
    const auto distance = [&](const LabelPlace& place) {
        return QLineF(place.origin + QPointF(size.width() / 2, 0), target).length();
    };
    std::stable_sort(places.begin(), places.end(),
                     [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
    return places;
}

/// From the edge of a label to the nearest point of its line.
QLineF leaderTo(const QLineF& line, const QRectF& box)
{
    const QPointF along = line.p2() - line.p1(), from = box.center() - line.p1();
    const double length = QPointF::dotProduct(along, along);
    const double share = length > 0 ? std::clamp(QPointF::dotProduct(from, along) / length, 0.03, 0.97) : 0;
    const QPointF end = line.pointAt(share);
    return {std::clamp(end.x(), box.left(), box.right()), end.y() < box.top() ? box.top() + 1 : box.bottom() + 1,
            end.x(), end.y()};
}

} // namespace

QFont RooflineChart::zoneFont(const Theme& theme)
{
    QFont font = theme.font(10.5, true);
    font.setLetterSpacing(QFont::AbsoluteSpacing, theme.px(0.9));
    return font;
}

/// Every roof in pixels, across the visible intensities.
std::vector<RooflineChart::RoofLine> RooflineChart::roofLinesOf(const RooflineMachine& machine) const
{
    std::vector<RoofLine> lines;
    const QCPRange range = plot().xAxis->range();
    const double peak = machine.peak();
    double cap = peak; // the speed of light, where utilisation lowers the roof in use
    for (const Roof& roof : machine.compute) {
        cap = roof.isLimit ? std::max(cap, roof.rate) : cap;
    }
    for (const Roof& roof : machine.memory) {
        const double end = (roof.isLimit ? cap : peak) / roof.rate;
        if (end > range.lower) {
            const double right = std::min(end, range.upper);
            const QPointF from = toPixel(range.lower, range.lower * roof.rate);
            lines.push_back({&roof, {from, toPixel(right, right * roof.rate)}, true});
        }
    }
    for (const Roof& roof : machine.compute) {
        const double start = std::max(range.lower, roof.rate / machine.bandwidth());
        if (start < range.upper || roof.inUse) { // off a frame that was left alone it still has its label
            const QPointF from = toPixel(std::min(start, range.upper), roof.rate);
            lines.push_back({&roof, {from, toPixel(range.upper, roof.rate)}, false});
        }
    }
    return lines;
}

/// Whether hardly any label has room. The names of the zones are the first to go: their colours stay.
bool RooflineChart::isLow() const
{
    const auto named = [](const Roof& roof) { return !roof.label.isEmpty(); };
    const auto roofs = std::ranges::count_if(m_machine.compute, named) + std::ranges::count_if(m_machine.memory, named);
    const double lines = std::max(7.0, static_cast<double>(roofs) + 1);
    return axes().height() < lines * QFontMetricsF(theme().font(11.5)).height();
}

/// Whether another roof runs between a flat one and its label: it would seem to be that one's.
bool RooflineChart::isBehindAnother(const RoofLine& own, const LabelPlace& place, const QSizeF& size) const
{
    const double left = place.origin.x(), right = left + size.width(), middle = place.origin.y() - size.height() / 2;
    const auto runsBetween = [&](const RoofLine& other) {
        if (isLow() && !other.roof->inUse) {
            return false; // it has no label that this one could be taken for
        }
        const bool isBeside =
            other.roof == own.roof || other.slanted || other.line.x1() > right || other.line.x2() < left;
        const double y = other.line.y1();
        return !isBeside && y > std::min(own.line.y1(), middle) && y < std::max(own.line.y1(), middle);
    };
    return !own.slanted && std::ranges::any_of(roofLines(), runsBetween);
}

/// Along its roof if that covers nothing, then in fewer words, then apart with a leader, and last over something.
std::optional<PlacedLabel> RooflineChart::placeRoof(LabelPlacer& placer, const RoofLine& roof) const
{
    const QRectF area = axes();
    const QFont font = theme().font(11.5, roof.roof->inUse);
    const std::optional<QLineF> seen = visible(roof.line, area);
    const bool above = !seen && roof.line.y2() < area.top();
    QLineF line = seen.value_or(roof.line);
    if (!seen) { // it left the frame: said at the edge where it did
        const double y = above ? area.top() + QFontMetricsF(font).height() + 6 : area.bottom() - 2;
        line = {area.left(), y, area.right() - 2, y};
    }
    const QString arrow = seen ? QString() : above ? QStringLiteral(" ↑") : QStringLiteral(" ↓");
    const QString brief = QString(roof.roof->label).replace(QStringLiteral(" dense "), QStringLiteral(" "));
    // Where hardly anything has room, a roof that is not in use goes without rather than over everything.
    for (const double most : {0.0, isLow() && !roof.roof->inUse ? 0.0 : anyCost}) {
        for (const QString& text : {roof.roof->label + arrow, brief + arrow}) {
            const QSizeF size = sizeOf(font, text);
            std::vector<LabelPlace> places = placesAlong(line, size, roof.slanted);
            if (places.empty() && !roof.slanted) {
                places = placesBeside(line, size, area);
            }
            if (const auto place = placer.place(size, places, roof.roof->inUse ? std::max(most, someCost) : most)) {
                return PlacedLabel{text, *place, size, roof.roof->inUse};
            }
        }
        const QSizeF size = sizeOf(font, brief + arrow);
        const auto leaderOf = [&line, &seen](const QRectF& box) { return seen ? leaderTo(line, box) : QLineF(); };
        std::vector<LabelPlace> around = placesAround(line, size, area);
        std::erase_if(around, [&](const LabelPlace& place) { return isBehindAnother(roof, place, size); });
        auto place = placer.place(size, around, most, leaderOf);
        if (!place) { // a line through a label, rather than a label over a roof
            place = placer.place(size, around, most);
        }
        if (place) {
            PlacedLabel label{brief + arrow, *place, size, roof.roof->inUse};
            label.leader = seen ? leaderTo(line, label.box().boundingRect()) : QLineF();
            return label;
        }
    }
    return std::nullopt;
}

/// Values of the farthest dots off each side of the frame, beside their marks.
void RooflineChart::addEdgeLabels(LabelPlacer& placer, std::vector<PlacedLabel>& labels) const
{
    struct Side {
        const RooflineDot* farthest = nullptr;
        double distance = 0;
        QString text;
    };
    std::array<Side, 4> sides; // left, right, above, below
    const QRectF area = axes();
    for (const RooflineDot& dot : m_dots) {
        const Placed placed = place(dot);
        if (!placed.isOut() || isZoomed()) {
            continue;
        }
        const QPointF at = toPixel(dot.intensity, dot.achieved);
        const QString intensity = intensityText(dot.intensity, m_machine.integerOps);
        const QString rate = rateText(dot.achieved, m_machine.integerOps);
        const auto keep = [&](std::size_t side, double distance, const QString& text) {
            if (distance > sides[side].distance) {
                sides[side] = {&dot, distance, text};
            }
        };
        keep(0, area.left() - at.x(), QStringLiteral("← ") + intensity);
        keep(1, at.x() - area.right(), intensity + QStringLiteral(" →"));
        keep(2, area.top() - at.y(), rate + QStringLiteral(" ↑"));
        keep(3, at.y() - area.bottom(), QStringLiteral("↓ ") + rate);
    }
    for (const Side& side : sides) {
        if (!side.farthest) {
            continue;
        }
        const Placed mark = place(*side.farthest);
        const QSizeF size = sizeOf(theme().font(11.5), side.text);
        if (const auto spot = placer.place(size, placesAroundDot(mark, size), anyCost)) {
            labels.push_back({side.text, *spot, size});
        }
    }
}

std::vector<LabelPlace> RooflineChart::placesAroundDot(const Placed& dot, const QSizeF& size) const
{
    const double gap = dot.radius + theme().px(5), middle = size.height() / 2;
    return {{dot.at + QPointF(gap, middle)},
            {dot.at + QPointF(-gap - size.width(), middle)},
            {dot.at + QPointF(gap, gap + middle)},
            {dot.at + QPointF(-gap - size.width(), -gap)},
            {dot.at + QPointF(-size.width() / 2, gap + size.height())},
            {dot.at + QPointF(-size.width() / 2, -gap)},
            {dot.at + QPointF(gap, -gap)},
            {dot.at + QPointF(-gap - size.width(), gap + size.height())}};
}

/// What labels give way to: roofs, the ways of what moved, the ridge, dots and grips.
void RooflineChart::addObstacles(LabelPlacer& placer, const std::vector<RoofLine>& lines) const
{
    const QRectF area = axes();
    for (const RoofLine& line : lines) {
        placer.addLine(line.line);
    }
    for (const MoveCurve& curve : moveCurves()) {
        placer.addLine({curve.ends.p1(), curve.middle()});
        placer.addLine({curve.middle(), curve.ends.p2()});
    }
    const double ridge = toPixel(m_machine.ridge(), 1).x();
    placer.addLine({ridge, area.top(), ridge, area.bottom()});
    for (std::size_t i = 0; i < std::min(m_dots.size(), dotsToAvoid); ++i) {
        const Placed dot = place(m_dots[i]);
        placer.addDot(
            dot.at, dot.radius + theme().px(dot.radius > theme().px(8) ? 6 : 2)); // the ring of a selected one included
    }
    if (shownDragging()) {
        shownDragging()->addGrips(placer);
    }
}

std::vector<PlacedLabel> RooflineChart::labels() const
{
    std::vector<PlacedLabel> labels;
    if (!evaluation() || !m_machine.hasRidge()) {
        return labels;
    }
    std::vector<RoofLine> lines = roofLines();
    const auto flat = std::find_if(lines.begin(), lines.end(), [](const RoofLine& line) { return !line.slanted; });
    std::stable_sort(flat, lines.end(), [](const RoofLine& a, const RoofLine& b) { // labels as the roofs lie
        return a.line.y2() < b.line.y2();
    });
    if (isLow()) { // a slope has more places than what is flat
        std::stable_partition(lines.begin(), lines.end(), [](const RoofLine& line) { return !line.slanted; });
    }
    const QRectF area = axes();
    LabelPlacer placer(area.adjusted(2, -theme().px(4), -2, -2), theme().fontScale); // the frame has a rim above
    if (!isLow()) {
        const QFontMetricsF zone(zoneFont(theme()));
        placer.addBox({area.left(), area.top(), zone.horizontalAdvance(slantedZone()) + theme().px(20),
                       zone.height() + theme().px(12)});
    }
    std::ranges::for_each(namesBelow().boxes, [&placer](const QRectF& box) { placer.addBox(box); });
    if (m_ghost && !m_ghost->isSameMachine && m_ghost->machine.hasRidge()) { // after ours: theirs give way
        std::ranges::copy(roofLinesOf(m_ghost->machine), std::back_inserter(lines));
    }
    for (const RooflineOther& other : m_others) {
        if (other.machine.hasRidge()) {
            std::ranges::copy(roofLinesOf(other.machine), std::back_inserter(lines));
        }
    }
    addObstacles(placer, lines);
    for (const bool inUse : {true, false}) {
        for (const RoofLine& line : lines) {
            const bool isNext = line.roof->inUse == inUse && !line.roof->label.isEmpty();
            if (std::optional<PlacedLabel> label = isNext ? placeRoof(placer, line) : std::nullopt) {
                labels.push_back(*std::move(label));
            }
        }
    }
    addEdgeLabels(placer, labels);
    addDotNames(placer, labels);
    return labels;
}

void RooflineChart::paintLabels(QPainter& painter) const
{
    const double ridge = m_machine.hasRidge() ? toPixel(m_machine.ridge(), 1).x() : 0;
    for (const PlacedLabel& label : labels()) {
        painter.setPen(QPen(blend(theme().window, theme().muted, 0.8), theme().px(0.8)));
        if (!label.leader.isNull()) {
            painter.drawLine(label.leader);
            painter.setBrush(theme().muted);
            painter.drawEllipse(label.leader.p2(), theme().px(1.5), theme().px(1.5));
        }
        painter.setFont(theme().font(11.5, label.strong));
        painter.setPen(label.strong ? theme().text : theme().muted);
        const bool left = label.place.origin.x() < ridge;
        write(painter, label.place, label.size, label.text,
              blend(theme().window, left ? theme().of(slantedBound()) : theme().compute, 0.06));
    }
}

} // namespace ridge

#include "ui/charts/label_placer.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace ridge {

namespace {

constexpr double labelGap = 0.3; // between a line and its label, of the label's height
constexpr double lineCost = 2;
constexpr double dotCost = 1; // of a dot of the radius below; by area, so that labels rather touch small ones
constexpr double dotRadius = 8;

QTransform fromLabel(const LabelPlace& place)
{
    QTransform t;
    t.translate(place.origin.x(), place.origin.y());
    t.rotate(place.angle);
    return t;
}

QRectF boxOf(const QSizeF& size) { return {0, -size.height(), size.width(), size.height()}; }

/// Separating axes of two rectangles, one of them upright in the frame it is given in.
bool apart(const QPolygonF& polygon, const QRectF& upright)
{
    const QRectF around = polygon.boundingRect();
    return !around.intersects(upright);
}

bool crosses(const QLineF& line, const QRectF& box)
{
    if (box.contains(line.p1()) || box.contains(line.p2())) {
        return true;
    }
    const QPointF a = box.topLeft(), b = box.topRight(), c = box.bottomRight(), d = box.bottomLeft();
    for (const QLineF& side : {QLineF(a, b), QLineF(b, c), QLineF(c, d), QLineF(d, a)}) {
        if (line.intersects(side, nullptr) == QLineF::BoundedIntersection) {
            return true;
        }
    }
    return false;
}

} // namespace

QPolygonF PlacedLabel::box() const { return fromLabel(place).map(QPolygonF(boxOf(size))); }

std::vector<QPointF> waysAround(double first)
{
    constexpr int directions = 16;
    std::vector<QPointF> ways;
    ways.reserve(directions);
    for (int i = 0; i < directions; ++i) {
        const int turns = (i % 2 == 0 ? 1 : -1) * ((i + 1) / 2);
        const double angle = turns * 2 * M_PI / directions + first;
        ways.emplace_back(std::cos(angle), std::sin(angle));
    }
    return ways;
}

std::vector<LabelPlace> placesAlong(const QLineF& line, const QSizeF& size, bool slanted)
{
    std::vector<LabelPlace> places;
    const double length = line.length(), angle = -line.angle();
    if (length < size.width()) {
        return places;
    }
    const QPointF along = (line.p2() - line.p1()) / length;
    const QPointF up(along.y(), -along.x()); // towards the top of the rotated label
    const auto add = [&](double start, bool above) {
        const double gap = labelGap * size.height(), lift = above ? gap : -(gap + size.height());
        places.push_back({line.p1() + along * start + up * lift, angle});
    };
    const double room = length - size.width();
    if (slanted) {
        for (double share : {0.2, 0.25, 0.15, 0.3, 0.1, 0.35, 0.05, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8}) {
            add(room * share, true);
        }
        for (double share : {0.2, 0.3, 0.1, 0.4, 0.5, 0.6, 0.7, 0.8}) {
            add(room * share, false);
        }
    } else {
        for (double share : {0.97, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.03}) {
            add(room * share, true);
            add(room * share, false);
        }
    }
    return places;
}

std::optional<double> LabelPlacer::cost(const QSizeF& size, const LabelPlace& candidate) const
{
    const QTransform out = fromLabel(candidate), in = out.inverted();
    const QRectF box = boxOf(size);
    const QPolygonF corners = out.map(QPolygonF(box));
    if (!m_bounds.contains(corners.boundingRect())) {
        return std::nullopt;
    }
    for (const QRectF& other : m_boxes) {
        if (!apart(corners, other) && !apart(in.map(QPolygonF(other)), box)) {
            return std::nullopt;
        }
    }
    for (const Taken& other : m_taken) {
        const QPolygonF otherCorners = other.toLabel.inverted().map(QPolygonF(boxOf(other.size)));
        if (!apart(in.map(otherCorners), box) && !apart(other.toLabel.map(corners), boxOf(other.size))) {
            return std::nullopt;
        }
    }
    double sum = 0;
    for (const QLineF& line : m_lines) {
        sum += crosses(in.map(line), box) ? lineCost : 0;
    }
    for (const Dot& dot : m_dots) {
        const QPointF at = in.map(dot.centre);
        const double dx = std::max({box.left() - at.x(), 0.0, at.x() - box.right()});
        const double dy = std::max({box.top() - at.y(), 0.0, at.y() - box.bottom()});
        const double relative = dot.radius / (dotRadius * m_scale);
        sum += std::hypot(dx, dy) < dot.radius ? dotCost * relative * relative : 0;
    }
    return sum;
}

std::optional<LabelPlace> LabelPlacer::place(const QSizeF& size, const std::vector<LabelPlace>& candidates,
                                             double mostCost)
{
    const LabelPlace* best = nullptr;
    double least = 0;
    for (const LabelPlace& candidate : candidates) {
        if (best && least <= 0) {
            break; // the first that covers nothing
        }
        const std::optional<double> c = cost(size, candidate);
        if (c && *c <= mostCost && (!best || *c < least)) {
            best = &candidate;
            least = *c;
        }
    }
    if (!best) {
        return std::nullopt;
    }
    m_taken.push_back({fromLabel(*best).inverted(), size});
    return LabelPlace{best->origin, best->angle, least > 0};
}

/// Of labels and boxes.
bool LabelPlacer::isFree(const QLineF& line) const
{
    return std::ranges::none_of(m_boxes, [&](const QRectF& box) { return crosses(line, box); }) &&
           std::ranges::none_of(
               m_taken, [&](const Taken& taken) { return crosses(taken.toLabel.map(line), boxOf(taken.size)); });
}

std::optional<LabelPlace> LabelPlacer::place(const QSizeF& size, const std::vector<LabelPlace>& candidates,
                                             double mostCost, const LeaderOf& leaderOf)
{
    const auto boxAt = [&size](const LabelPlace& place) {
        return fromLabel(place).map(QPolygonF(boxOf(size))).boundingRect();
    };
    std::vector<LabelPlace> free;
    std::ranges::copy_if(candidates, std::back_inserter(free),
                         [&](const LabelPlace& each) { return isFree(leaderOf(boxAt(each))); });
    const std::optional<LabelPlace> placed = place(size, free, mostCost);
    if (placed) {
        m_lines.push_back(leaderOf(boxAt(*placed)));
    }
    return placed;
}

} // namespace ridge

// Finds places for labels along lines where they cover no other label, line or dot.
// Not general layout: a few labels, a few candidates each, best first.
#pragma once

#include <QLineF>
#include <QPointF>
#include <QPolygonF>
#include <QRectF>
#include <QString>
#include <QTransform>

#include <functional>
#include <optional>
#include <vector>

namespace ridge {

/// A label's box may be rotated: `origin` is the left end of its lower edge, `angle` in degrees as QPainter rotates.
struct LabelPlace {
    QPointF origin;
    double angle = 0;
    bool crowded = false; // set when it covers a line or dot after all
};

/// A label with its place.
struct PlacedLabel {
    QString text;
    LabelPlace place;
    QSizeF size;
    bool strong = false;   // bold, of what counts
    QLineF leader = {};    // to what it names, where it stands apart from it
    QPolygonF box() const; // upright or rotated
};

/// Along a line, the usual place first: above it, then below it; where it is flat, whichever is nearer to its end.
std::vector<LabelPlace> placesAlong(const QLineF& line, const QSizeF& size, bool slanted);

/// Sixteen directions around a point as vectors of length 1: the first one, then to both sides of it in turn.
std::vector<QPointF> waysAround(double first);

class LabelPlacer {
public:
    /// `scale` of type and dots, which covering one is weighed by.
    explicit LabelPlacer(const QRectF& bounds, double scale = 1) : m_bounds(bounds), m_scale(scale) {}

    void addLine(const QLineF& line) { m_lines.push_back(line); }
    void addDot(const QPointF& centre, double radius) { m_dots.push_back({centre, radius}); }
    void addBox(const QRectF& box) { m_boxes.push_back(box); }

    /// The candidate that covers least, which is then taken; none when every one leaves the bounds, covers a label, or
    /// costs more than allowed.
    std::optional<LabelPlace> place(const QSizeF& size, const std::vector<LabelPlace>& candidates, double mostCost);
    /// The same apart from what it names, with a line to it that crosses no label and is then taken as well.
    using LeaderOf = std::function<QLineF(const QRectF& box)>;
    std::optional<LabelPlace> place(const QSizeF& size, const std::vector<LabelPlace>& candidates, double mostCost,
                                    const LeaderOf& leaderOf);

private:
    struct Dot {
        QPointF centre;
        double radius;
    };

    bool isFree(const QLineF& line) const;
    std::optional<double> cost(const QSizeF& size, const LabelPlace& candidate) const;

    QRectF m_bounds;
    double m_scale;
    std::vector<QLineF> m_lines;
    std::vector<Dot> m_dots;
    std::vector<QRectF> m_boxes;
    struct Taken {
        QTransform toLabel; // from the plot into the label's own frame
        QSizeF size;
    };
    std::vector<Taken> m_taken;
};

} // namespace ridge

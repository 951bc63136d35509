// What can be taken in a chart: where it lies on the axes, and which parameters of the catalogue go with it.
// Not the hand (dragging.h): no events, no painting, and no machine that it would know.
#pragma once

#include <QLineF>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <optional>
#include <string>
#include <vector>

class QCustomPlot;

namespace ridge {

/// A figure that follows the hand. Exponents: the figure goes as x^byX · y^byY of where the hand is, and the ends go as
/// figure^first and figure^last, in the units of the axes.
struct HandleDrive {
    std::string parameter; // id in the catalogue; of a stage: empty, because it is chosen
    double byX = 0, byY = 0;
    QPointF first, last;
};

struct DragHandle {
    enum class Mark { Line, Point, Foot }; // a roof; the ridge; a mark that stands on the lower edge

    QString id;   // stays the same while figures change
    QString name; // "Ridge"; empty: what its parameter is called
    std::vector<HandleDrive> drives;
    std::optional<std::size_t> stage = {}; // whose intensity is dragged: the parameter is solved for
    QString reading = {};                  // where it is, where its figures do not say so: "295 FLOP/B"
    Mark mark = Mark::Line;
    QPointF first = {}, last = {}; // in axis units; one point where it is no line
    double gripAt = 0.5;           // share of what is seen of the line
    bool ticksAtFirst = false;     // the end at which other machines' figures are marked
    bool overMarks = false;        // the line is taken even where a mark of the chart lies under the pointer
    double height = 0;             // of a stage: its rate, in axis units, to which a line leads up

    bool isPoint() const { return mark != Mark::Line; }
};

/// The axes of a plot, from units to pixels and back. They stay still while something is dragged.
class HandlePlane {
public:
    explicit HandlePlane(QCustomPlot& plot) : m_plot(plot) {}

    QRectF area() const;
    QPointF pixel(const QPointF& units) const;
    QPointF units(const QPointF& pixel) const;
    /// The handle's line in pixels, its drives' figures multiplied by these factors; uncut.
    QLineF line(const DragHandle& handle, const std::vector<double>& factors = {}) const;
    /// What is seen of a line; nothing where all of it lies outside.
    std::optional<QLineF> seen(const QLineF& line) const;
    /// Where it would be marked if the plot had no edges.
    QPointF place(const DragHandle& handle) const;
    /// Where the handle is marked and taken; at the edge of the plot where it lies outside.
    QPointF grip(const DragHandle& handle) const;
    bool isOutside(const DragHandle& handle) const;
    /// Where a machine with these figures is marked: on the edge, or at its point; nothing where that is not seen.
    std::optional<QPointF> tick(const DragHandle& handle, const std::vector<double>& factors) const;
    /// How far two sets of figures lie apart, in pixels.
    double apart(const DragHandle& handle, const std::vector<double>& a, const std::vector<double>& b) const;

private:
    QPointF end(const DragHandle& handle, const std::vector<double>& factors, bool first) const;

    QCustomPlot& m_plot;
};

} // namespace ridge

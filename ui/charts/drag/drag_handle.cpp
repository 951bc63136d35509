#include "ui/charts/drag/drag_handle.h"

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {

namespace {

constexpr double edge = 1; // a line that runs along the rim is seen

/// Of a logarithmic axis nothing lies at or below zero.
double toPixel(const QCPAxis& axis, double value)
{
    return axis.coordToPixel(axis.scaleType() == QCPAxis::stLogarithmic ? std::max(value, 1e-300) : value);
}

/// Liang and Barsky: cuts a line to a box. False where nothing of it lies inside.
bool clip(QLineF& line, const QRectF& box)
{
    double from = 0, to = 1;
    const double dx = line.dx(), dy = line.dy();
    const double steps[] = {-dx, dx, -dy, dy};
    const double rooms[] = {line.x1() - box.left(), box.right() - line.x1(), line.y1() - box.top(),
                            box.bottom() - line.y1()};
    for (int side = 0; side < 4; ++side) {
        if (steps[side] == 0) {
            if (rooms[side] < 0) {
                return false;
            }
            continue;
        }
        const double at = rooms[side] / steps[side];
        (steps[side] < 0 ? from : to) = steps[side] < 0 ? std::max(from, at) : std::min(to, at);
    }
    if (from > to) {
        return false;
    }
    line = {line.pointAt(from), line.pointAt(to)};
    return true;
}

} // namespace

QRectF HandlePlane::area() const { return m_plot.axisRect()->rect(); }

QPointF HandlePlane::pixel(const QPointF& units) const
{
    return {toPixel(*m_plot.xAxis, units.x()), toPixel(*m_plot.yAxis, units.y())};
}

QPointF HandlePlane::units(const QPointF& pixel) const
{
    return {m_plot.xAxis->pixelToCoord(pixel.x()), m_plot.yAxis->pixelToCoord(pixel.y())};
}

QPointF HandlePlane::end(const DragHandle& handle, const std::vector<double>& factors, bool first) const
{
    QPointF at = first ? handle.first : handle.last;
    for (std::size_t i = 0; i < std::min(factors.size(), handle.drives.size()); ++i) {
        const QPointF& power = first ? handle.drives[i].first : handle.drives[i].last;
        at = {at.x() * std::pow(factors[i], power.x()), at.y() * std::pow(factors[i], power.y())};
    }
    return pixel(at);
}

QLineF HandlePlane::line(const DragHandle& handle, const std::vector<double>& factors) const
{
    return {end(handle, factors, true), end(handle, factors, false)};
}

std::optional<QLineF> HandlePlane::seen(const QLineF& line) const
{
    QLineF cut = line;
    return clip(cut, area().adjusted(-edge, -edge, edge, edge)) ? std::optional(cut) : std::nullopt;
}

bool HandlePlane::isOutside(const DragHandle& handle) const { return !seen(line(handle)); }

QPointF HandlePlane::place(const DragHandle& handle) const
{
    const QLineF whole = line(handle);
    return handle.isPoint() ? whole.p1() : seen(whole).value_or(whole).pointAt(handle.gripAt);
}

QPointF HandlePlane::grip(const DragHandle& handle) const
{
    const QPointF at = place(handle);
    const QRectF box = area().normalized(); // of a chart that has no room yet, it is none
    return {std::clamp(at.x(), box.left(), box.right()), std::clamp(at.y(), box.top(), box.bottom())};
}

std::optional<QPointF> HandlePlane::tick(const DragHandle& handle, const std::vector<double>& factors) const
{
    const std::optional<QLineF> cut = seen(line(handle, factors));
    return cut ? std::optional(handle.ticksAtFirst ? cut->p1() : cut->p2()) : std::nullopt;
}

double HandlePlane::apart(const DragHandle& handle, const std::vector<double>& a, const std::vector<double>& b) const
{
    return QLineF(end(handle, a, handle.ticksAtFirst), end(handle, b, handle.ticksAtFirst)).length();
}

} // namespace ridge

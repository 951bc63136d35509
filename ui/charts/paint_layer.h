// Own drawing inside a plot: a function that paints on one of its layers, on screen and in figures alike.
// Not a plottable: it has no data of its own.
#pragma once

#include <QColor>
#include <QPainter>

#include <functional>

class QCustomPlot;

namespace ridge {

enum class Clip { ToAxes, None };

void addPaintLayer(QCustomPlot& plot, const char* layer, Clip clip, std::function<void(QPainter&)> paint);

/// `share` of `top` over `base`, as an opaque colour: translucent fills are what makes charts slow.
QColor blend(const QColor& base, const QColor& top, double share);

} // namespace ridge

// Where the boxes of a diagram stand and the ways of its arrows, laid out by Graphviz.
// Not what they say and not their painting: diagram_chart.h.
#pragma once

#include "core/analysis/diagram.h"

#include <QPainterPath>
#include <QRectF>

#include <vector>

namespace ridge {

/// In points, y downwards, from 0.
struct DiagramLayout {
    std::vector<QRectF> boxes;        // of all, open ones around what they hold
    std::vector<QPainterPath> arrows; // up to their heads
    std::vector<QPointF> heads;       // where each arrow ends
    QSizeF size;
};

/// `sizes`: of each box that is not open, in points. Without a layout, which no diagram of ours should meet, all is
/// empty.
DiagramLayout layOut(const Diagram& diagram, const std::vector<QSizeF>& sizes);

} // namespace ridge

// The way of a stage over the roofline while something about its scenario changes step by step.
// Not what changes: whoever draws it knows.
#pragma once

#include <QPointF>
#include <QString>

#include <vector>

namespace ridge {

struct RooflineTrail {
    std::vector<QPointF> places; // operations per byte, operations per second
    QString first, last;         // what its ends stand for: without them it could be read backwards
    friend bool operator==(const RooflineTrail&, const RooflineTrail&) = default;
};

} // namespace ridge

// One dot of the roofline in pixels, shared by the files that place it and paint it.
// Not the operator's figures: see roofline_geometry.h.
#pragma once

#include "ui/charts/roofline/roofline_chart.h"

namespace ridge {

struct RooflineChart::Placed {
    QPointF at;
    double radius = 0;
    int outX = 0, outY = 0; // −1, 0 or 1: on which side it lies off the frame
    int stage = 0;
    Bound bound = Bound::Memory;
    enum class Look { Dot, Ghost, Gone, New } look = Look::Dot; // ghosts and what has gone are of a pinned scenario
    int category = -1;
    bool isOut() const { return outX != 0 || outY != 0; }
};

} // namespace ridge

// What a roofline keeps of other machines: the roofs in use there, and where each stage of the scenario stands.
// Not which machines: whoever owns the chart chooses. Not the painting (others.cpp).
#pragma once

#include "ui/charts/roofline/roofline_geometry.h"

#include <optional>

namespace ridge {

struct RooflineOther {
    QString name;
    RooflineMachine machine; // the roofs in use alone; the flat one is labelled with the machine's name
    RooflineFrame frame;
    struct StageMark {
        QString name;
        double intensity = 0, rate = 0; // operations per byte, and per second: the whole stage's
        Bound bound = Bound::Memory;
    };
    std::vector<std::optional<StageMark>> stages; // absent: no arithmetic, or nothing moved
};

RooflineOther otherOf(const QString& name, const Evaluation& evaluation, LevelKind level = LevelKind::Memory);

} // namespace ridge

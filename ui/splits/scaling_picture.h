// A scaling curve as the chart of sweeps draws it: a time or an efficiency over the number of devices, and its wall.
// Not the study: core/studies/ranking/scaling.h.
#pragma once

#include "ui/charts/sweep/sweep_picture.h"
#include "ui/splits/split_table.h"

namespace ridge {

enum class ScalingFigure { Time, Efficiency };
inline constexpr const char* efficiencyMetric = "scalability_ratio";

std::shared_ptr<const SweepPicture> pictureOf(const ScalingCurve& curve, ScalingFigure figure);

} // namespace ridge

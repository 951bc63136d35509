// What becomes of a scaling curve: a figure of its own, or the scenario on screen by one of its points.
// Not the curve (core/studies/ranking/scaling.h), and not the pages that show it.
#pragma once

#include "core/scenario/figures/recipe.h"
#include "ui/splits/scaling_picture.h"

namespace ridge {

class MainWindow;

/// The best split of that count, and the batch that belongs to it, as one edit. Nothing of a count that no split gives
/// work to.
void takeScalingPoint(MainWindow& window, const ScalingCurve& curve, double devices);

/// "scaling.weak=1..1024" of a time, or of the efficiency that follows from it. Without a plan: as is usual.
FigurePart scalingPart(const ScalingPlan* plan, ScalingFigure figure);

} // namespace ridge

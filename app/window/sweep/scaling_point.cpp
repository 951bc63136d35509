#include "app/window/sweep/scaling_point.h"

#include "app/window/main_window.h"
#include "core/scenario/parameters/parameters.h"
#include "ui/editors/parameter_row.h"

#include <algorithm>

namespace ridge {

void takeScalingPoint(MainWindow& window, const ScalingCurve& curve, double devices)
{
    const auto point = std::ranges::find(curve.scaling.points, devices, &ScalingPoint::devices);
    if (point == curve.scaling.points.end() || !point->best) {
        return;
    }
    Scenario next = *window.document().current();
    const QString change =
        MainWindow::tr("Split %1 → %2").arg(qs(wordsOf(next.deployment.split)), qs(wordsOf(*point->best)));
    if (const auto batch = findParameter(next, "workload.batch"); batch && curve.plan->kind == ScalingKind::Weak) {
        assignParameter(next, *batch, point->batch);
    }
    next.deployment.split = *point->best;
    window.applyEdit(std::move(next), {QStringLiteral("deployment.split"), 0, change});
}

FigurePart scalingPart(const ScalingPlan* plan, ScalingFigure figure)
{
    if (!plan) {
        return {"scaling"};
    }
    const std::string counts = "=1.." + formatForField(plan->most, Unit::Count);
    return {"scaling",
            {figure == ScalingFigure::Efficiency ? std::string(efficiencyMetric) : plan->metric},
            {std::string(idOf(plan->kind)) + counts}};
}

} // namespace ridge

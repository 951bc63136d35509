// The figure of scaling: the curve of the window's page of splits.

#include "app/commands/figure_drawing.h"
#include "app/commands/study_commands.h"
#include "core/evaluate/evaluate.h"
#include "ui/charts/sweep/sweep_chart.h"
#include "ui/splits/scaling_picture.h"

namespace ridge {

QByteArray drawScaling(const Drawing& drawing)
{
    const std::string& by = drawing.request.by;
    const bool isEfficiency = by == "scalability_ratio";
    const std::string time = by.empty() || isEfficiency ? "latency" : by;
    const auto plan = std::make_shared<const ScalingPlan>(scalingPlanOf(drawing.request, drawing.scenario, time));
    SweepChart chart;
    chart.setTheme(onPaper(themeOf(drawing.request)));
    chart.setSweep(pictureOf({plan, scalingOf(*plan)}, isEfficiency ? ScalingFigure::Efficiency : ScalingFigure::Time));
    chart.setEvaluation(std::make_shared<const Evaluation>(evaluate(drawing.scenario)));
    return drawing.format.chart(chart, drawing.size);
}

} // namespace ridge

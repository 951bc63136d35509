// The figure of a sweep: the chart of the window, of what the options ask.

#include "app/commands/figure_drawing.h"
#include "app/commands/studies.h"
#include "core/evaluate/evaluate.h"
#include "core/formats/format_error.h"
#include "ui/charts/sweep/sweep_chart.h"

namespace ridge {

QByteArray drawSweep(const Drawing& drawing)
{
    if (drawing.request.study.vary.empty() || drawing.request.study.metrics.size() != 1) {
        throw FormatError("figure sweep: say what is varied with --vary, such as --vary workload.batch=1..256, and "
                          "which metric is drawn with --metrics, such as --metrics latency.");
    }
    const auto picture = std::make_shared<SweepPicture>();
    picture->plan = planOf(drawing.request, drawing.scenario);
    picture->table = sweep(picture->plan);
    picture->setCrossings(crossingsOf(picture->plan, picture->table));
    const std::vector<Variation>& varied = picture->plan.variations;
    SweepChart chart;
    chart.setTheme(onPaper(themeOf(drawing.request)));
    chart.setMap(varied.size() > 1 && varied[0].isNumber() && varied[1].isNumber() &&
                 varied[1].values.size() > SweepChart::mostSeries);
    chart.setSweep(picture);
    chart.setEvaluation(std::make_shared<const Evaluation>(evaluate(drawing.scenario)));
    return drawing.format.chart(chart, drawing.size);
}

} // namespace ridge

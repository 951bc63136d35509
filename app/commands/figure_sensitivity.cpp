// The figure of what a metric depends on: the chart of the window's page, from one study.

#include "app/commands/figure_drawing.h"
#include "app/commands/study_commands.h"
#include "core/evaluate/evaluate.h"
#include "ui/charts/sensitivity/sensitivity_chart.h"

namespace ridge {

QByteArray drawSensitivity(const Drawing& drawing)
{
    const std::string metric = drawing.request.by.empty() ? "latency" : drawing.request.by;
    requireMetric("--by", metric);
    const auto scenario = std::make_shared<const Scenario>(drawing.scenario);
    SensitivityChart chart;
    chart.setTheme(onPaper(themeOf(drawing.request)));
    chart.setMetric(QString::fromStdString(metric));
    chart.setEvaluation(std::make_shared<const Evaluation>(evaluate(scenario)));
    chart.setAnswer(std::make_shared<const SensitivityAnswer>(
        SensitivityAnswer{scenario, metric, sensitivityOf(*scenario, metric)}));
    return drawing.format.chart(chart, drawing.size);
}

} // namespace ridge

// The figure of a frontier by two or three metrics, of what is named, or of all devices and a few formats and batches.

#include "app/commands/figure_drawing.h"
#include "app/commands/studies.h"
#include "app/commands/study_commands.h"
#include "app/ranking/frontier_space.h"
#include "core/evaluate/evaluate.h"
#include "core/formats/format_error.h"
#include "ui/charts/frontier/frontier_chart.h"
#include "ui/frontier/frontier_view.h"

namespace ridge {

/// Without metrics those that are usual for the model.
QByteArray drawFrontier(const Drawing& drawing)
{
    const auto evaluation = std::make_shared<const Evaluation>(evaluate(drawing.scenario));
    const std::vector<std::string>& metrics = drawing.request.study.metrics;
    FrontierWish wish;
    wish.metrics = metrics.empty() ? usualFrontierMetrics(*evaluation) : metrics;
    if (wish.metrics.size() < 2 || wish.metrics.size() > 3) {
        throw FormatError("--metrics: give two for the axes, or a third that is shown as size.");
    }
    for (const std::string& id : wish.metrics) {
        requireMetric("--metrics", id);
        if (const MetricValue value = metric(*evaluation, id); !value.value) {
            throw FormatError("--metrics " + id + ": " + value.absent + ".");
        }
    }
    FrontierStock stock;
    stock.provideFor(drawing.scenario, wish);
    FrontierChart chart;
    chart.setTheme(onPaper(themeOf(drawing.request)));
    FrontierPicture picture = frontierFor(evaluation->chosen, wish, stock);
    if (const std::vector<std::string>& varied = drawing.request.study.vary; !varied.empty()) {
        picture.space = spaceFrom(drawing.scenario, varied);
    }
    chart.setPicture(searched(std::move(picture), {}));
    chart.setEvaluation(evaluation);
    return drawing.format.chart(chart, drawing.size);
}

} // namespace ridge

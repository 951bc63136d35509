// Figures that recipes can show as well, of what options ask instead: sweeps, frontiers, comparisons.
// Not what they compute and draw: app/figures/figure_kinds.h.

#include "app/commands/figure_drawing.h"
#include "app/commands/study_commands.h"
#include "app/figures/figure_kinds.h"
#include "core/evaluate/evaluate.h"
#include "core/formats/format_error.h"
#include "core/studies/ranking/scaling.h"
#include "ui/charts/chart.h"

namespace ridge {
namespace {

std::string metricBy(const Request& request)
{
    const std::string metric = request.by.empty() ? "latency" : request.by;
    requireMetric("--by", metric);
    return metric;
}

FigurePart frontierOf(const Request& request)
{
    const std::vector<std::string>& metrics = request.study.metrics;
    if (metrics.size() == 1 || metrics.size() > 3) {
        throw FormatError("--metrics: give two for the axes, or a third that is shown as size.");
    }
    for (const std::string& id : metrics) {
        requireMetric("--metrics", id);
    }
    return {"frontier", metrics, request.study.vary};
}

FigurePart scalingOf(const Request& request)
{
    const ScalingKind kind = request.scaling == "weak" ? ScalingKind::Weak : ScalingKind::Strong;
    const std::string counts = request.deviceCount > 0 ? formatForField(request.deviceCount, Unit::Count) : "";
    return {"scaling", {metricBy(request)}, {std::string(idOf(kind)) + "=" + counts}};
}

FigurePart sweepOf(const Request& request)
{
    if (request.study.vary.empty() || request.study.metrics.size() != 1) {
        throw FormatError("figure sweep: say what is varied with --vary, such as --vary workload.batch=1..256, and "
                          "which metric is drawn with --metrics, such as --metrics latency.");
    }
    return {"sweep", request.study.metrics, request.study.vary};
}

FigurePart partOf(const Request& request)
{
    return request.figure == "frontier"      ? frontierOf(request)
           : request.figure == "scaling"     ? scalingOf(request)
           : request.figure == "sweep"       ? sweepOf(request)
           : request.figure == "sensitivity" ? FigurePart{"sensitivity", {metricBy(request)}}
                                             : FigurePart{request.figure, request.study.metrics};
}

PinnedEvaluation evaluated(const Scenario& scenario, const std::string& name)
{
    return {name, std::make_shared<const Evaluation>(evaluate(scenario))};
}

/// The scenario last, behind what it is seen beside: others that options name, else pins.
std::vector<PinnedEvaluation> shownIn(const Drawing& drawing)
{
    const Request& request = drawing.request;
    std::vector<PinnedEvaluation> all;
    if (!request.comparedFiles.empty() || !request.comparedSettings.empty() || !request.comparedDevices.empty()) {
        for (const Scenario& scenario : comparedScenarios(request)) {
            all.push_back(evaluated(scenario, pinName(scenario)));
        }
        return all;
    }
    for (const Pin& pin : drawing.pins) {
        all.push_back(evaluated(*pin.scenario, pin.name));
    }
    all.push_back(evaluated(drawing.scenario, pinName(drawing.scenario)));
    return all;
}

} // namespace

QByteArray drawPart(const Drawing& drawing)
{
    Recipe recipe;
    recipe.name = drawing.request.figure;
    const FigurePart part = partOf(drawing.request);
    std::vector<PinnedEvaluation> shown = shownIn(drawing);
    const std::shared_ptr<const Evaluation> now = shown.back().evaluation;
    shown.pop_back();
    if (part.kind == "compare" && shown.empty()) {
        throw FormatError("figure compare: say with what: --pin, --with, --and or --devices.");
    }
    const PartMaker make = figureKind(part.kind)->prepare({recipe, part, now, std::move(shown)}, {});
    const std::unique_ptr<QWidget> widget = make(onPaper(themeOf(drawing.request)));
    auto* chart = qobject_cast<Chart*>(widget.get());
    return chart ? drawing.format.chart(*chart, drawing.size) : drawing.format.widget(*widget, drawing.size);
}

} // namespace ridge

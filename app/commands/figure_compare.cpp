// The figure of scenarios beside each other: the numbers people ask for first, as a table for a slide.

#include "app/commands/figure_drawing.h"
#include "app/commands/study_commands.h"
#include "core/evaluate/evaluate.h"
#include "core/formats/format_error.h"
#include "ui/compare/compare_figure.h"

namespace ridge {
namespace {

constexpr std::size_t mostCompared = 8; // that a slide has room for

PinnedEvaluation evaluated(const Scenario& scenario)
{
    return {pinName(scenario), std::make_shared<const Evaluation>(evaluate(scenario))};
}

/// What is compared, the reference first: the scenario beside others, or pins beside the scenario.
std::vector<PinnedEvaluation> comparedIn(const Drawing& drawing)
{
    const Request& request = drawing.request;
    std::vector<PinnedEvaluation> all;
    if (!request.comparedFiles.empty() || !request.comparedSettings.empty() || !request.comparedDevices.empty()) {
        for (const Scenario& scenario : comparedScenarios(request)) {
            all.push_back(evaluated(scenario));
        }
        return all;
    }
    for (const Pin& pin : drawing.pins) {
        all.push_back({pin.name, std::make_shared<const Evaluation>(evaluate(*pin.scenario))});
    }
    all.push_back(evaluated(drawing.scenario));
    return all;
}

} // namespace

QByteArray drawComparison(const Drawing& drawing)
{
    std::vector<PinnedEvaluation> all = comparedIn(drawing);
    if (all.size() < 2) {
        throw FormatError("figure compare: say with what: --pin, --with, --and or --devices.");
    }
    if (all.size() > mostCompared) {
        throw FormatError("figure compare: " + std::to_string(all.size()) + " scenarios; it has room for " +
                          std::to_string(mostCompared) + ".");
    }
    CompareFigure figure(std::move(all), onPaper(themeOf(drawing.request)));
    return drawing.format.widget(figure, drawing.size);
}

} // namespace ridge

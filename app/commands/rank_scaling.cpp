// Strong and weak scaling: a line for each number of devices, with the best of its splits.

#include "app/commands/study_commands.h"
#include "app/commands/study_table.h"
#include "core/formats/format_error.h"
#include "core/studies/ranking/scaling.h"

#include <CLI/CLI.hpp>

namespace ridge {
namespace {

std::string headingOf(const ScalingPlan& plan)
{
    const char* kind = plan.kind == ScalingKind::Strong ? "the same work" : "the same work a device";
    return plan.scenario.model.name + " on " + plan.scenario.device.name + ", " + kind +
           ": the best split of each number of devices.";
}

StudyTable tableOf(const ScalingPlan& plan, const Scaling& scaling)
{
    const Metric& metric = metricCatalogue()[*metricIndex(plan.metric)];
    StudyTable table{"scaling",
                     {{"devices", "Devices", {}, true},
                      {"batch", "Batch", {}, true},
                      {"split", "Split"},
                      {std::string(metric.id), std::string(metric.label), metric.unit, true},
                      {"efficiency", "Efficiency", Unit::Percent, true},
                      {"bound", "Bound"},
                      {"fits", "Fits"},
                      {"tried", "Tried", {}, true},
                      {"note", ""}},
                     {}};
    for (const ScalingPoint& point : scaling.points) {
        std::vector<StudyCell>& cells = table.rows.emplace_back();
        cells.emplace_back(point.devices, Unit::Count);
        cells.emplace_back(point.batch, Unit::Count);
        cells.emplace_back(point.best ? wordsOf(*point.best) : "—");
        cells.emplace_back(point.time, metric.unit);
        cells.emplace_back(point.efficiency, Unit::Percent);
        cells.emplace_back(point.best ? labelOf(point.bound) : "");
        cells.emplace_back(!point.best ? "" : point.fits ? "yes" : "no");
        cells.emplace_back(static_cast<double>(point.tried), Unit::Count);
        cells.emplace_back(scaling.wall == point.devices ? "wall" : point.refusal);
    }
    return table;
}

/// What --scaling asks for, of a time; throws FormatError.
ScalingPlan scalingPlanOf(const Request& request, const Scenario& scenario, const std::string& time)
{
    ScalingPlan plan{scenario, request.scaling == "weak" ? ScalingKind::Weak : ScalingKind::Strong, time};
    plan.most = request.deviceCount > 0 ? request.deviceCount : plan.most;
    if (const std::string refusal = refusalOf(plan); !refusal.empty()) {
        throw FormatError("--scaling: " + refusal);
    }
    return plan;
}

} // namespace

void addScaling(CLI::App& app, Request& request, const std::string& help)
{
    app.add_option("--scaling", request.scaling, help + ": strong, of the same work; weak, of the same work a device")
        ->check(CLI::IsMember({"strong", "weak"}));
}

StudyText scaledSplits(const Request& request, const Scenario& scenario, const StudyRun& run)
{
    const ScalingPlan plan = scalingPlanOf(request, scenario, request.by);
    const Scaling scaling = scalingOf(plan, run);
    return {{headingOf(plan)}, findingsOf(plan, scaling), {tableOf(plan, scaling)}, scenario.convention.numberStyle()};
}

} // namespace ridge

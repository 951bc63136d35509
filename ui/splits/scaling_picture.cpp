#include "ui/splits/scaling_picture.h"

#include "ui/metric_words.h"

namespace ridge {
namespace {

/// All the degrees together: no row of the catalogue, as no one of them is meant.
Variation devicesOf(const ScalingCurve& curve)
{
    Variation axis;
    axis.row.id = "devices";
    axis.row.label = "Devices";
    axis.row.symbol = "n";
    axis.row.unit = Unit::Count;
    axis.row.minimum = 1;
    axis.row.maximum = 100'000;
    axis.row.logarithmic = axis.row.integral = true;
    if (curve.plan->kind == ScalingKind::Strong) { // else the scenario on screen has other work
        axis.row.get = [](const Scenario& scenario) { return std::optional(scenario.deployment.split.devices()); };
    }
    for (const ScalingPoint& point : curve.scaling.points) {
        axis.values.push_back(point.devices);
    }
    return axis;
}

SweepState stateOf(const ScalingPoint& point)
{
    SweepState state;
    state.bounds = static_cast<std::uint32_t>(point.bound);
    state.stages = 1;
    state.fits = point.fits;
    state.exists = point.best.has_value();
    return state;
}

} // namespace

std::shared_ptr<const SweepPicture> pictureOf(const ScalingCurve& curve, ScalingFigure figure)
{
    auto picture = std::make_shared<SweepPicture>();
    picture->plan = {curve.plan->scenario, {devicesOf(curve)}, {curve.plan->metric, efficiencyMetric}};
    picture->column = figure == ScalingFigure::Time ? 0 : 1;
    for (const std::string& id : picture->plan.metrics) {
        picture->table.columns.push_back({&metricCalled(id), {}, {}, {}});
    }
    for (const ScalingPoint& point : curve.scaling.points) {
        picture->table.states.push_back(stateOf(point));
        for (SweepColumn& column : picture->table.columns) {
            const std::optional<double>& value = column.metric->id == efficiencyMetric ? point.efficiency : point.time;
            column.values.push_back(value.value_or(0));
            column.isThere.push_back(value.has_value());
            column.limits.push_back(point.bound);
        }
        picture->words.push_back(point.best ? wordsOf(*point.best) : std::string());
    }
    if (curve.scaling.fitsFrom && *curve.scaling.fitsFrom > 1) {
        SweepCrossing fits;
        fits.value = *curve.scaling.fitsFrom;
        picture->crossings.push_back(fits);
    }
    if (curve.scaling.wall) {
        picture->wall = {*curve.scaling.wall,
                         "below " + format(curve.plan->leastEfficiency, Unit::Percent) + " efficiency"};
    }
    return picture;
}

} // namespace ridge

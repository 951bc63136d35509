#include "core/studies/ranking/frontier.h"

#include "core/evaluate/evaluate.h"
#include "core/scenario/baseline.h"
#include "core/studies/ranking/ranking.h"
#include "core/studies/ranking/tried_value.h"

#include <algorithm>

namespace ridge {
namespace {

using Row = std::vector<double>; // every value better low

bool dominates(const Row& a, const Row& b)
{
    bool better = false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] > b[i]) {
            return false;
        }
        better = better || a[i] < b[i];
    }
    return better;
}

/// On a model and a device that were chosen before, the values of the axes.
std::optional<Scenario> withAxes(Scenario scenario, const FrontierSpace& space, const FrontierPlace& place)
{
    for (std::size_t a = 0; a < space.axes.size(); ++a) {
        const FrontierAxis& axis = space.axes[a];
        const std::optional<Parameter> row = findParameter(scenario, axis.parameter);
        if (!row && place.values[a] > 0) {
            return std::nullopt; // the same as with the first value
        }
        if (row) {
            const bool isChoice = row->unit == Unit::Choice;
            const double value = axis.values[place.values[a]];
            if (isChoice && value >= static_cast<double>(choiceCount(*row, scenario))) {
                return std::nullopt;
            }
            std::optional<Scenario> changed = withValue(scenario, *row, value);
            if (!changed) {
                return std::nullopt;
            }
            scenario = std::move(*changed);
        }
    }
    return scenario;
}

std::size_t atLeastOne(std::size_t count) { return std::max<std::size_t>(count, 1); }

Scenario machineAt(const Scenario& scenario, const FrontierSpace& space, const FrontierPlace& place)
{
    return space.models.empty() && space.devices.empty()
               ? scenario
               : movedTo(scenario, space.models.empty() ? scenario.model : space.models[place.model],
                         space.devices.empty() ? scenario.device : space.devices[place.device]);
}

} // namespace

FrontierAim aimOf(std::string_view metric)
{
    const std::optional<std::size_t> index = metricIndex(metric);
    return {metric, index ? betterOf(metricCatalogue()[*index]) : Better::Unknown};
}

std::size_t FrontierSpace::size() const
{
    std::size_t count = atLeastOne(models.size()) * atLeastOne(devices.size());
    for (const FrontierAxis& axis : axes) {
        count *= axis.values.size();
    }
    return count;
}

FrontierPlace placeOf(const FrontierSpace& space, std::size_t index)
{
    FrontierPlace place;
    place.values.resize(space.axes.size());
    for (std::size_t a = space.axes.size(); a-- > 0;) {
        place.values[a] = index % space.axes[a].values.size();
        index /= space.axes[a].values.size();
    }
    place.device = index % atLeastOne(space.devices.size());
    place.model = index / atLeastOne(space.devices.size());
    return place;
}

std::optional<Scenario> scenarioAt(const Scenario& scenario, const FrontierSpace& space, std::size_t index)
{
    const FrontierPlace place = placeOf(space, index);
    return withAxes(machineAt(scenario, space, place), space, place);
}

/// What comes first in the order of all values is beaten by nothing that comes later, and who is beaten is beaten by
/// somebody of the front: every row is compared with the front so far alone.
std::vector<Standing> standings(const std::vector<std::vector<std::optional<double>>>& rows,
                                std::span<const FrontierAim> aims, const std::vector<bool>& competes)
{
    std::vector<Row> costs(rows.size());
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t m = 0; competes[i] && m < aims.size() && rows[i][m]; ++m) {
            costs[i].push_back(aims[m].better == Better::Higher ? -*rows[i][m] : *rows[i][m]);
        }
        if (competes[i] && costs[i].size() == aims.size()) {
            order.push_back(i);
        }
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return costs[a] < costs[b]; });
    std::vector<Standing> out(rows.size());
    std::vector<std::size_t> front;
    for (const std::size_t i : order) {
        const auto winner = std::find_if(front.begin(), front.end(),
                                         [&](std::size_t other) { return dominates(costs[other], costs[i]); });
        if (winner != front.end()) {
            out[i].dominatedBy = *winner;
        } else {
            out[i].isOnFront = true;
            front.push_back(i);
        }
    }
    return out;
}

Frontier frontierOf(const Scenario& scenario, const FrontierSpace& space, std::span<const FrontierAim> aims,
                    const StudyRun& run)
{
    std::vector<std::string_view> ids;
    for (const FrontierAim& aim : aims) {
        ids.push_back(aim.metric);
    }
    std::vector<std::optional<FrontierPoint>> found(space.size());
    Frontier out;
    out.complete = forAll(found.size(), run, [&](std::size_t i) {
        std::optional<Scenario> there = scenarioAt(scenario, space, i);
        if (!there) {
            return;
        }
        const Evaluation e = assess(std::make_shared<const Scenario>(std::move(*there)), ids);
        FrontierPoint point{i, e.placement.fits, e.verdict.bound, {}, false, {}, e.numberStyle().integerOps};
        for (const std::string_view id : ids) {
            point.values.push_back(metric(e, id).value);
        }
        found[i] = std::move(point);
    });
    std::vector<std::vector<std::optional<double>>> rows;
    std::vector<bool> competes;
    for (std::optional<FrontierPoint>& point : found) {
        if (point) {
            const auto& values = point->values;
            out.absent +=
                std::all_of(values.begin(), values.end(), [](const auto& v) { return v.has_value(); }) ? 0 : 1;
            out.misfits += point->fits ? 0 : 1;
            rows.push_back(values);
            competes.push_back(point->fits);
            out.points.push_back(std::move(*point));
        }
    }
    out.skipped = out.complete ? found.size() - out.points.size() : 0;
    const std::vector<Standing> standing = standings(rows, aims, competes);
    for (std::size_t i = 0; i < standing.size(); ++i) {
        out.points[i].isOnFront = standing[i].isOnFront;
        out.points[i].dominatedBy = standing[i].dominatedBy;
    }
    return out;
}

} // namespace ridge

#include "app/ranking/frontier_space.h"

#include "app/ranking/library_items.h"
#include "core/scenario/parameters/parameters.h"
#include "core/studies/ranking/tried_value.h"

#include <algorithm>

namespace ridge {
namespace {

using Vary = FrontierWish::Vary;

/// Formats that differ in what they hold and need: the usual one, its halves, and its quarter.
constexpr std::string_view fewFormats[] = {"bf16", "fp8", "int8", "int4-group"};
constexpr double fewBatches[] = {1, 4, 16, 64};
constexpr double mostBatch = 1024;

FrontierAxis weightsOf(const Scenario& scenario, Vary vary)
{
    FrontierAxis axis{"deployment.weights", {}};
    const Parameter* row = catalogueRow(scenario, axis.parameter);
    for (std::size_t i = 0; row && i < choiceCount(*row, scenario); ++i) {
        const bool isOwn = row->get(scenario) == double(i);
        const bool isFew = std::ranges::find(fewFormats, row->choices[i]) != std::end(fewFormats);
        if (isOwn || vary == Vary::All || (vary == Vary::Few && isFew)) {
            axis.values.push_back(double(i));
        }
    }
    return axis;
}

FrontierAxis batchesOf(const Scenario& scenario, Vary vary)
{
    FrontierAxis axis{"workload.batch", {}};
    const Parameter* row = catalogueRow(scenario, axis.parameter);
    if (!row) {
        return axis;
    }
    axis.values.push_back(*row->get(scenario));
    if (vary == Vary::Few) {
        axis.values.insert(axis.values.end(), std::begin(fewBatches), std::end(fewBatches));
    }
    for (double batch = 1; vary == Vary::All && batch <= mostBatch; batch *= 2) {
        axis.values.push_back(batch);
    }
    std::ranges::sort(axis.values);
    axis.values.erase(std::unique(axis.values.begin(), axis.values.end()), axis.values.end());
    return axis;
}

/// With the one on screen in the place of the one that it is, or before all others.
template <class Item> std::vector<Item> among(std::vector<Item> items, const Item& own)
{
    const auto same = std::ranges::find(items, own.id, &Item::id);
    if (same != items.end()) {
        *same = own;
    } else {
        items.insert(items.begin(), own);
    }
    return items;
}

} // namespace

void FrontierStock::provideFor(const Scenario& scenario, const FrontierWish& wish)
{
    if (devices.empty()) {
        devices = libraryMachines();
    }
    if (wish.allModels && (models.empty() || family != scenario.model.family)) {
        family = scenario.model.family;
        models = libraryModelsOf(family);
    }
}

FrontierPicture frontierFor(const std::shared_ptr<const Scenario>& scenario, const FrontierWish& wish,
                            const FrontierStock& stock)
{
    FrontierPicture picture{scenario, {}, {}, {}};
    if (wish.allModels) {
        picture.space.models = among(stock.models, scenario->model);
    }
    if (wish.allDevices) {
        picture.space.devices = among(stock.devices, scenario->device);
    }
    for (FrontierAxis& axis : std::vector{weightsOf(*scenario, wish.weights), batchesOf(*scenario, wish.batch)}) {
        if (axis.values.size() > 1) {
            picture.space.axes.push_back(std::move(axis));
        }
    }
    for (const std::string& id : wish.metrics) {
        picture.aims.push_back(aimOf(metricCatalogue()[*metricIndex(id)].id)); // whose text outlives the wish
    }
    return picture;
}

std::shared_ptr<const FrontierPicture> searched(FrontierPicture picture, const StudyRun& run)
{
    picture.frontier = frontierOf(*picture.scenario, picture.space, picture.aims, run);
    return std::make_shared<const FrontierPicture>(std::move(picture));
}

} // namespace ridge

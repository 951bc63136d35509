#include "core/studies/sweep_outline.h"

#include "core/studies/reach.h"
#include "core/studies/search/trial.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

std::vector<double> outlineOf(const std::vector<double>& values, std::size_t most)
{
    if (values.size() <= most || most < 2) {
        return values;
    }
    std::vector<double> few(most);
    for (std::size_t i = 0; i < most; ++i) {
        few[i] = values[i * (values.size() - 1) / (most - 1)];
    }
    return few;
}

/// Where each stage stands at one value; an intensity of 0 says nowhere.
std::vector<TrailPoint> placesOf(const Evaluation& e, double value)
{
    std::vector<TrailPoint> places;
    for (std::size_t stage = 0; stage < e.stages.size(); ++stage) {
        const StageTotals& totals = e.stages[stage].totals;
        const std::optional<double> intensity = intensityOf(e, stage);
        const double time = totals.time.inBaseUnits();
        places.push_back(intensity && time > 0 ? TrailPoint{value, *intensity, totals.ops.inBaseUnits() / time}
                                               : TrailPoint{value});
    }
    return places;
}

} // namespace

SweepPlan outlineOf(const SweepPlan& plan, std::size_t rows)
{
    if (plan.rows() <= rows) {
        return plan;
    }
    SweepPlan few = plan;
    // Few series keep all of them; of a map both sides give up alike.
    const auto side = static_cast<std::size_t>(std::sqrt(static_cast<double>(rows)));
    if (plan.variations.size() > 1) {
        few.variations[1].values = outlineOf(plan.variations[1].values, std::max<std::size_t>(side, 2));
    }
    few.variations[0].values = outlineOf(plan.variations[0].values, std::max<std::size_t>(rows / few.series(), 2));
    return few;
}

std::vector<StageTrail> trailsOf(const SweepPlan& plan, std::size_t most, const StudyRun& run)
{
    const Variation& variation = plan.variations.front();
    if (!variation.isNumber()) {
        return {};
    }
    const std::vector<double> values = outlineOf(variation.values, most);
    const Varied varied(plan.scenario, {variation});
    Trials trials(varied);
    std::vector<std::vector<TrailPoint>> places(values.size()); // of every stage, by value
    forAll(values.size(), run, [&](std::size_t i) {
        std::unique_ptr<Trial> trial = trials.borrow();
        trial->at(std::span(&values[i], 1), {}, [&](const Evaluation& e) { places[i] = placesOf(e, values[i]); });
        trials.giveBack(std::move(trial));
    });
    std::vector<StageTrail> trails;
    for (const std::vector<TrailPoint>& ofAll : places) {
        for (std::size_t stage = 0; stage < ofAll.size(); ++stage) {
            if (stage == trails.size()) {
                trails.push_back({stage, {}});
            }
            if (ofAll[stage].intensity > 0) {
                trails[stage].points.push_back(ofAll[stage]);
            }
        }
    }
    std::erase_if(trails, [](const StageTrail& trail) { return trail.points.empty(); });
    return trails;
}

} // namespace ridge

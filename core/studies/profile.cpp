#include "core/studies/profile.h"

#include "core/evaluate/evaluate.h"
#include "core/metrics/catalogue.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ridge {
namespace {

/// One value of one axis.
struct Trial {
    const ProfileAxis* axis;
    double value;
    std::optional<ProfilePoint> found = {};
};

void runTrial(Trial& trial, const Scenario& chosen, std::string_view metricId)
{
    auto scenario = std::make_shared<Scenario>(chosen);
    assignParameter(*scenario, trial.axis->parameter, trial.value);
    if (trial.axis->parameter.get(*scenario) != trial.value) {
        return; // the shapes of a graph do not allow it, say
    }
    const Evaluation e = assess(std::move(scenario), std::array{metricId});
    if (const std::optional<double> value = metric(e, metricId).value) {
        trial.found = {.value = trial.value,
                       .metric = *value,
                       .bound = limitOf(e, metricCatalogue()[*metricIndex(metricId)]),
                       .fits = e.placement.fits};
    }
}

} // namespace

std::optional<ValueRange> ProfileCurve::range() const
{
    if (points.empty()) {
        return std::nullopt;
    }
    const auto [low, high] = std::ranges::minmax(points, {}, &ProfilePoint::metric);
    return ValueRange{low.metric, high.metric};
}

bool ProfileCurve::isFlat() const
{
    constexpr double rounding = 1e-9; // sums of thousands of operators in another order
    const std::optional<ValueRange> all = range();
    return !all || all->high - all->low <= rounding * std::max(std::abs(all->low), std::abs(all->high));
}

const ProfileCurve* Profile::find(std::string_view parameter) const
{
    const auto found = std::ranges::find(curves, parameter, &ProfileCurve::parameter);
    return found == curves.end() ? nullptr : &*found;
}

std::optional<Profile> profileOf(const Scenario& chosen, std::string_view metric, const std::vector<ProfileAxis>& axes,
                                 const StudyRun& run)
{
    std::vector<Trial> trials;
    for (const ProfileAxis& axis : axes) {
        for (const double value : axis.values) {
            trials.push_back({&axis, value});
        }
    }
    if (!forAll(trials.size(), run, [&](std::size_t i) { runTrial(trials[i], chosen, metric); })) {
        return std::nullopt;
    }
    Profile profile{std::string(metric), {}};
    auto trial = trials.begin();
    for (const ProfileAxis& axis : axes) {
        ProfileCurve& curve = profile.curves.emplace_back(ProfileCurve{axis.parameter.id, {}});
        bool isAfterGap = false;
        for (std::size_t i = 0; i < axis.values.size(); ++i, ++trial) {
            if (trial->found) {
                trial->found->afterGap = isAfterGap && !curve.points.empty();
                curve.points.push_back(*trial->found);
            }
            isAfterGap = !trial->found;
        }
    }
    return profile;
}

} // namespace ridge

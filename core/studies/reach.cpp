#include "core/studies/reach.h"

#include "core/evaluate/evaluate.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ridge {
namespace {

constexpr std::string_view batch = "workload.batch";
constexpr double noticeable = 5e-3; // of the logarithm: a step that gains less leads nowhere

bool isChoice(const Parameter& row) { return row.unit == Unit::Choice; }

/// One stage's intensity as a function of one parameter.
class Along {
public:
    Along(const Scenario& scenario, const Parameter& row, std::size_t stage)
        : m_scenario(scenario), m_row(row), m_stage(stage)
    {
    }

    /// Absent where the row does not take the value, or the stage has no intensity there.
    std::optional<Reached> at(double value) const
    {
        Scenario next = m_scenario;
        assignParameter(next, m_row, value);
        if (m_row.get(next) != value) {
            return std::nullopt;
        }
        const auto there = intensityOf(assess(std::make_shared<const Scenario>(std::move(next)), {}), m_stage);
        return there ? std::optional(Reached{value, *there}) : std::nullopt;
    }
    std::optional<Reached> now() const
    {
        const std::optional<double> value = m_row.get(m_scenario);
        return value ? at(*value) : std::nullopt;
    }
    /// Twice as much, or half; the same at the end of the range.
    double further(double value, bool up) const
    {
        return m_row.range().nearest(up ? std::max(2 * value, value + 1) : std::floor(value / 2));
    }
    std::vector<Reached> choices() const
    {
        std::vector<Reached> all;
        for (double value = m_row.minimum; value <= m_row.maximum; ++value) {
            if (const auto there = at(value)) {
                all.push_back(*there);
            }
        }
        return all;
    }

private:
    const Scenario& m_scenario;
    const Parameter& m_row;
    std::size_t m_stage;
};

double distance(const Reached& from, double wanted) { return std::fabs(std::log(from.intensity / wanted)); }

const Reached& nearer(const Reached& a, const Reached& b, double wanted)
{
    return distance(b, wanted) < distance(a, wanted) ? b : a;
}

/// Between two values on either side of the wanted intensity.
Reached bisected(const Along& along, Reached inside, Reached passed, double wanted)
{
    while (std::fabs(passed.value - inside.value) > 1) {
        const auto middle = along.at(std::floor((inside.value + passed.value) / 2));
        if (!middle) {
            break;
        }
        const bool isPassed = (middle->intensity > wanted) == (passed.intensity > wanted);
        (isPassed ? passed : inside) = *middle;
    }
    return nearer(inside, passed, wanted);
}

/// The nearest in one direction.
Reached outwards(const Along& along, const Reached& now, bool up, double wanted)
{
    Reached inside = now;
    while (true) {
        const double value = along.further(inside.value, up);
        const auto next = value != inside.value ? along.at(value) : std::nullopt;
        if (!next) {
            return inside;
        }
        if ((next->intensity > wanted) != (now.intensity > wanted)) {
            return bisected(along, inside, *next, wanted);
        }
        if (distance(*next, wanted) > distance(inside, wanted) - noticeable) {
            return inside;
        }
        inside = *next;
    }
}

bool isMoved(const Scenario& scenario, const Parameter& row, std::size_t stage)
{
    const Along along(scenario, row, stage);
    const auto now = along.now();
    if (!now) {
        return false;
    }
    const auto differs = [&](const Reached& there) { return distance(there, now->intensity) > noticeable; };
    if (isChoice(row)) {
        return std::ranges::any_of(along.choices(), differs);
    }
    return std::ranges::any_of(std::array{true, false}, [&](bool up) {
        const auto there = along.at(along.further(now->value, up));
        return there && differs(*there);
    });
}

} // namespace

std::optional<double> intensityOf(const Evaluation& evaluation, std::size_t stage)
{
    if (stage >= evaluation.stages.size()) {
        return std::nullopt;
    }
    const StageTotals& totals = evaluation.stages[stage].totals;
    const double ops = totals.ops.inBaseUnits(), bytes = totals.bytes.inBaseUnits();
    return ops > 0 && bytes > 0 ? std::optional(ops / bytes) : std::nullopt;
}

std::optional<Reached> reachIntensity(const Scenario& scenario, const Parameter& row, std::size_t stage, double wanted)
{
    const Along along(scenario, row, stage);
    const auto now = along.now();
    if (!now || !(wanted > 0) || !(row.integral || isChoice(row))) {
        return std::nullopt;
    }
    Reached best = *now;
    if (isChoice(row)) {
        for (const Reached& each : along.choices()) {
            best = nearer(best, each, wanted);
        }
        return best;
    }
    for (const bool up : {true, false}) {
        best = nearer(best, outwards(along, *now, up, wanted), wanted);
    }
    return best;
}

std::optional<Reached> stepIntensity(const Scenario& scenario, const Parameter& row, std::size_t stage, bool upwards,
                                     double share)
{
    const Along along(scenario, row, stage);
    const auto now = along.now();
    if (!now) {
        return std::nullopt;
    }
    std::vector<Reached> next;
    if (isChoice(row)) {
        next = along.choices();
    } else {
        const double step = std::max(1.0, std::round(share * now->value));
        for (const double value : {now->value + step, now->value - step}) {
            if (const auto there = along.at(row.range().nearest(value))) {
                next.push_back(*there);
            }
        }
    }
    std::optional<Reached> best;
    for (const Reached& each : next) {
        const bool isThere = upwards ? each.intensity > now->intensity : each.intensity < now->intensity;
        if (isThere && (!best || distance(each, now->intensity) < distance(*best, now->intensity))) {
            best = each;
        }
    }
    return best;
}

std::vector<Parameter> intensityParameters(const Scenario& scenario, std::size_t stage)
{
    std::vector<Parameter> moving;
    for (Parameter& row : parametersOf(scenario)) {
        const bool isOfUse = row.section == Section::Task || row.section == Section::Deployment;
        if (isOfUse && (row.integral || isChoice(row)) && isMoved(scenario, row, stage)) {
            moving.push_back(std::move(row));
        }
    }
    std::stable_partition(moving.begin(), moving.end(), [](const Parameter& row) { return row.id == batch; });
    return moving;
}

std::optional<Parameter> intensityParameter(const Scenario& scenario, std::size_t stage, std::string_view id)
{
    for (const std::string_view usual : {id, batch}) {
        if (auto row = findParameter(scenario, usual)) {
            return row;
        }
    }
    std::vector<Parameter> moving = intensityParameters(scenario, stage);
    return moving.empty() ? std::nullopt : std::optional(std::move(moving.front()));
}

} // namespace ridge

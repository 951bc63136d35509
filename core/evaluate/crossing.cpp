#include "core/evaluate/crossing.h"

#include "core/evaluate/evaluate.h"
#include "core/scenario/parameters/parameters.h"

#include <cmath>

namespace ridge {
namespace {

constexpr std::size_t mostOperators = 2000; // evaluated a few times at each edit
constexpr int mostTries = 6;

Bound boundWith(const Evaluation& e, const Parameter& row, std::size_t stage, double value)
{
    Scenario changed = *e.chosen;
    row.set(changed, value);
    const Evaluation there = assess(std::make_shared<const Scenario>(std::move(changed)), {});
    return stage < there.stages.size() ? there.stages[stage].totals.bound : Bound::Overhead;
}

/// Where the two roofs would meet if arithmetic and all traffic but the weights grew in proportion.
std::optional<double> guess(const Evaluation& e, std::size_t stage, double now)
{
    const StageTotals& t = e.stages[stage].totals;
    const double memory = t.times.memory.inBaseUnits(), compute = t.times.compute.inBaseUnits();
    const double bytes = t.bytes.inBaseUnits();
    const double weights =
        bytes > 0 ? memory * t.weights.inBaseUnits() / bytes : 0; // exact where all lies in one level
    const double slope = (compute - (memory - weights)) / now;
    return slope > 0 && weights > 0 ? std::optional(weights / slope) : std::nullopt;
}

} // namespace

std::optional<Crossing> crossingOf(const Evaluation& e, std::size_t stage)
{
    const bool isPrefill = e.program.stages[stage].role == StageRole::Prefill;
    const auto row = findParameter(*e.chosen, isPrefill ? "workload.prompt_tokens" : "workload.batch");
    const auto now = row ? row->get(*e.chosen) : std::nullopt;
    if (!now || *now < 1 || e.stages[stage].operators.size() > mostOperators) {
        return std::nullopt;
    }
    const std::optional<double> start = guess(e, stage, *now);
    double at = start ? std::ceil(*start) : 0;
    for (int i = 0; i < mostTries && at > 1 && at <= row->maximum; ++i) {
        const bool isThere = boundWith(e, *row, stage, at) == Bound::Compute;
        const bool isBefore = boundWith(e, *row, stage, at - 1) == Bound::Memory;
        if (isThere && isBefore) {
            return Crossing{isPrefill ? "prompt" : "batch", at};
        }
        at += isThere ? -1 : isBefore ? 1 : row->maximum; // neither: something else limits there
    }
    return std::nullopt;
}

} // namespace ridge

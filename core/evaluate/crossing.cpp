#include "core/evaluate/crossing.h"

#include "core/evaluate/assess_parts.h"
#include "core/scenario/parameters/parameters.h"

#include <cmath>
#include <map>
#include <memory>

namespace ridge {
namespace {

constexpr std::size_t mostOperators = 2000; // evaluated a few times at each edit
constexpr int mostTries = 6;

/// What limits a stage at other values of one parameter, each asked for once.
class BoundsAlong {
public:
    BoundsAlong(const Evaluation& e, const Parameter& row, std::size_t stage)
        : m_chosen(*e.chosen), m_row(row), m_stage(stage), m_varied(std::make_shared<Scenario>(m_chosen))
    {
    }

    Bound at(double value)
    {
        const auto [known, isNew] = m_known.try_emplace(value, Bound::Overhead);
        if (isNew) {
            if (m_chosen.model.imported()) { // one size of a graph may rule out another: each from the chosen one
                *m_varied = m_chosen;
            }
            m_row.set(*m_varied, value);
            known->second = boundOf(m_varied, m_stage).value_or(Bound::Overhead);
        }
        return known->second;
    }

private:
    const Scenario& m_chosen;
    const Parameter& m_row;
    std::size_t m_stage;
    std::shared_ptr<Scenario> m_varied;
    std::map<double, Bound> m_known;
};

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
    if (at <= 1 || at > row->maximum) {
        return std::nullopt;
    }
    BoundsAlong bounds(e, *row, stage);
    for (int i = 0; i < mostTries && at > 1 && at <= row->maximum; ++i) {
        const bool isThere = bounds.at(at) == Bound::Compute;
        const bool isBefore = bounds.at(at - 1) == Bound::Memory;
        if (isThere && isBefore) {
            return Crossing{isPrefill ? "prompt" : "batch", at};
        }
        at += isThere ? -1 : isBefore ? 1 : row->maximum; // neither: something else limits there
    }
    return std::nullopt;
}

} // namespace ridge

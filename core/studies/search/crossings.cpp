#include "core/studies/search/crossings.h"

#include "core/studies/search/halving.h"
#include "core/studies/search/trial.h"

#include <algorithm>

namespace ridge {
namespace {

/// Two neighbouring points between which something changes.
struct Gap {
    std::size_t row = 0; // of the plan, of the first of both
    SweepState before, after;
    std::optional<std::size_t> stage; // absent: whether it fits
};

/// What may be different between two points: of one stage, or of all.
int stateOf(const SweepState& state, const std::optional<std::size_t>& stage)
{
    return stage ? static_cast<int>(state.boundOf(*stage)) : static_cast<int>(state.fits);
}

void addGaps(const SweepTable& table, std::size_t i, std::vector<Gap>& gaps)
{
    const SweepState &before = table.states[i], &after = table.states[i + 1];
    if (!before.exists || !after.exists || before.stages != after.stages) {
        return;
    }
    for (std::size_t s = 0; s < before.stages; ++s) {
        if (before.boundOf(s) != after.boundOf(s)) {
            gaps.push_back({table.first + i, before, after, s});
        }
    }
    if (before.fits != after.fits) {
        gaps.push_back({table.first + i, before, after, std::nullopt});
    }
}

class Search {
public:
    Search(const SweepPlan& plan, const Varied& varied) : m_plan(plan), m_trial(varied) {}

    /// All changes of one gap: three limits may follow each other in it.
    std::vector<SweepCrossing> crossingsIn(const Gap& gap)
    {
        std::vector<SweepCrossing> found;
        const double end = m_plan.valuesOf(gap.row + 1)[0];
        const int last = stateOf(gap.after, gap.stage);
        double from = m_plan.valuesOf(gap.row)[0];
        for (int now = stateOf(gap.before, gap.stage); now != last && found.size() < allBounds.size();) {
            const Edge edge = edgeBetween(from, end, m_plan.variations.front().row.integral, [&](double value) {
                return stateOf(stateAt(value, gap.row), gap.stage) == now;
            });
            const SweepState there = stateAt(edge.outside, gap.row);
            found.push_back(crossing(gap, now, there, edge.outside));
            now = stateOf(there, gap.stage);
            from = edge.outside;
        }
        return found;
    }

private:
    SweepState stateAt(double value, std::size_t row)
    {
        std::array<double, 2> values = m_plan.valuesOf(row);
        values[0] = value;
        SweepState state;
        m_trial.at(std::span(values).first(m_plan.variations.size()), {}, [&](const Evaluation& e) {
            state = SweepState(e);
            m_names.clear();
            for (const Stage& stage : e.program.stages) {
                m_names.push_back(stage.name);
            }
        });
        return state;
    }

    SweepCrossing crossing(const Gap& gap, int before, const SweepState& there, double value) const
    {
        SweepCrossing found{value, gap.row / m_plan.points(), gap.stage};
        found.fits = there.fits;
        if (gap.stage) {
            found.stageName = *gap.stage < m_names.size() ? m_names[*gap.stage] : std::string();
            found.from = static_cast<Bound>(before);
            found.to = there.boundOf(*gap.stage);
        }
        return found;
    }

    const SweepPlan& m_plan;
    Trial m_trial;
    std::vector<std::string> m_names; // of the stages there
};

} // namespace

std::string SweepCrossing::sentence() const
{
    if (!stage) {
        return fits ? "does not fit → fits" : "fits → does not fit";
    }
    return (stageName.empty() ? "" : stageName + ": ") + std::string(labelOf(from)) + " → " + std::string(labelOf(to));
}

std::vector<SweepCrossing> crossingsOf(const SweepPlan& plan, const SweepTable& table, const StudyRun& run)
{
    std::vector<Gap> gaps;
    for (std::size_t i = 0; plan.variations.front().isNumber() && i + 1 < table.size(); ++i) {
        if ((table.first + i + 1) % plan.points() != 0) { // the next is of the same series
            addGaps(table, i, gaps);
        }
    }
    const Varied varied(plan.scenario, plan.variations);
    std::vector<std::vector<SweepCrossing>> found(gaps.size());
    forAll(gaps.size(), run, [&](std::size_t i) { found[i] = Search(plan, varied).crossingsIn(gaps[i]); });
    std::vector<SweepCrossing> all;
    for (std::vector<SweepCrossing>& each : found) {
        all.insert(all.end(), each.begin(), each.end());
    }
    std::stable_sort(all.begin(), all.end(), [](const SweepCrossing& a, const SweepCrossing& b) {
        return std::pair(a.series, a.value) < std::pair(b.series, b.value);
    });
    return all;
}

} // namespace ridge

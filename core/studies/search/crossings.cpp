#include "core/studies/search/crossings.h"

#include "core/studies/search/halving.h"
#include "core/studies/search/trial.h"

#include <algorithm>
#include <tuple>

namespace ridge {
namespace {

/// Two neighbouring points between which something changes.
struct Gap {
    std::size_t row = 0; // of the plan, of the first of both
    SweepState before, after;
    SweepCrossing::Kind kind = SweepCrossing::Kind::Fit;
    std::size_t stage = 0; // whose limit it is

    /// What is different on both sides.
    int of(const SweepState& state) const
    {
        switch (kind) {
        case SweepCrossing::Kind::Limit:
            return static_cast<int>(state.boundOf(stage));
        case SweepCrossing::Kind::Longest:
            return state.longest;
        case SweepCrossing::Kind::Fit:
            break;
        }
        return static_cast<int>(state.fits);
    }
};

void addGaps(const SweepTable& table, std::size_t i, std::vector<Gap>& gaps)
{
    const SweepState &before = table.states[i], &after = table.states[i + 1];
    if (!before.exists || !after.exists || before.stages != after.stages) {
        return;
    }
    const auto addIfChanged = [&](SweepCrossing::Kind kind, std::size_t stage) {
        const Gap gap{table.first + i, before, after, kind, stage};
        if (gap.of(before) != gap.of(after)) {
            gaps.push_back(gap);
        }
    };
    for (std::size_t s = 0; s < before.stages; ++s) {
        addIfChanged(SweepCrossing::Kind::Limit, s);
    }
    addIfChanged(SweepCrossing::Kind::Longest, 0);
    addIfChanged(SweepCrossing::Kind::Fit, 0);
}

class Search {
public:
    Search(const SweepPlan& plan, const Varied& varied) : m_plan(plan), m_trial(varied) {}

    /// All changes of one gap: three limits may follow each other in it, or as many stages.
    std::vector<SweepCrossing> crossingsIn(const Gap& gap)
    {
        std::vector<SweepCrossing> found;
        const double end = m_plan.valuesOf(gap.row + 1)[0];
        const int last = gap.of(gap.after);
        double from = m_plan.valuesOf(gap.row)[0];
        for (int now = gap.of(gap.before); now != last && found.size() < allBounds.size();) {
            const Edge edge = edgeBetween(from, end, m_plan.variations.front().row.integral,
                                          [&](double value) { return gap.of(stateAt(value, gap.row)) == now; });
            const SweepState there = stateAt(edge.outside, gap.row);
            found.push_back(crossing(gap, now, there, edge.outside));
            now = gap.of(there);
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
            m_stages.clear();
            for (const Stage& stage : e.program.stages) {
                m_stages.emplace_back(stage.name, stage.role);
            }
        });
        return state;
    }

    SweepCrossing crossing(const Gap& gap, int before, const SweepState& there, double value) const
    {
        SweepCrossing found{value, gap.row / m_plan.points(), gap.kind, gap.stage};
        found.fits = there.fits;
        if (gap.kind == SweepCrossing::Kind::Fit) {
            return found;
        }
        const bool isLongest = gap.kind == SweepCrossing::Kind::Longest;
        found.stage = isLongest ? there.longest : gap.stage;
        if (found.stage < m_stages.size()) {
            std::tie(found.stageName, found.role) = m_stages[found.stage];
        }
        found.from = isLongest ? there.boundOf(static_cast<std::size_t>(before)) : static_cast<Bound>(before);
        found.to = there.boundOf(found.stage);
        return found;
    }

    const SweepPlan& m_plan;
    Trial m_trial;
    std::vector<std::pair<std::string, StageRole>> m_stages; // there
};

} // namespace

std::string SweepCrossing::sentence() const
{
    if (kind == Kind::Fit) {
        return fits ? "does not fit → fits" : "fits → does not fit";
    }
    const std::string change = std::string(labelOf(from)) + " → " + std::string(labelOf(to));
    if (kind == Kind::Longest) {
        return stageName + " takes longest" + (from == to ? std::string() : ": " + change);
    }
    return (stageName.empty() ? "" : stageName + ": ") + change;
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

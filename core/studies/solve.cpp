#include "core/studies/solve.h"

#include "core/studies/search/halving.h"
#include "core/studies/search/trial.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

constexpr std::size_t mostDips = 8; // that are looked into: the lowest

/// How a value stands to all targets together.
struct Score {
    bool isMet = false;
    double excess = HUGE_VAL; // of the target that is furthest from being met
};

struct Scored {
    double value = 0;
    Score score;
};

class Solving {
public:
    Solving(const Varied& varied, const std::vector<Target>& targets) : m_targets(targets), m_trials(varied)
    {
        for (const Target& target : targets) {
            m_ids.push_back(target.metric->id);
        }
    }

    Score at(double value)
    {
        Score score;
        std::unique_ptr<Trial> trial = m_trials.borrow();
        trial->at({&value, 1}, m_ids, [&](const Evaluation& e) { score = scoreOf(e); });
        m_trials.giveBack(std::move(trial));
        return score;
    }

    /// What the first target's metric is there.
    NearMiss readAt(double value)
    {
        NearMiss miss{{}, value, Bound::Memory, {}};
        std::unique_ptr<Trial> trial = m_trials.borrow();
        trial->at({&value, 1}, m_ids, [&](const Evaluation& e) {
            const MetricValue& number = metric(e, m_ids.front());
            miss.value = number.value;
            miss.absent = number.absent;
            miss.bound = e.verdict.bound;
        });
        m_trials.giveBack(std::move(trial));
        return miss;
    }

private:
    Score scoreOf(const Evaluation& e) const
    {
        Score score{true, -HUGE_VAL};
        for (const Target& target : m_targets) {
            const std::optional<double>& value = metric(e, target.metric->id).value;
            score.isMet = score.isMet && value && target.isMetBy(*value);
            score.excess = std::max(score.excess, value ? target.excessOf(*value) : HUGE_VAL);
        }
        return score;
    }

    const std::vector<Target>& m_targets;
    std::vector<std::string_view> m_ids;
    Trials m_trials;
};

/// A value a third of the way from one to another on the row's scale; of whole numbers not the first itself.
double thirdOf(const Parameter& row, double from, double to)
{
    const bool isLog = row.logarithmic && from > 0 && to > 0;
    const double third = isLog ? from * std::cbrt(to / from) : from + (to - from) / 3;
    return row.integral ? (to > from ? std::ceil(third) : std::floor(third)) : third;
}

/// The best between two values that hold a dip.
Scored bestBetween(Solving& solving, const Parameter& row, double low, double high)
{
    Scored best;
    for (int i = 0; i < 60 && (row.integral ? high - low >= 3 : high > low); ++i) {
        const Scored a{thirdOf(row, low, high), solving.at(thirdOf(row, low, high))};
        const Scored b{thirdOf(row, high, low), solving.at(thirdOf(row, high, low))};
        const bool isLower = a.score.excess <= b.score.excess;
        const Scored& better = isLower ? a : b;
        best = better.score.excess < best.score.excess ? better : best;
        if (best.score.isMet) {
            return best;
        }
        (isLower ? high : low) = isLower ? b.value : a.value;
    }
    for (double whole = low + 1; row.integral && whole < high; ++whole) {
        const Scored last{whole, solving.at(whole)};
        best = last.score.excess < best.score.excess ? last : best;
    }
    return best;
}

/// Where a target comes nearest between values that do not meet it, it may be met.
void lookIntoDips(Solving& solving, const Parameter& row, std::vector<Scored>& scan)
{
    std::vector<std::size_t> dips;
    for (std::size_t i = 1; i + 1 < scan.size(); ++i) {
        const double before = scan[i - 1].score.excess, here = scan[i].score.excess, after = scan[i + 1].score.excess;
        const bool isDip = here <= before && here <= after && (here < before || here < after);
        const bool isUnmet = !scan[i - 1].score.isMet && !scan[i].score.isMet && !scan[i + 1].score.isMet;
        if (isDip && isUnmet && std::isfinite(here)) {
            dips.push_back(i);
        }
    }
    std::stable_sort(dips.begin(), dips.end(),
                     [&](std::size_t a, std::size_t b) { return scan[a].score.excess < scan[b].score.excess; });
    dips.resize(std::min(dips.size(), mostDips));
    std::vector<Scored> found;
    for (const std::size_t i : dips) {
        const Scored best = bestBetween(solving, row, scan[i - 1].value, scan[i + 1].value);
        if (best.score.excess < scan[i].score.excess) {
            found.push_back(best);
        }
    }
    scan.insert(scan.end(), found.begin(), found.end());
    std::stable_sort(scan.begin(), scan.end(), [](const Scored& a, const Scored& b) { return a.value < b.value; });
}

/// The end of what meets the targets, between a value that does and its neighbour in the scan.
double endOf(Solving& solving, const Parameter& row, double inside, double outside)
{
    return edgeBetween(inside, outside, row.integral, [&](double value) { return solving.at(value).isMet; }).inside;
}

std::vector<Interval> intervalsOf(Solving& solving, const Variation& varied, const std::vector<Scored>& scan)
{
    std::vector<Interval> intervals;
    for (std::size_t i = 0; i < scan.size(); ++i) {
        if (!scan[i].score.isMet) {
            continue;
        }
        const bool begins = i == 0 || !scan[i - 1].score.isMet || !varied.isNumber();
        if (begins) {
            const bool isSharp = i == 0 || !varied.isNumber();
            const double low = isSharp ? scan[i].value : endOf(solving, varied.row, scan[i].value, scan[i - 1].value);
            intervals.push_back({low, scan[i].value});
        }
        const bool isLast = i + 1 == scan.size() || !varied.isNumber();
        const bool ends = !isLast && !scan[i + 1].score.isMet;
        intervals.back().high = ends ? endOf(solving, varied.row, scan[i].value, scan[i + 1].value) : scan[i].value;
    }
    return intervals;
}

NearMiss nearestOf(Solving& solving, const std::vector<Scored>& scan)
{
    const auto best = std::ranges::min_element(scan, {}, [](const Scored& each) { return each.score.excess; });
    return solving.readAt(best->value);
}

} // namespace

Solution solve(const Scenario& scenario, Variation scan, std::vector<Target> targets, const StudyRun& run)
{
    Solution solution;
    solution.style = scenario.convention.numberStyle();
    solution.now = scan.row.get(scenario);
    solution.targets = std::move(targets);
    solution.varied = std::move(scan);
    if (solution.varied.isNumber()) {
        std::ranges::sort(solution.varied.values);
    }
    const Varied varied(scenario, {solution.varied});
    Solving solving(varied, solution.targets);
    std::vector<Scored> tried(solution.varied.values.size());
    solution.isStopped = !forAll(tried.size(), run, [&](std::size_t i) {
        tried[i] = {solution.varied.values[i], solving.at(solution.varied.values[i])};
    });
    if (solution.isStopped || tried.empty()) {
        return solution;
    }
    if (solution.varied.isNumber()) {
        lookIntoDips(solving, solution.varied.row, tried);
    }
    solution.isMetNow = solution.now && solving.at(*solution.now).isMet;
    solution.intervals = intervalsOf(solving, solution.varied, tried);
    if (!solution.intervals.empty()) {
        return solution;
    }
    if (solution.targets.size() == 1) {
        solution.obstacles.push_back({solution.targets.front(), {}, nearestOf(solving, tried)});
        return solution;
    }
    for (const Target& target : solution.targets) {
        const Solution alone = solve(scenario, solution.varied, {target}, run);
        solution.obstacles.push_back(
            {target, alone.intervals, alone.obstacles.empty() ? NearMiss() : alone.obstacles.front().nearest});
    }
    return solution;
}

Solution solve(const Scenario& scenario, const Parameter& row, std::vector<Target> targets, const StudyRun& run)
{
    return solve(scenario, wholeRange(row, scenario, scanPoints), std::move(targets), run);
}

std::optional<double> Solution::nearest() const
{
    if (!now || intervals.empty()) {
        return std::nullopt;
    }
    std::optional<double> best;
    const auto isBetter = [&](double value) {
        return !best || distanceOf(varied.row, *now, value) < distanceOf(varied.row, *now, *best);
    };
    for (const Interval& each : intervals) {
        const double value = std::clamp(*now, each.low, each.high);
        best = isBetter(value) ? value : *best;
    }
    return best;
}

double distanceOf(const Parameter& row, double from, double to)
{
    if (from == to) {
        return 0;
    }
    if (row.unit == Unit::Choice) {
        return std::log(2.0);
    }
    if (row.logarithmic && from > 0 && to > 0) {
        return std::fabs(std::log(to / from));
    }
    return std::fabs(to - from) / std::max(std::fabs(from), std::fabs(to));
}

} // namespace ridge

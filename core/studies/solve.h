// The values of one parameter with which a scenario meets targets: all of them, exactly, or what stands in the way.
// Not one change among several: every_way.h.
#pragma once

#include "core/studies/runner.h"
#include "core/studies/search/target.h"

namespace ridge {

/// Both ends are met: to the last bit, or the whole number.
struct Interval {
    double low = 0, high = 0;
    bool contains(double value) const { return value >= low && value <= high; }
    friend bool operator==(const Interval&, const Interval&) = default;
};

/// The nearest that a parameter brings a metric to a target that it cannot reach.
struct NearMiss {
    std::optional<double> value; // of the metric, base units; absent: there is none anywhere
    double at = 0;               // of the parameter
    Bound bound = Bound::Memory; // what limits there
    std::string absent;          // why there is none
};

/// What one of several targets asks for on its own.
struct Obstacle {
    Target target;
    std::vector<Interval> alone; // where it is met; empty: nowhere
    NearMiss nearest;            // where it is nowhere
};

struct Solution {
    Variation varied; // and what was tried of it
    std::vector<Target> targets;
    std::optional<double> now; // of the parameter; absent where its row has no present value
    bool isMetNow = false;
    std::vector<Interval> intervals; // ascending; of choices each alone
    std::vector<Obstacle> obstacles; // one for each target, where no value meets all of them
    bool isStopped = false;
    NumberStyle style;

    /// The value that meets them nearest to the present one; empty where none does, or there is no present one.
    std::optional<double> nearest() const;
    /// "2 to 36", "2 to 36, or 64 and more", "fp8 or int8".
    std::string valuesText() const;
    /// What was tried: "every value from 1 to 64", "257 values from 1 to 65,536, 1.05 × apart".
    std::string scanText() const;
    /// One sentence: which values meet the targets, or why none does.
    std::string sentence() const;
};

/// How far one value of a row is from another: |ln| of their ratio where its scale is logarithmic, else their
/// difference as a share of the larger; another choice counts as a doubling.
double distanceOf(const Parameter& row, double from, double to);

/// Values that a scan looks at. Between two at which targets are both met or both not, a change and its undoing stay
/// unseen, unless a target comes nearest there.
inline constexpr std::size_t scanPoints = 257;

/// Tries every value of the variation, and finds the ends of what meets the targets between them. There must be one
/// target or more.
Solution solve(const Scenario& scenario, Variation scan, std::vector<Target> targets, const StudyRun& run = {});
/// The same over the row's whole range.
Solution solve(const Scenario& scenario, const Parameter& row, std::vector<Target> targets, const StudyRun& run = {});

} // namespace ridge

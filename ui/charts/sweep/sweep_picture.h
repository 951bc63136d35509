// A sweep that was run, read as a picture needs it: in the order of the axis, with where something else limits.
// Not the sweep (core/studies/sweep.h), and nothing of pixels.
#pragma once

#include "core/studies/search/crossings.h"

namespace ridge {

/// A value of the axis from which on more of it is of little use.
struct SweepWall {
    double value = 0;
    std::string reason; // "below 50 % efficiency"
};

/// A sweep that was run, and which of its metrics is drawn.
struct SweepPicture {
    SweepPlan plan; // its second variation, if any: series or the map's other axis
    SweepTable table;
    std::vector<SweepCrossing> crossings;
    std::size_t column = 0;              // of the table
    std::vector<std::string> words = {}; // of each point, what its value does not say; may be empty
    std::optional<SweepWall> wall = {};

    const Metric& metric() const { return *table.columns[column].metric; }
    double valueOf(std::size_t point) const { return plan.variations[0].values[point]; }
    /// nullptr: it is not in the table, or there is no such scenario.
    const SweepState* stateAt(std::size_t point, std::size_t series) const;
    std::optional<double> numberAt(std::size_t point, std::size_t series) const;
    /// What limits the number there: see limitOf.
    std::optional<Bound> limitAt(std::size_t point, std::size_t series) const;
    /// Those of the metric: of time per token what limits decode, not which stage takes longest.
    void setCrossings(std::vector<SweepCrossing> all);
    /// Indices of the values of a variation: numbers ascending, choices as they were asked for.
    std::vector<std::size_t> order(std::size_t variation) const;
};

/// Values of the axis between which one thing limits the number in a series.
struct SweepStretch {
    double from = 0, to = 0;
    Bound bound = Bound::Memory;
    bool fits = true;
};

/// Of a series, ascending, with gaps where there is no scenario; changes that are no crossing are in the middle of
/// their points, as `middle` has it.
std::vector<SweepStretch> stretchesOf(const SweepPicture& picture, std::size_t series,
                                      double (*middle)(double a, double b));

/// Of so many, at most `most`: the first, the last, and evenly spaced between them.
std::vector<std::size_t> evenlySpaced(std::size_t count, std::size_t most);

/// Round numbers between two others, at most about `most` of them: 1, 2, 5 · 10ⁿ of many decades, else of equal steps.
std::vector<double> roundLevels(double low, double high, bool logarithmic, std::size_t most);

} // namespace ridge

// A metric over one or two parameters: as many scenarios as these have values, kept as columns of numbers.
// Not a list of evaluations: those are gone as soon as their numbers are read.
#pragma once

#include "core/metrics/catalogue.h"
#include "core/studies/runner.h"
#include "core/studies/variation.h"

namespace ridge {

/// What is varied of which scenario. The first variation is the axis; for each value of the second there is a series.
/// The rows come series by series.
struct SweepPlan {
    Scenario scenario;
    std::vector<Variation> variations;
    std::vector<std::string> metrics; // ids

    std::size_t points() const { return variations.front().values.size(); }
    std::size_t series() const { return variations.size() > 1 ? variations[1].values.size() : 1; }
    std::size_t rows() const { return points() * series(); }
    std::size_t rowOf(std::size_t point, std::size_t series) const { return series * points() + point; }
    /// The values of a row, one of each variation.
    std::array<double, 2> valuesOf(std::size_t row) const
    {
        const bool hasSeries = variations.size() > 1;
        return {variations[0].values[row % points()], hasSeries ? variations[1].values[row / points()] : 0};
    }
};

/// One sentence where it cannot be run: no variation or more than two, the same twice, an unknown metric, too many
/// rows; empty where it can.
std::string refusalOf(const SweepPlan& plan);

/// What limits a scenario, and whether it fits.
struct SweepState {
    static constexpr std::size_t mostStages = 16; // whose bounds are kept

    std::uint32_t bounds = 0; // two bits each
    std::uint8_t stages = 0;  // how many of them
    std::uint8_t longest = 0; // the stage that takes the largest share of the time
    bool fits = true;
    bool exists = false; // whether there is such a scenario: a parameter may not apply, or refuse a value

    SweepState() = default;
    explicit SweepState(const Evaluation& evaluation);
    Bound boundOf(std::size_t stage) const { return static_cast<Bound>(bounds >> (2 * stage) & 3); }
    Bound bound() const { return boundOf(longest); } // of the run
    friend bool operator==(const SweepState&, const SweepState&) = default;
};

struct SweepColumn {
    const Metric* metric = nullptr;
    std::vector<double> values;        // base units; 0 where there is none
    std::vector<std::uint8_t> isThere; // whether there is one
    std::vector<Bound> limits;         // what limits it: see limitOf

    std::optional<double> at(std::size_t i) const { return isThere[i] ? std::optional(values[i]) : std::nullopt; }
};

struct SweepTable {
    std::size_t first = 0; // row of the plan that its first one is
    std::vector<SweepState> states;
    std::vector<SweepColumn> columns; // one for each metric of the plan

    std::size_t size() const { return states.size(); }
};

/// Rows of a table that are complete, in the order of the plan.
using TakeRows = std::function<void(const SweepTable& table, std::size_t from, std::size_t to)>;

/// Hands on all rows in order while others are still worked on, and keeps none: `from` and `to` are indices of the
/// table that comes with them, which is used again afterwards. From any thread, never from two at once. Returns false
/// where it was stopped; what was handed on until then is complete. The plan must have no refusal.
bool streamSweep(const SweepPlan& plan, const StudyRun& run, const TakeRows& take);

/// All rows; where it was stopped, those before the first that is missing.
SweepTable sweep(const SweepPlan& plan, const StudyRun& run = {});

/// Why a metric is absent where it is in all rows; empty where it is not.
std::string absenceOf(const SweepPlan& plan, const SweepTable& table, std::size_t column);

} // namespace ridge

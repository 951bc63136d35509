// Where in a sweep the limit of a stage changes, and where it stops fitting: exactly, not at a grid point.
// Not the sweep itself, nor changes that are undone before its next point.
#pragma once

#include "core/studies/sweep.h"

namespace ridge {

/// The first value at which something else limits a stage than below, or at which it fits no longer, or again.
struct SweepCrossing {
    double value = 0;                               // to the last bit, or the whole number
    std::size_t series = 0;                         // of the sweep
    std::optional<std::size_t> stage = {};          // absent: what changes is whether it fits
    std::string stageName = {};                     // "decode"
    Bound from = Bound::Memory, to = Bound::Memory; // of the stage
    bool fits = true;                               // from here on

    /// "decode: memory → compute", "fits → does not fit"
    std::string sentence() const;
    friend bool operator==(const SweepCrossing&, const SweepCrossing&) = default;
};

/// Of the first variation, where that is of numbers, between neighbouring values in the table, which may begin anywhere
/// in the plan; series by series, in the order of the values.
std::vector<SweepCrossing> crossingsOf(const SweepPlan& plan, const SweepTable& table, const StudyRun& run = {});

} // namespace ridge

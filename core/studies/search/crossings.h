// Where in a sweep the limit of a stage changes, another takes longest, or it stops fitting: not at a grid point.
// Not the sweep itself, nor changes that are undone before its next point.
#pragma once

#include "core/studies/sweep.h"

namespace ridge {

/// The first value at which something else limits a stage than below, another stage takes longest, or at which it fits
/// no longer, or again.
struct SweepCrossing {
    enum class Kind { Limit, Longest, Fit };
    double value = 0;       // to the last bit, or the whole number
    std::size_t series = 0; // of the sweep
    Kind kind = Kind::Fit;
    std::size_t stage = 0;                          // whose limit changes, or which takes longest from here on
    std::string stageName = {};                     // "decode"
    Bound from = Bound::Memory, to = Bound::Memory; // of the stage; of the one that took longest, and of this one
    bool fits = true;                               // from here on
    StageRole role = StageRole::Once;               // of the stage

    /// "decode: memory → compute", "prefill takes longest: memory → compute", "fits → does not fit"
    std::string sentence() const;
    friend bool operator==(const SweepCrossing&, const SweepCrossing&) = default;
};

/// Of the first variation, where that is of numbers, between neighbouring values in the table, which may begin anywhere
/// in the plan; series by series, in the order of the values.
std::vector<SweepCrossing> crossingsOf(const SweepPlan& plan, const SweepTable& table, const StudyRun& run = {});

} // namespace ridge

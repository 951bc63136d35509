// A sweep in few points: what can be shown before all of it is there, and where the stages stand on the way.
// Not the sweep (sweep.h), and not the roofline that shows the way.
#pragma once

#include "core/studies/sweep.h"

namespace ridge {

/// The same sweep at no more than about so many rows: both ends of each variation stay, and values evenly between them.
SweepPlan outlineOf(const SweepPlan& plan, std::size_t rows);

struct TrailPoint {
    double value = 0;     // of the parameter, base units
    double intensity = 0; // of a stage as a whole, operations per byte
    double rate = 0;      // operations per second
    friend bool operator==(const TrailPoint&, const TrailPoint&) = default;
};

/// The way of one stage over the roofline. Values at which it does no arithmetic, moves nothing or is not there are
/// left out.
struct StageTrail {
    std::size_t stage = 0;
    std::vector<TrailPoint> points; // in the order of the values
    friend bool operator==(const StageTrail&, const StageTrail&) = default;
};

/// Of every stage, as the first variation runs through no more than so many of its values and all else stays as it is
/// in the scenario. Nothing where that variation is of no numbers: others have no way from one to the next.
std::vector<StageTrail> trailsOf(const SweepPlan& plan, std::size_t most, const StudyRun& run = {});

} // namespace ridge

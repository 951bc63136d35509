// How a time falls as more devices share the work: the best split for each count, and from where on more help little.
// Not the ranking of splits for one count: ranking.h.
#pragma once

#include "core/studies/ranking/ranking.h"
#include "core/studies/variation.h"

namespace ridge {

/// Strong: the same work for any count. Weak: the batch grows with the count, so that each device keeps its work.
enum class ScalingKind { Strong, Weak };

/// "scaling.strong" and "Devices, same work": what the number of devices is called among the axes of sweeps.
std::string_view idOf(ScalingKind kind);
std::string_view labelOf(ScalingKind kind);
std::optional<ScalingKind> scalingCalled(std::string_view id);

struct ScalingPlan {
    Scenario scenario;
    ScalingKind kind = ScalingKind::Strong;
    std::string metric = "latency"; // a time
    double most = 65'536;           // devices; from one on in powers of two
    double leastEfficiency = 0.5;   // below it is the wall
    friend bool operator==(const ScalingPlan&, const ScalingPlan&) = default;
};

/// Of the work alone: however so many devices share it in the scenario, the curve is the same.
ScalingPlan scalingPlan(Scenario scenario, ScalingKind kind, std::string metric);

/// How far "1..1024" or "1024" goes: counts are powers of two. Empty: as far as usual.
Parsed<double> parseMostDevices(std::string_view text);
/// From one on.
std::vector<double> deviceCounts(double most);

/// One sentence where it cannot be run; empty where it can.
std::string refusalOf(const ScalingPlan& plan);

struct ScalingPoint {
    double devices = 1;
    double batch = 1;          // that they share
    std::optional<Split> best; // absent: no split gives all of them work
    std::string refusal = {};  // the commonest reason for that
    std::size_t tried = 0;     // splits
    bool fits = false;
    Bound bound = Bound::Memory;
    std::optional<double> time;       // of the metric
    std::optional<double> efficiency; // strong: T_1 / (n·T_n); weak: T_1 / T_n
};

struct Scaling {
    std::vector<ScalingPoint> points; // by count, ascending
    std::optional<double> fitsFrom;   // the first count that has a split which fits
    std::optional<double> wall;       // the first count from which on none is as efficient as asked
    std::optional<double> idleFrom;   // the first count from which on no split gives all devices work
    bool complete = true;             // not stopped before the end
};

/// T_1 is of one device, had it the memory. The plan must have no refusal.
Scaling scalingOf(const ScalingPlan& plan, const StudyRun& run = {});

/// The scenario of a point that has a split.
Scenario scenarioAt(const ScalingPlan& plan, const ScalingPoint& point);

/// What the curve says, a sentence each: where it fits, where the wall is, where devices idle.
std::vector<std::string> findingsOf(const ScalingPlan& plan, const Scaling& scaling);

} // namespace ridge

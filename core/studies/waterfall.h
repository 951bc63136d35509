// The levers that a scenario pulls, taken apart: what each adds in the order in which they are applied, and what it
// would change to leave it out alone.
// Not what levers would give that are not pulled: see lever_gains.h.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/studies/runner.h"

namespace ridge {

struct WaterfallStep {
    const LeverText* lever = nullptr;
    double before = 0, after = 0; // with all levers before it, and with it as well
    double leftOut = 0;           // with all levers but it

    double inOrder() const { return after - before; }
};

struct Waterfall {
    std::string metric;
    Unit unit = Unit::Count;
    double before = 0, after = 0;     // with none of them, and with all: what is on screen
    std::vector<WaterfallStep> steps; // in the order in which they are applied
    std::string absent;               // why there is none; the rest is empty then

    /// What leaving this lever out of the stack would change, with its sign: negative where it would be more.
    double alone(const WaterfallStep& step) const { return after - step.leftOut; }
    /// Whether each takes the same, or the same share, first or last: then it does not matter what it is credited with.
    bool isIndependent(const WaterfallStep& step) const;
    bool isIndependent() const;
    /// "Latency 12.5 ms → 4.1 ms, −67 %: Fusion −12 %, Grouped-query attention −62 %. …": one or two sentences.
    std::string sentence(NumberStyle style) const;
};

/// Of levers that are pulled and mean something here.
Waterfall waterfall(std::shared_ptr<const Scenario> chosen, std::string_view metric, const StudyRun& run = {});

} // namespace ridge

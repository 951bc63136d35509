// For one target, the change of each parameter and lever that would reach it alone, the least first.
// Not changes together: each is tried with everything else as it is.
#pragma once

#include "core/studies/solve.h"

namespace ridge {

struct Way {
    enum class Kind { Number, Choice, Lever }; // of two at equal distance the first is named first

    /// What is to be set, in this order: of a lever that is off its switch first.
    struct Setting {
        Parameter row;
        double before = 0, after = 0;
    };

    Kind kind = Kind::Number;
    std::string label; // of the parameter or the lever
    std::vector<Setting> settings;
    std::vector<double> choices; // of a choice all that reach it; the nearest is in the settings
    double distance = 0;         // of the last setting: see distanceOf
    double value = 0;            // of the metric then
    bool fits = true;            // then

    /// "Batch 8 → 2", "Grouped-query attention, K/V heads 8 → 4"
    std::string change(NumberStyle style = {}) const;
};

/// What does not reach it alone, and how near it comes.
struct NoWay {
    std::string id, label; // of the parameter or the lever's first number or switch
    NearMiss nearest;
};

struct EveryWay {
    Target target;
    MetricValue now; // of the metric
    bool isMet = false;
    std::vector<Way> ways;     // the least first; none where the target is met
    std::vector<NoWay> misses; // in the order of the catalogue
    bool isStopped = false;
};

/// Conventions are no change; everything else that applies to the scenario is tried over its whole range.
EveryWay everyWay(const Scenario& scenario, const Target& target, const StudyRun& run = {});

} // namespace ridge

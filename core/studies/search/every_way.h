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
    /// The same as sentences write it: "Weight format BF16 → INT8".
    std::string words(const Scenario& scenario) const;
    /// What the last setting is set on: the run, a lever, another machine, another model.
    Section section() const { return settings.back().row.section; }
};

/// What does not reach it alone, and how near it comes.
struct NoWay {
    std::string id, label; // of the parameter or the lever's first number or switch
    Parameter row;         // the same
    double now = 0;        // of it
    NearMiss nearest;

    /// "Batch 8 → 1", as sentences write it.
    std::string words(const Scenario& scenario) const;
};

struct EveryWay {
    Target target;
    MetricValue now; // of the metric
    bool isMet = false;
    std::vector<Way> ways;     // the least first; where it is met, how far each number may go, the tightest first
    std::vector<NoWay> misses; // in the order of the catalogue
    bool isStopped = false;

    /// What does not reach it but comes nearer than now, the nearest first.
    std::vector<const NoWay*> nearest() const;
};

/// The scenario with what a way sets.
Scenario changedBy(Scenario scenario, const Way& way);

/// Conventions are no change; everything else that applies to the scenario is tried over its whole range,
/// sizes of the model over those that models are built with.
EveryWay everyWay(const Scenario& scenario, const Target& target, const StudyRun& run = {});

} // namespace ridge

// How much one metric depends on every parameter of a scenario, each changed alone.
// Not curves over a parameter (a sweep), and not what several changes do together.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/studies/runner.h"

namespace ridge {

/// One other value of a parameter, and what comes of it.
struct Trial {
    double value = 0;             // base units; of a choice its index
    std::optional<double> result; // of the metric, base units; absent: it does not apply there
    Bound bound = Bound::Memory;  // of the stage that takes longest now
    bool flips = false;           // whether that is another bound than now
    bool fits = true;
};

/// What a parameter is: a number, one of several choices, or the switch of a lever.
enum class InfluenceKind { Number, Choice, Lever };

struct Influence {
    std::string parameter;
    InfluenceKind kind = InfluenceKind::Number;
    double now = 0; // base units; of a choice its index
    /// A number: half and twice of it, as far as its range goes. Otherwise each other choice. By value.
    std::vector<Trial> trials;
    /// Relative change of the metric over that of the parameter, one per cent away; of whole numbers, at the next one
    /// that the model allows. Absent where there is no value on that side, or nothing to be relative to.
    std::optional<double> elasticityBelow, elasticityAbove;

    /// How far the metric goes from where it is, base units.
    double swing(double from) const;
    /// Where the metric is least or largest, of what leads below or above where it is; null: nothing does.
    const Trial* lowest(double from) const;
    const Trial* highest(double from) const;
};

struct Sensitivity {
    std::optional<double> now; // of the metric, base units; where it is absent nothing was tried
    Bound bound = Bound::Memory;
    bool fits = true;
    std::vector<Influence> influences; // largest swing first
    std::size_t unmoved = 0;           // parameters that were tried as well and do not move the metric
    bool complete = true;              // not stopped before the end
};

/// Of every parameter that applies, the switches of levers among them. Values that are mistakes are not tried.
Sensitivity sensitivityOf(const Scenario& scenario, std::string_view metric, const StudyRun& run = {});

} // namespace ridge

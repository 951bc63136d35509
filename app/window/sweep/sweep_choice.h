// What the Sweep page was asked to show, and what of it the scenario on screen can be swept by.
// Not the sweep (core/studies/sweep.h), and not who runs it (sweeping.h).
#pragma once

#include "core/studies/ranking/scaling.h"
#include "core/studies/sweep.h"

namespace ridge {

/// A parameter and the values that it runs through.
struct SweepAxis {
    std::string parameter; // an id, "model", "device" or a kind of scaling; empty: what is usual
    std::string values;    // as for `parseVariation`, without the name; empty: the range that says something
    friend bool operator==(const SweepAxis&, const SweepAxis&) = default;
};

/// Of what the user said nothing is empty.
struct SweepChoice {
    std::string metric;
    SweepAxis first;
    SweepAxis second; // empty: none
    bool isMap = false;
    friend bool operator==(const SweepChoice&, const SweepChoice&) = default;
};

/// Gives "model" or "device" with all of the library; asked for where one of them is swept.
using PartVariation = std::function<Variation(std::string_view part)>;

/// The choice as far as it makes sense for a scenario, and what is usual instead of the rest.
struct SweepSetup {
    SweepPlan plan;
    bool isMap = false;
    bool canBeMap = false;               // both are numbers
    std::vector<std::string> valueTexts; // of each variation, as the user wrote or might write them
    std::optional<ScalingPlan> scaling;  // of which the plan is no more than the names
    std::string note;                    // what was chosen and means nothing here, as sentences
};

inline bool isPart(std::string_view parameter) { return parameter == "model" || parameter == "device"; }

/// What the values of an axis say; they are not empty.
Parsed<Variation> variationOf(const Scenario& scenario, const SweepAxis& axis, const PartVariation& part);

/// Why the page does not show that, although each axis alone could be; empty: it does.
std::string refusalOf(const SweepSetup& setup);

SweepSetup setupOf(const SweepChoice& choice, const Evaluation& now, const PartVariation& part);

/// "Batch", of any parameter that there is anywhere.
std::string labelOfParameter(const Scenario& scenario, std::string_view parameter);

} // namespace ridge

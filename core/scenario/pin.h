// A scenario that is kept beside the one on screen under a name of its own, for that one to be compared with.
// Not the comparing: core/studies/pin_difference.h.
#pragma once

#include "core/scenario/figures/recipe.h"
#include "core/scenario/scenario.h"
#include "core/scenario/targets.h"

#include <memory>
#include <string>
#include <vector>

namespace ridge {

struct Pin {
    std::string name;
    std::shared_ptr<const Scenario> scenario; // never null
    friend bool operator==(const Pin& a, const Pin& b)
    {
        return a.name == b.name && (a.scenario == b.scenario || *a.scenario == *b.scenario);
    }
};

/// The first is the reference: differences are from it.
using Pins = std::vector<Pin>;
inline constexpr std::size_t mostPins = 4;

/// What a scenario's file holds.
struct ScenarioFile {
    Scenario scenario;
    Pins pins = {};
    Targets targets = {};
    Figures figures = {};
};

/// What it is called until the user says otherwise.
inline std::string pinName(const Scenario& scenario) { return scenario.model.name + " on " + scenario.device.name; }

/// "A" for the reference, "B", "C" and "D" for the others.
inline std::string letterOf(std::size_t pin) { return std::string(1, static_cast<char>('A' + pin)); }

} // namespace ridge

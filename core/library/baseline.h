// The presets that a scenario is named after, and the scenario the program starts with.
// Not the list of presets (presets.h), and not what two scenarios differ in (core/studies/change.h).
#pragma once

#include "core/scenario/baseline.h"

#include <functional>

namespace ridge {

/// Where ids are looked up that no built-in preset has, such as in a user's own library. Empty: nowhere.
struct PresetLookup {
    std::function<std::optional<Model>(const std::string& id)> model = {};
    std::function<std::optional<Device>(const std::string& id)> device = {};
};

/// The baseline of a scenario: the presets its model and device are named after, and themselves where they are none.
Scenario baselineOf(const Scenario& scenario, const PresetLookup& beside = {});
/// The scenario the program starts with.
Scenario defaultScenario();

} // namespace ridge

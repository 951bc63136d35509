// A model on a device with what both usually run with: what "changed" is measured against.
// Not the built-in models and devices: core/library/presets.h.
#pragma once

#include "core/scenario/scenario.h"

namespace ridge {

/// Defaults, over them what the device usually runs with, over that what the model's file states.
Scenario baseline(Model model, Device device);
/// Moves every parameter the user has not changed from one baseline to another, and keeps the others.
Scenario rebase(const Scenario& current, const Scenario& oldBaseline, const Scenario& newBaseline);

/// With another model or device and what those usually run with; what the user changed is kept.
Scenario movedTo(Scenario scenario, std::optional<Model> model, std::optional<Device> device);

} // namespace ridge

// Scenarios inside project JSON: shared by scenario files and unsaved work.
// Not the file readers themselves; those are in project.h and unsaved.h.
#pragma once

#include "core/formats/json/reader.h"
#include "core/scenario/pin.h"

namespace ridge {

/// What only unsaved work says beside its scenario; readers of scenarios pass it over.
inline constexpr const char* unsavedKey = "unsaved";

Scenario readScenarioFields(const Json& json);
/// Those that lie beside the scenario; none in files that know of no pins.
Pins readPins(const Json& json);
/// Of a scenario's object; none where it has none. Throws FormatError, also for metrics that do not exist.
Targets readTargets(const Json& scenario);
OrderedJson scenarioJson(const Scenario& scenario, const Pins& pins = {}, const Targets& targets = {},
                         const Figures& figures = {});

} // namespace ridge

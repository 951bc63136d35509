// The program's own JSON: models, devices and scenarios (.ridge) to text and back.
// Not their parts: model.h, device.h and scenario.h have those.
#pragma once

#include "core/scenario/pin.h"

namespace ridge {

// Readers throw FormatError, also for values outside the catalogue's ranges.
Model readModelJson(std::string_view text);
std::string writeModelJson(const Model& model);
Device readDeviceJson(std::string_view text);
std::string writeDeviceJson(const Device& device);
Scenario readScenarioJson(std::string_view text); // without what lies beside it
ScenarioFile readScenarioFileJson(std::string_view text);
std::string writeScenarioJson(const Scenario& scenario, const Pins& pins = {}, const Targets& targets = {},
                              const Figures& figures = {});

} // namespace ridge

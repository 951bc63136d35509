// Which scenario somebody asks for, as texts.
// Not the command line around it (app/commands), and not the reading: scenario_source.h.
#pragma once

#include <string>
#include <vector>

namespace ridge {

struct ScenarioRequest {
    std::string file;                  // a scenario, model or device file, or a folder
    std::string model;                 // preset id or file
    std::string device;                // preset id or file
    std::string grid;                  // id of the library: before the settings
    std::vector<std::string> networks; // ids of the library, within a node or between: before the settings
    std::vector<std::string> levers;   // ID or ID:NAME=VALUE,…: before the settings
    std::vector<std::string> settings; // PARAM=VALUE
};

} // namespace ridge

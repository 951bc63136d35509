// What was asked on the command line, as a value.
// Not the doing: see commands.h and main_window.h.
#pragma once

#include "app/document/scenario_request.h"

#include <optional>
#include <string>
#include <vector>

namespace ridge {

struct Request {
    enum class Verb { Window, Report, Figure, List, Import, SelfCheck, Done };

    Verb verb = Verb::Window;
    int exitCode = 0; // with Done: help, version or a usage error were already printed

    ScenarioRequest scenario;

    // output
    std::string output;                 // empty: standard output
    std::string format = "text";        // of report, selfcheck and list
    std::string table;                  // of reports in formats of tables; empty: the first
    std::vector<std::string> explained; // report: metrics derived step by step; figure window: the one on show
    std::string figure;                 // of figureNames()
    std::optional<std::string> view;    // figure window: the page of the middle; else the first
    std::string size = "1600x900";
    double scale = 1;
    std::string theme = "light"; // of themeKinds()
    double fontScale = 1;
    std::string measured;     // file of the user's measurements, beside charts; empty: none
    bool transparent = false; // of figures of charts: no ground
    std::string list;         // of listNames()
};

Request parseCommandLine(int argc, const char* const* argv);

} // namespace ridge

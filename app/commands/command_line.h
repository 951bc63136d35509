// What was asked on the command line, as a value.
// Not the doing: see commands.h and main_window.h.
#pragma once

#include <string>
#include <vector>

namespace ridge {

struct Request {
    enum class Verb { Window, Report, Figure, List, Import, SelfCheck, Done };

    Verb verb = Verb::Window;
    int exitCode = 0; // with Done: help, version or a usage error were already printed

    // the scenario
    std::string file;                  // a scenario or a model file
    std::string model;                 // preset id or file
    std::string device;                // preset id or file
    std::vector<std::string> settings; // PARAM=VALUE

    // output
    std::string output;                 // empty: standard output
    std::string format = "text";        // report, selfcheck
    std::string table = "operators";    // report as csv: operators, metrics or tensors
    std::vector<std::string> explained; // report: metrics derived step by step; figure window: the one on show
    std::string figure;                 // roofline, memory, energy, latency, window
    std::string view = "overview";      // figure window: the page of the middle
    std::string size = "1600x900";
    double scale = 1;
    std::string theme = "light";
    double fontScale = 1;
    std::string list; // models, devices, parameters, metrics
    bool json = false;
};

Request parseCommandLine(int argc, const char* const* argv);

} // namespace ridge

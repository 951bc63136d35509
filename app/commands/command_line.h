// What was asked on the command line, as a value.
// Not the doing: see commands.h and main_window.h.
#pragma once

#include "app/document/scenario_request.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ridge {

/// What is asked of studies, as texts.
struct StudyRequest {
    std::vector<std::string> vary, metrics; // sweep
    std::string parameter;                  // solve: the one that is sought
    std::vector<std::string> targets;       // solve, check
    bool wantsEveryWay = false, wantsCrossings = false;
    unsigned jobs = 0; // threads; 0: one for each core
};

/// What is asked of lessons and problems.
struct LessonRequest {
    std::vector<std::string> files; // or ids of built-in lessons; check: none is all of those
    std::string audience = "students";
    std::uint64_t seed = 1; // problems
    std::size_t count = 10;
    bool withSolutions = false;
    std::string shown; // figure window: "ID:STEP", beside the charts
};

struct Request {
    enum class Verb { Window, Report, Figure, List, Import, SelfCheck, Study, Compare, Rank, Done };

    Verb verb = Verb::Window;
    int exitCode = 0; // with Done: help, version or a usage error were already printed

    ScenarioRequest scenario;
    StudyRequest study;                   // of studies
    LessonRequest lesson;                 // of lessons and problems
    int (*run)(const Request&) = nullptr; // with Study and Figure: what does it

    // output
    std::string output;                 // empty: standard output
    std::string format = "text";        // of report, selfcheck and list
    std::string table;                  // of reports in formats of tables; empty: the first
    std::vector<std::string> explained; // report: metrics derived step by step; figure window: the one on show
    std::string figure;                 // of figureNames(); empty: a recipe's
    std::string recipe;                 // figure: the name of one that the scenario has
    bool wantsAllRecipes = false;       // figure: of each one a file in the folder that is named as output
    std::optional<std::string> view;    // figure window: the page of the middle; else the first
    std::string level = "memory";       // figure roofline: of levelTexts()
    std::string size = "1600x900";
    double scale = 1;
    std::string theme = "light"; // of themeKinds()
    double fontScale = 1;
    std::string pinned;       // figure: what is compared with, a file or settings; empty: nothing
    std::string measured;     // file of the user's measurements, beside charts; empty: none
    bool transparent = false; // of figures of charts: no ground
    bool outlines = false;    // of figures as SVG: letters as paths
    std::string list;         // of listNames()

    // studies
    std::vector<std::string> comparedFiles;    // compare: other scenarios, models or devices
    std::vector<std::string> comparedSettings; // compare: PARAM=VALUE,…, each a scenario of its own
    int deviceCount = 0;                       // rank splits: that share the work; 0: as set
    std::string scaling;                       // rank splits: "strong" or "weak", for all counts; empty: for one
    std::vector<std::string> comparedDevices;  // compare: ids or files, or "all"; rank: those that are ranked
    std::vector<std::string> metrics;          // compare: those that are shown; empty: all
    std::string ranked;                        // levers, devices or parameters
    std::string by;                            // rank: a metric
    unsigned jobs = 0;                         // threads; 0: as many as there are cores
};

Request parseCommandLine(int argc, const char* const* argv);

} // namespace ridge

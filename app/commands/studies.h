// The commands that ask about many scenarios: sweep, solve and check.
// Not the studies: core/studies.
#pragma once

#include "app/commands/command_line.h"
#include "core/studies/ranking/frontier.h"
#include "core/studies/sweep.h"

namespace CLI { // NOLINT(readability-identifier-naming): the library names it
class App;
}

namespace ridge {

/// `addScenario` gives a command the options that say which scenario is meant.
void addStudies(CLI::App& app, Request& request, void (*addScenario)(CLI::App& app, ScenarioRequest& request));

/// --vary and --metrics.
void addSweptOptions(CLI::App& app, Request& request, bool isRequired);
/// What they ask for, of this scenario. Throws one sentence.
SweepPlan planOf(const Request& request, const Scenario& scenario);

int runSweep(const Request& request);
int runSolve(const Request& request);
/// 1 when an expectation does not hold.
int runCheck(const Request& request);

/// "PARAM=…", "model=ID,ID" or "device=all". Throws one sentence.
Variation variationFrom(const Scenario& scenario, const std::string& text);
/// What is combined with what, of the same texts.
FrontierSpace spaceFrom(const Scenario& scenario, const std::vector<std::string>& varied);

} // namespace ridge

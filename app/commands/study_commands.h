// The commands that compare and rank scenarios: their options, and what they do.
// Not the studies behind them: core/studies.
#pragma once

#include "app/commands/command_line.h"
#include "core/scenario/scenario.h"
#include "core/studies/runner.h"

namespace CLI { // NOLINT(readability-identifier-naming): the library names it
class App;
}

namespace ridge {

struct ScalingPlan;
struct StudyText;

/// Model, device and settings: defined with the command line.
void addScenario(CLI::App& app, ScenarioRequest& request);
/// --format, --output, --jobs.
void addStudyOutput(CLI::App& app, Request& request);

/// --with, --and, --devices: what a scenario is put beside.
void addCompared(CLI::App& app, Request& request);

void addCompare(CLI::App& app, Request& request);
void addRank(CLI::App& app, Request& request);

// Each returns its exit code; errors are thrown as one sentence.
int runCompare(const Request& request);
int runRank(const Request& request);

/// A metric by its id; throws FormatError, one sentence that names the option, where there is none.
void requireMetric(const std::string& option, const std::string& id);
/// --scaling: of the same work, or of the same work a device.
void addScaling(CLI::App& app, Request& request, const std::string& help);
/// rank splits --scaling: how a time falls with more devices.
StudyText scaledSplits(const Request& request, const Scenario& scenario, const StudyRun& run);
/// The scenario itself, and all that it is put beside.
std::vector<Scenario> comparedScenarios(const Request& request);
/// Devices by ids or files; of "all" every one of the library.
std::vector<Device> devicesFrom(const std::vector<std::string>& idsOrFiles);

} // namespace ridge

#include "app/commands/studies.h"

#include "app/commands/commands.h"
#include "app/document/library.h"
#include "app/document/scenario_source.h"
#include "core/evaluate/evaluate.h"
#include "core/formats/format_error.h"
#include "core/reports/answers.h"
#include "core/reports/sweep_lines.h"

#include <CLI/CLI.hpp>

namespace ridge {
namespace {

constexpr std::size_t mostCombinations = 1'000'000; // some 100 MB of points

using AddScenario = void (*)(CLI::App& app, ScenarioRequest& request);

/// A command of studies with what all of them take.
CLI::App& addStudy(CLI::App& app, Request& request, AddScenario addScenario, int (*run)(const Request&),
                   const char* name, const char* help)
{
    CLI::App* study = app.add_subcommand(name, help);
    addScenario(*study, request.scenario);
    study->add_option("-o,--output", request.output, "File to write; standard output without it");
    study->callback([&request, run] {
        request.verb = Request::Verb::Study;
        request.run = run;
    });
    return *study;
}

void addJobs(CLI::App& study, Request& request)
{
    study.add_option("--jobs", request.study.jobs, "Threads; as many as there are cores without it")
        ->check(CLI::Range(0u, 1024u));
}

void addTargets(CLI::App& study, Request& request, const char* name, const char* help)
{
    study.add_option(name, request.study.targets, help)->required()->take_all()->allow_extra_args(false);
}

void addFormats(CLI::App& study, Request& request, const std::vector<std::string>& formats)
{
    study.add_option("--format", request.format, "Format of what is written; " + formats.front() + " without it")
        ->check(CLI::IsMember(formats));
}

void addSweep(CLI::App& app, Request& request, AddScenario addScenario)
{
    CLI::App& sweep = addStudy(app, request, addScenario, runSweep, "sweep",
                               "Write metrics over one or two parameters, a line for each scenario");
    addSweptOptions(sweep, request, true);
    sweep.add_flag("--crossings", request.study.wantsCrossings,
                   "Write where the limit of a stage changes and where it stops fitting, instead of the metrics");
    std::vector<std::string> formats;
    for (const SweepFormat& format : sweepFormats()) {
        formats.emplace_back(format.id);
    }
    addFormats(sweep, request, formats);
    addJobs(sweep, request);
}

void addSolve(CLI::App& app, Request& request, AddScenario addScenario)
{
    CLI::App& solve = addStudy(app, request, addScenario, runSolve, "solve",
                               "Find the values of a parameter that meet targets; or every single change that would");
    CLI::Option* parameter = solve.add_option("--for", request.study.parameter,
                                              "Parameter that is sought, such as workload.batch, model or device; with "
                                              "=VALUES only those are tried");
    addTargets(solve, request, "--target",
               "What a metric is to be, such as 'tpot<=20ms'; all of them are met together");
    solve
        .add_flag("--every-way", request.study.wantsEveryWay,
                  "The change of each parameter and lever that is enough alone")
        ->excludes(parameter);
    addFormats(solve, request, {"text", "json"});
    addJobs(solve, request);
}

void addCheck(CLI::App& app, Request& request, AddScenario addScenario)
{
    CLI::App& check = addStudy(app, request, addScenario, runCheck, "check",
                               "Hold metrics to what is expected of them; 1 when an expectation does not hold");
    addTargets(check, request, "--expect", "What a metric is to be, such as 'latency<10 ms'");
}

template <class T> T valueOf(Parsed<T> parsed, const char* option)
{
    if (!parsed.value) {
        throw FormatError(std::string(option) + " " + parsed.problem + ".");
    }
    return std::move(*parsed.value);
}

std::vector<Target> targetsOf(const Request& request, const char* option)
{
    std::vector<Target> targets;
    for (const std::string& text : request.study.targets) {
        targets.push_back(valueOf(parseTarget(text), option));
    }
    return targets;
}

/// All that the library lists, or those that are named.
template <class Item>
std::vector<Item> itemsFrom(const std::vector<std::string>& idsOrFiles, std::vector<PresetInfo> (*listed)(),
                            Item (*read)(const std::string& idOrFile))
{
    std::vector<Item> items;
    if (idsOrFiles == std::vector<std::string>{"all"}) {
        for (const PresetInfo& info : listed()) {
            items.push_back(read(info.id));
        }
    } else {
        std::ranges::transform(idsOrFiles, std::back_inserter(items), read);
    }
    return items;
}

/// "model=ID,ID" → {"ID", "ID"}; nothing where the text is of another parameter.
std::optional<std::vector<std::string>> partNames(std::string_view part, std::string_view text)
{
    if (!text.starts_with(part) || !text.substr(part.size()).starts_with('=')) {
        return {};
    }
    const std::string_view ids = text.substr(part.size() + 1);
    std::vector<std::string> names;
    for (std::size_t first = 0; first <= ids.size();) {
        const std::size_t comma = std::min(ids.find(',', first), ids.size());
        names.emplace_back(ids.substr(first, comma - first));
        first = comma + 1;
    }
    return names;
}

Variation soughtFrom(const Scenario& scenario, const std::string& text)
{
    if (text.find('=') != std::string::npos) {
        return variationFrom(scenario, text);
    }
    if (text == "model" || text == "device") {
        return variationFrom(scenario, text + "=all");
    }
    if (const auto row = findParameter(scenario, text)) {
        return wholeRange(*row, scenario, scanPoints);
    }
    Scenario copy = scenario;
    throw FormatError("--for " + setParameter(copy, text, "") + ".");
}

} // namespace

void addSweptOptions(CLI::App& app, Request& request, bool isRequired)
{
    app.add_option("--vary", request.study.vary,
                   "Parameter and its values: PARAM=a..b:n, PARAM=a..bxF or PARAM=v1,v2; of choices, and of model= and "
                   "device=, ids or all. Given twice, each value of the second makes a series; a frontier combines all")
        ->required(isRequired)
        ->take_all()
        ->allow_extra_args(false);
    app.add_option("--metrics", request.study.metrics, "Ids of the metrics, such as latency,memory_footprint")
        ->required(isRequired)
        ->delimiter(',')
        ->allow_extra_args(false);
}

void addStudies(CLI::App& app, Request& request, void (*addScenario)(CLI::App& app, ScenarioRequest& request))
{
    addSweep(app, request, addScenario);
    addSolve(app, request, addScenario);
    addCheck(app, request, addScenario);
}

std::vector<Device> devicesFrom(const std::vector<std::string>& idsOrFiles)
{
    return itemsFrom<Device>(idsOrFiles, listedDevices, deviceFrom);
}

Variation variationFrom(const Scenario& scenario, const std::string& text)
{
    if (const auto names = partNames("model", text)) {
        return variationOf(itemsFrom<Model>(*names, listedModels, modelFrom));
    }
    if (const auto names = partNames("device", text)) {
        return variationOf(devicesFrom(*names));
    }
    return valueOf(parseVariation(scenario, text), "--vary");
}

FrontierSpace spaceFrom(const Scenario& scenario, const std::vector<std::string>& varied)
{
    FrontierSpace space;
    for (const std::string& text : varied) {
        if (const auto models = partNames("model", text)) {
            space.models = itemsFrom<Model>(*models, listedModels, modelFrom);
        } else if (const auto devices = partNames("device", text)) {
            space.devices = devicesFrom(*devices);
        } else {
            const Variation axis = variationFrom(scenario, text);
            space.axes.push_back({axis.row.id, axis.values});
        }
        if (space.size() > mostCombinations) {
            throw FormatError("--vary " + text + ": makes " + std::to_string(space.size()) +
                              " combinations, and a front is looked for among at most " +
                              std::to_string(mostCombinations) + ".");
        }
    }
    return space;
}

int runSolve(const Request& request)
{
    const Scenario scenario = scenarioFrom(request.scenario).scenario;
    const std::vector<Target> targets = targetsOf(request, "--target");
    const StudyRun run{request.study.jobs, {}, {}};
    const bool wantsJson = request.format == "json";
    if (request.study.wantsEveryWay) {
        if (targets.size() != 1) {
            throw FormatError("--every-way: give it one --target.");
        }
        const EveryWay all = everyWay(scenario, targets.front(), run);
        writeOutput(request.output,
                    wantsJson ? everyWayJson(all) : everyWayText(all, scenario.convention.numberStyle()));
        return 0;
    }
    if (request.study.parameter.empty()) {
        throw FormatError("solve: say which parameter is sought with --for, or ask for --every-way.");
    }
    const Solution solution = solve(scenario, soughtFrom(scenario, request.study.parameter), targets, run);
    writeOutput(request.output, wantsJson ? solutionJson(solution) : solutionText(solution));
    return 0;
}

int runCheck(const Request& request)
{
    const std::vector<Target> targets = targetsOf(request, "--expect");
    const Evaluation evaluation = evaluate(scenarioFrom(request.scenario).scenario);
    warnOfGaps(evaluation);
    std::string text;
    bool allHold = true;
    for (const Target& target : targets) {
        const MetricValue& number = metric(evaluation, target.metric->id);
        const bool holds = number.value && target.isMetBy(*number.value);
        allHold = allHold && holds;
        const std::string value = number.value ? format(number.value, target.metric->unit, evaluation.numberStyle())
                                               : std::string("absent, ") + number.absent;
        text += std::string(holds ? "holds" : "fails") + ": " + target.text(evaluation.numberStyle()) + " (" + value +
                ")\n";
    }
    writeOutput(request.output, text);
    return allHold ? 0 : 1;
}

} // namespace ridge

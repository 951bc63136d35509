// The compare command: a scenario beside others, with what differs and why.

#include "app/commands/commands.h"
#include "app/commands/study_commands.h"
#include "app/commands/study_table.h"
#include "app/document/scenario_source.h"
#include "core/formats/format_error.h"
#include "core/scenario/badge.h"
#include "core/scenario/baseline.h"
#include "core/scenario/parameters/parameters.h"
#include "core/studies/comparison.h"
#include "core/studies/ranking/ranking.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

constexpr std::size_t mostOperators = 16; // that people are shown
constexpr std::size_t mostLetters = 26;

/// "A", "B", …, "Z", "27", …
std::string letterOf(std::size_t i)
{
    return i < mostLetters ? std::string(1, static_cast<char>('A' + i)) : std::to_string(i + 1);
}

/// "workload.batch=8,deployment.weights=int8"; a comma inside a number stays with it.
std::vector<std::string> settingsIn(const std::string& text)
{
    std::vector<std::string> settings;
    std::size_t from = 0;
    while (from <= text.size()) {
        const std::size_t comma = std::min(text.find(',', from), text.size());
        const std::string part = text.substr(from, comma - from);
        if (part.find('=') == std::string::npos && !settings.empty()) {
            settings.back() += "," + part;
        } else {
            settings.push_back(part);
        }
        from = comma + 1;
    }
    return settings;
}

Scenario withSettings(Scenario scenario, const std::string& text)
{
    for (const std::string& setting : settingsIn(text)) {
        const std::size_t equals = setting.find('=');
        if (equals == std::string::npos) {
            throw FormatError("--and " + setting + ": write it as PARAMETER=VALUE, such as workload.batch=8.");
        }
        const std::string problem = setParameter(scenario, setting.substr(0, equals), setting.substr(equals + 1));
        if (!problem.empty()) {
            throw FormatError("--and " + problem + ".");
        }
    }
    return scenario;
}

/// A scenario's file; of a model or a device, the scenario with that instead of its own.
Scenario fromFile(const Scenario& first, const std::string& path)
{
    OpenedFile opened = openFile(pathFrom(path));
    if (opened.scenario) {
        return std::move(*opened.scenario);
    }
    return movedTo(first, std::move(opened.model), std::move(opened.device));
}

} // namespace

std::vector<Scenario> comparedScenarios(const Request& request)
{
    std::vector<Scenario> scenarios{scenarioFrom(request.scenario).scenario};
    const Scenario first = scenarios.front();
    for (const std::string& path : request.comparedFiles) {
        scenarios.push_back(fromFile(first, path));
    }
    for (const std::string& settings : request.comparedSettings) {
        scenarios.push_back(withSettings(first, settings));
    }
    const bool all = request.comparedDevices == std::vector<std::string>{"all"};
    for (const Device& device : devicesFrom(request.comparedDevices)) {
        if (!all || device != first.device) {
            scenarios.push_back(movedTo(first, first.model, device));
        }
    }
    return scenarios;
}

void addCompared(CLI::App& app, Request& request)
{
    const auto addOthers = [&app](const char* name, std::vector<std::string>& values, const char* help) {
        return app.add_option(name, values, help)->take_all()->allow_extra_args(false);
    };
    addOthers("--with", request.comparedFiles, "Another scenario, or the same with this model or device: a file");
    addOthers("--and", request.comparedSettings,
              "The same with other settings, e.g. --and workload.batch=8,deployment.weights=int8");
    addOthers("--devices", request.comparedDevices, "The same on other devices: ids or files, or all")->delimiter(',');
}

namespace {

bool isAsked(const Request& request, const ComparedMetric& metric)
{
    const auto& ids = request.metrics;
    return ids.empty() || std::find(ids.begin(), ids.end(), metric.row->id) != ids.end();
}

StudyTable metricTable(const Request& request, const Comparison& found, std::size_t count)
{
    const bool forPeople = isForPeople(request.format);
    StudyTable table{"metrics", {{"metric", "Metric"}}, {}};
    if (!forPeople) {
        table.columns.push_back({"unit", "Unit"});
    }
    table.columns.push_back({"A", "A", {}, true});
    for (std::size_t i = 1; i < count; ++i) {
        const std::string letter = letterOf(i);
        table.columns.push_back({letter, letter, {}, true});
        if (!forPeople || count == 2) {
            table.columns.push_back({letter + "_difference", letter + " − A", {}, true});
        }
        table.columns.push_back({letter + "_factor", letter + " / A", {}, true});
        if (!forPeople || count == 2) {
            table.columns.push_back({letter + "_change", ""});
        }
    }
    for (const ComparedMetric& metric : found.metrics) {
        if (!isAsked(request, metric)) {
            continue;
        }
        const Unit unit = metric.row->unit;
        std::vector<StudyCell>& row = table.rows.emplace_back();
        row.emplace_back(forPeople ? metric.row->label : metric.row->id);
        if (!forPeople) {
            row.emplace_back(baseSymbolOf(unit));
        }
        row.emplace_back(metric.values.front(), unit);
        for (std::size_t i = 1; i < count; ++i) {
            row.emplace_back(metric.values[i], unit);
            if (!forPeople || count == 2) {
                row.emplace_back(metric.difference(i), unit);
            }
            row.emplace_back(metric.factor(i), Unit::Ratio);
            if (!forPeople || count == 2) {
                row.emplace_back(labelOf(metric.progress(i)));
            }
        }
    }
    return table;
}

/// The farthest that an operator's time goes in any scenario.
double moveOf(const ComparedOperator& op)
{
    double most = 0;
    for (std::size_t i = 1; i < op.states.size(); ++i) {
        most = std::max(most, std::fabs(op.difference(i)));
    }
    return most;
}

StudyTable operatorTable(const Request& request, const Comparison& found, std::size_t count)
{
    const bool forPeople = isForPeople(request.format);
    std::vector<const ComparedOperator*> shown;
    for (const ComparedOperator& op : found.operators) {
        shown.push_back(&op);
    }
    if (forPeople) {
        std::erase_if(shown, [](const ComparedOperator* op) { return moveOf(*op) == 0; });
        std::stable_sort(shown.begin(), shown.end(),
                         [](const auto* a, const auto* b) { return moveOf(*a) > moveOf(*b); });
        shown.resize(std::min(shown.size(), mostOperators));
    }
    StudyTable table{"operators", {{"operator", "Operator"}}, {}};
    for (std::size_t i = 0; i < count; ++i) {
        const std::string letter = letterOf(i);
        table.columns.push_back({letter, letter, Unit::Seconds, true});
        if (i > 0) {
            table.columns.push_back({letter + "_difference", letter + " − A", Unit::Seconds, true});
            table.columns.push_back({letter + "_change", ""});
        }
    }
    for (const ComparedOperator* op : shown) {
        std::vector<StudyCell>& row = table.rows.emplace_back();
        row.emplace_back(op->stage + "/" + op->path);
        for (std::size_t i = 0; i < count; ++i) {
            const auto& state = op->states[i];
            row.emplace_back(state ? std::optional(state->seconds) : std::nullopt, Unit::Seconds);
            if (i > 0) {
                row.emplace_back(op->difference(i), Unit::Seconds);
                row.emplace_back(op->changeText(i));
            }
        }
    }
    return table;
}

StudyText textOf(const Request& request, const std::vector<const Evaluation*>& all, const Comparison& found)
{
    StudyText text;
    text.style = all.front()->numberStyle();
    for (std::size_t i = 0; i < all.size(); ++i) {
        text.before.push_back(letterOf(i) + ": " + scenarioName(*all[i]->chosen) +
                              (i > 0 ? ". " + found.sentences[i] : "."));
    }
    const auto add = [&](const char* id, auto makes) {
        if (request.table.empty() || request.table == id) {
            text.tables.push_back(makes(request, found, all.size()));
        }
    };
    add("metrics", metricTable);
    add("operators", operatorTable);
    return text;
}

} // namespace

void addCompare(CLI::App& app, Request& request)
{
    CLI::App* compare = app.add_subcommand("compare", "Put a scenario beside others: what differs, and why");
    addScenario(*compare, request.scenario);
    addCompared(*compare, request);
    compare->add_option("--metrics", request.metrics, "Metrics to compare; all without it")
        ->delimiter(',')
        ->allow_extra_args(false);
    compare->add_option("--table", request.table, "One table alone: metrics or operators")
        ->check(CLI::IsMember({"metrics", "operators"}));
    addStudyOutput(*compare, request);
    compare->callback([&request] {
        if (request.comparedFiles.empty() && request.comparedSettings.empty() && request.comparedDevices.empty()) {
            throw CLI::RequiredError("--with, --and or --devices");
        }
        request.verb = Request::Verb::Compare;
    });
}

int runCompare(const Request& request)
{
    for (const std::string& id : request.metrics) {
        requireMetric("--metrics", id);
    }
    const std::vector<Scenario> scenarios = comparedScenarios(request);
    const auto evaluated = evaluateAll(scenarios, {request.jobs, {}, {}});
    std::vector<const Evaluation*> evaluations;
    for (const std::optional<Evaluation>& each : evaluated) {
        warnOfGaps(*each);
        evaluations.push_back(&*each);
    }
    writeOutput(request.output, written(textOf(request, evaluations, comparisonOf(evaluations)), request.format));
    return 0;
}

} // namespace ridge

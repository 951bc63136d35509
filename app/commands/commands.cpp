#include "app/commands/commands.h"

#include "app/commands/explained_number.h"
#include "app/document/files.h"
#include "app/document/library.h"
#include "app/document/scenario_source.h"
#include "core/explain/worked_solution.h"
#include "core/formats/json/reader.h"
#include "core/quantity/text_table.h"
#include "core/scenario/parameters/parameters.h"

#include <filesystem>
#include <iostream>
#include <map>

namespace ridge {
namespace {

/// A list as rows of texts; the first row names the columns.
struct Listing {
    std::vector<std::string> columns;
    std::vector<TextRow> rows;
};

Listing presets(const std::vector<PresetInfo>& infos)
{
    Listing listing{{"id", "name", "detail"}, {}};
    for (const PresetInfo& info : infos) {
        listing.rows.push_back({info.id, info.name, info.detail});
    }
    return listing;
}

Listing parameters(const Scenario& scenario)
{
    Listing listing{{"id", "value", "range", "help"}, {}};
    for (const Parameter& row : parametersOf(scenario)) {
        std::string range;
        if (row.unit == Unit::Choice) {
            const std::vector<std::string> labels = row.choiceLabels(scenario);
            for (std::size_t i = 0; i < std::min(labels.size(), row.choices.size()); ++i) {
                range += (i ? " | " : "") + row.choices[i];
            }
        } else {
            range = parameterText(row, row.minimum) + " … " + parameterText(row, row.maximum);
        }
        listing.rows.push_back({row.id, parameterText(row, *row.get(scenario)), range, row.help});
    }
    return listing;
}

Listing metrics()
{
    Listing listing{{"id", "label", "symbol", "unit", "help"}, {}};
    for (const Metric& row : metricCatalogue()) {
        listing.rows.push_back({std::string(row.id), std::string(row.label), std::string(row.symbol),
                                std::string(symbolOf(row.unit)), std::string(row.help)});
    }
    return listing;
}

std::string asJson(const Listing& listing)
{
    OrderedJson out = OrderedJson::array();
    for (const auto& row : listing.rows) {
        OrderedJson entry = OrderedJson::object();
        for (std::size_t c = 0; c < row.size(); ++c) {
            entry[listing.columns[c]] = row[c];
        }
        out.push_back(std::move(entry));
    }
    return jsonText(out);
}

std::string explained(const Evaluation& evaluation, const Request& request)
{
    const std::map<std::string, SolutionFormat> formats{
        {"text", SolutionFormat::Text}, {"markdown", SolutionFormat::Markdown}, {"latex", SolutionFormat::Latex}};
    const auto chosen = formats.find(request.format);
    if (chosen == formats.end()) {
        throw FormatError("--format " + request.format +
                          ": derivations are written as text, markdown or latex; the json report holds every formula.");
    }
    return workedSolutions(evaluation, explanationsOf(evaluation, request.explained), chosen->second);
}

} // namespace

void writeOutput(const std::string& output, const std::string& text)
{
    if (output.empty() || output == "-") {
        std::cout << text << std::flush;
        if (!std::cout) {
            throw FileError("standard output: cannot be written; make room or choose a file with -o.");
        }
        return;
    }
    writeFile(pathFrom(output), text);
}

int runReport(const Request& request)
{
    const Evaluation evaluation = evaluate(scenarioFrom(request));
    const std::string& format = request.format;
    if (!request.explained.empty()) {
        writeOutput(request.output, explained(evaluation, request));
        return 0;
    }
    if (format == "latex") {
        throw FormatError("--format latex: it writes derivations; say of which metrics with --explain.");
    }
    const auto csv = request.table == "metrics"   ? reportMetricsCsv
                     : request.table == "tensors" ? reportTensorsCsv
                                                  : reportCsv;
    writeOutput(request.output, format == "json"       ? reportJson(evaluation, ownPresets())
                                : format == "csv"      ? csv(evaluation)
                                : format == "markdown" ? reportMarkdown(evaluation, ownPresets())
                                                       : reportText(evaluation, ownPresets()));
    return 0;
}

int runList(const Request& request)
{
    const Listing listing = request.list == "models"    ? presets(listedModels())
                            : request.list == "devices" ? presets(listedDevices())
                            : request.list == "metrics" ? metrics()
                                                        : parameters(scenarioFrom(request));
    writeOutput({}, request.format == "json"
                        ? asJson(listing)
                        : textTable(listing.rows, NumberColumns{.first = listing.columns.size()}, false));
    return 0;
}

int runImport(const Request& request)
{
    const Model model = modelFrom(std::filesystem::absolute(request.file).native());
    writeOutput(request.output, writeModelJson(model));
    return 0;
}

} // namespace ridge

// The list command: what the program knows, as a table or as JSON.

#include "app/commands/commands.h"
#include "app/document/library.h"
#include "app/document/scenario_source.h"
#include "core/formats/json/reader.h"
#include "core/library/grids.h"
#include "core/library/networks.h"
#include "core/metrics/catalogue.h"
#include "core/quantity/text_table.h"
#include "core/scenario/parameters/parameters.h"
#include "core/studies/pulled_levers.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr const char* jsonFormat = "json";

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

Listing parameters(const Request& request)
{
    const Scenario scenario = scenarioFrom(request.scenario).scenario;
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

/// Programs read the units that reports give to programs.
Listing metrics(const Request& request)
{
    Listing listing{{"id", "label", "symbol", "unit", "help"}, {}};
    for (const Metric& row : metricCatalogue()) {
        const std::string_view unit = request.format == jsonFormat ? baseSymbolOf(row.unit) : symbolOf(row.unit);
        listing.rows.push_back({std::string(row.id), std::string(row.label), std::string(row.symbol), std::string(unit),
                                std::string(row.help)});
    }
    return listing;
}

/// In the order in which they are applied, and what stands in the way of each for the scenario asked for.
Listing levers(const Request& request)
{
    const Scenario scenario = scenarioFrom(request.scenario).scenario;
    Listing listing{{"id", "label", "kind", "reduces", "settings", "applies", "caveat"}, {}};
    for (const LeverText* lever : leverTexts()) {
        const std::string refusal = refusalOf(scenario, *lever);
        listing.rows.push_back({lever->id, lever->label, std::string(labelOf(lever->kind)), lever->reduces,
                                settingNames(*lever), refusal.empty() ? "yes" : "no: " + refusal, lever->caveat});
    }
    return listing;
}

Listing gridList(const Request&)
{
    Listing listing{{"id", "name", "g/kWh", "year", "USD/kWh", "method", "source", "price source"}, {}};
    for (const Grid& grid : grids()) {
        listing.rows.push_back({grid.id, grid.name, format(grid.gramsPerKilowattHour, Unit::Count),
                                grid.year > 0 ? std::to_string(grid.year) : std::string(),
                                grid.price ? format(*grid.price, Unit::Fraction) : std::string(), grid.method,
                                grid.source, grid.price ? grid.priceSource : std::string()});
    }
    return listing;
}

Listing networkList(const Request&)
{
    Listing listing{{"id", "name", "rate", "reach", "latency", "topology", "source"}, {}};
    for (const NetworkPreset& network : networks()) {
        listing.rows.push_back({network.id, network.name, format(network.bandwidth, Unit::BytesPerSecond),
                                network.joinsNodes ? "between nodes" : "within a node",
                                network.latency ? format(*network.latency, Unit::Seconds) : std::string(),
                                network.topology, network.source});
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

std::string asText(const Listing& listing)
{
    return textTable(listing.rows, NumberColumns{.first = listing.columns.size()}, false);
}

struct ListKind {
    const char* id;
    Listing (*rows)(const Request& request);
};
constexpr ListKind listed[] = {{"models", [](const Request&) { return presets(listedModels()); }},
                               {"devices", [](const Request&) { return presets(listedDevices()); }},
                               {"parameters", parameters},
                               {"metrics", metrics},
                               {"levers", levers},
                               {"grids", gridList},
                               {"networks", networkList}};

struct ListFormat {
    const char* id;
    std::string (*write)(const Listing& listing);
};
constexpr ListFormat formats[] = {{"text", asText}, {jsonFormat, asJson}};

template <class Rows> std::vector<std::string> idsOf(const Rows& rows)
{
    std::vector<std::string> ids;
    for (const auto& row : rows) {
        ids.emplace_back(row.id);
    }
    return ids;
}

/// The command line takes no other ids.
template <class Rows> const auto& rowOf(const Rows& rows, const std::string& id)
{
    return *std::find_if(std::begin(rows), std::end(rows), [&id](const auto& row) { return row.id == id; });
}

} // namespace

std::vector<std::string> listNames() { return idsOf(listed); }

std::vector<std::string> listFormats() { return idsOf(formats); }

int runList(const Request& request)
{
    writeOutput({}, rowOf(formats, request.format).write(rowOf(listed, request.list).rows(request)));
    return 0;
}

} // namespace ridge

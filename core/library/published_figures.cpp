#include "core/library/published_figures.h"
#include "core/evaluate/evaluate.h"

#include "core/formats/closest.h"
#include "core/formats/embedded.h"
#include "core/formats/json/presets.h"
#include "core/formats/json/reader.h"
#include "core/library/baseline.h"
#include "core/library/entries.h"
#include "core/scenario/parameters/parameters.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace ridge {
namespace {

constexpr std::size_t mostFigures = 10'000;
constexpr NumberRange valueRange{1e-30, 1e30, false};
constexpr NumberRange toleranceRange{0, 0.5, false}; // half a unit of a single printed digit

std::vector<std::string> metricIds()
{
    std::vector<std::string> ids;
    for (const Metric& row : metricCatalogue()) {
        ids.emplace_back(row.id);
    }
    return ids;
}

/// An empty id is one that was not given.
void requireKnown(const ObjectReader& reader, const char* key, const std::string& id,
                  const std::vector<std::string>& known)
{
    if (!id.empty() && std::find(known.begin(), known.end(), id) == known.end()) {
        const std::string hint = didYouMean(id, known);
        failAt(reader.placeOf(key),
               "there is no " + std::string(key) + " " + inQuotes(id) + (hint.empty() ? "." : hint));
    }
}

Published readFigure(const Json& json, const std::string& place)
{
    const ObjectReader reader(json, place);
    Published figure;
    figure.id = reader.text("id");
    figure.model = reader.text("model", "");
    figure.device = reader.text("device", "");
    figure.settings = reader.texts("settings");
    figure.metric = reader.text("metric");
    figure.value = reader.number("value", valueRange);
    figure.tolerance = reader.number("tolerance", toleranceRange, 0);
    figure.convention = reader.text("convention");
    figure.source = reader.text("source");
    figure.disputed = reader.text("disputed", "");
    reader.rejectUnknown();
    requireKnown(reader, "model", figure.model, modelIds());
    requireKnown(reader, "device", figure.device, deviceIds());
    requireKnown(reader, "metric", figure.metric, metricIds());
    if (figure.metric.empty() || (figure.model.empty() && figure.device.empty())) {
        failAt(place, "a figure belongs to a model, a device or both, and has a metric.");
    }
    try {
        scenarioOf(figure);
    } catch (const FormatError& error) {
        failAt(reader.placeOf("settings"), error.what());
    }
    return figure;
}

} // namespace

std::vector<Published> readPublishedJson(std::string_view text)
{
    const Json json = parseJson(text, "The list of published figures");
    const ObjectReader reader(json, "");
    checkHeader(reader, "ridgepoint-published");
    std::set<std::string> ids;
    std::vector<Published> figures = readEntries(reader, "figures", mostFigures, ids, readFigure);
    reader.rejectUnknown();
    return figures;
}

const std::vector<Published>& publishedFigures()
{
    static const std::vector<Published> figures = [] {
        for (const EmbeddedFile& file : embeddedFiles()) {
            if (file.path == "published.json") {
                return readPublishedJson(file.text);
            }
        }
        return std::vector<Published>{};
    }();
    return figures;
}

Scenario scenarioOf(const Published& figure)
{
    // Where only one of the two matters, the other is what the program starts with.
    const Scenario start = defaultScenario();
    Scenario scenario = baseline(figure.model.empty() ? start.model : modelPreset(figure.model),
                                 figure.device.empty() ? start.device : devicePreset(figure.device));
    if (const std::string refused = setParameters(scenario, figure.settings); !refused.empty()) {
        throw FormatError(refused);
    }
    return scenario;
}

std::vector<CheckedFigure> selfCheck(const std::vector<Published>& published)
{
    using Key = std::tuple<std::string, std::string, std::map<std::string, std::string>>;
    std::map<Key, std::shared_ptr<const Evaluation>> evaluations;
    std::vector<CheckedFigure> figures;
    figures.reserve(published.size());
    for (const Published& figure : published) {
        auto& evaluation = evaluations[{figure.model, figure.device, figure.settings}];
        if (!evaluation) {
            evaluation = std::make_shared<const Evaluation>(evaluate(scenarioOf(figure)));
        }
        figures.push_back(check(figure, evaluation));
    }
    return figures;
}

std::vector<CheckedFigure> selfCheck() { return selfCheck(publishedFigures()); }

} // namespace ridge

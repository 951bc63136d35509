// Scenario files (.ridge): a model, a device, and every other parameter by its id in base units.

#include "core/formats/json/scenario.h"

#include "core/formats/closest.h"
#include "core/formats/json/device.h"
#include "core/formats/json/figures/figures.h"
#include "core/formats/json/model.h"
#include "core/formats/json/presets.h"
#include "core/formats/json/project.h"
#include "core/metrics/catalogue.h"
#include "core/scenario/baseline.h"
#include "core/scenario/parameters/parameters.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

constexpr const char* scenarioFormat = "ridgepoint-scenario";
constexpr const char* pinsKey = "pins";
constexpr const char* studentKey = "student";
constexpr const char* targetsKey = "targets";
constexpr const char* atMostKey = "at_most";
constexpr const char* atLeastKey = "at_least";

bool isStored(const Parameter& row)
{
    return row.section != Section::Model && row.section != Section::Device; // those are in the model and the device
}

std::vector<Parameter> storedRows(std::vector<Parameter> rows)
{
    rows.erase(std::remove_if(rows.begin(), rows.end(), [](const Parameter& row) { return !isStored(row); }),
               rows.end());
    return rows;
}

/// A lever that is not pulled and numbers that nobody changed stand in no file: a later lever changes no old one.
bool isAtRest(const Parameter& row, const Scenario& scenario)
{
    return row.section == Section::Levers && !scenario.levers.contains(row.id);
}

/// What means nothing now and is kept in the file: a prompt length set for an LLM is there again after a CNN was saved.
std::vector<Parameter> hiddenRows(const Scenario& scenario)
{
    std::vector<Parameter> rows;
    for (const Parameter& row : parameterCatalogue()) {
        if (row.hidden && !row.get(scenario)) {
            rows.push_back(row);
        }
    }
    return rows;
}

OrderedJson valueJson(const Parameter& row, double value)
{
    const auto index = static_cast<std::size_t>(std::max(value, 0.0));
    if (row.unit == Unit::Choice && index < row.choices.size()) {
        return row.choices[index];
    }
    return numberJson(value);
}

double readValue(const Parameter& row, const Json& json, const std::string& place)
{
    if (row.unit != Unit::Choice) {
        return readNumber(json, place, row.range());
    }
    const std::string id = readText(json, place);
    const auto found = std::find(row.choices.begin(), row.choices.end(), id);
    if (found == row.choices.end()) {
        std::string all;
        for (const std::string& choice : row.choices) {
            all += (all.empty() ? "" : ", ") + choice;
        }
        failAt(place, inQuotes(id) + " is not one of " + all + ".");
    }
    return static_cast<double>(found - row.choices.begin());
}

[[noreturn]] void failUnknown(const std::string& id, const std::string& place, const std::vector<Parameter>& rows)
{
    std::vector<std::string> known;
    for (const Parameter& each : rows) {
        known.push_back(each.id);
    }
    const std::string hint = didYouMean(id, known);
    failAt(place + "[" + inQuotes(id) + "]", "there is no such parameter" + (hint.empty() ? "." : hint));
}

/// Calls `assign` with the row and the value of every entry. `rowsNow` is asked again for entries without a row: one
/// parameter may apply because of another (the group size, because a format has groups), and that because of a third.
template <class RowsNow, class Assign>
void readParameters(const Json* given, const std::string& place, RowsNow rowsNow, Assign assign)
{
    if (!given) {
        return;
    }
    const Json& json = *given;
    if (!json.is_object()) {
        failAt(place, "expected an object of parameter ids and values.");
    }
    std::vector<std::string> waiting;
    for (const auto& [id, value] : json.items()) {
        waiting.push_back(id);
    }
    while (!waiting.empty()) {
        const std::vector<Parameter> rows = rowsNow();
        std::vector<std::string> left;
        for (const std::string& id : waiting) {
            const auto row =
                std::find_if(rows.begin(), rows.end(), [&](const Parameter& each) { return each.id == id; });
            if (row != rows.end()) {
                assign(*row, readValue(*row, json.at(id), place + "[" + inQuotes(id) + "]"));
            } else {
                left.push_back(id);
            }
        }
        if (left.size() == waiting.size()) {
            failUnknown(left.front(), place, rows);
        }
        waiting = std::move(left);
    }
}

/// A preset's id may stand for the whole description in files written by hand.
Model readModelOrId(const Json& json, const std::string& place)
{
    return json.is_string() ? modelPreset(json.get<std::string>()) : readModelFields(json, place);
}

} // namespace

Scenario readScenarioFields(const Json& json)
{
    const ObjectReader reader(json, "");
    checkHeader(reader, scenarioFormat);
    const Json* model = reader.find("model");
    const Json* device = reader.find("device");
    const Json* student = reader.find(studentKey);
    const Json* parameters = reader.find("parameters");
    const Json* kept = reader.find("parameters_kept");
    reader.find(unsavedKey);
    reader.find(pinsKey);
    reader.find(targetsKey);
    reader.find(figuresKey);
    reader.rejectUnknown();
    if (!model || !device) {
        failAt(model ? "device" : "model", "is missing.");
    }
    Scenario scenario =
        baseline(readModelOrId(*model, "model"),
                 device->is_string() ? devicePreset(device->get<std::string>()) : readDeviceFields(*device, "device"));
    if (student) { // before the parameters: they apply or not because of it
        scenario.student = readModelOrId(*student, studentKey);
    }
    readParameters(
        parameters, "parameters", [&] { return storedRows(parametersOf(scenario)); },
        [&](const Parameter& row, double value) {
            if (row.get(scenario) != value) { // the symbols of a graph are there already, and setting one is work
                row.set(scenario, value);
            }
        });
    readParameters(
        kept, "parameters_kept", [&] { return hiddenRows(scenario); },
        [&](const Parameter& row, double value) { row.set(scenario, value); });
    return scenario;
}

Pins readPins(const Json& json)
{
    Pins pins;
    for (const Json* one : ObjectReader(json, "").array(pinsKey, mostPins)) {
        const std::string place = std::string(pinsKey) + "[" + std::to_string(pins.size()) + "]";
        const ObjectReader reader(*one, place);
        const std::string name = reader.text("name");
        const Json* scenario = reader.find("scenario");
        reader.rejectUnknown();
        if (!scenario) {
            failAt(reader.placeOf("scenario"), "is missing.");
        }
        if (scenario->is_object() && scenario->contains(pinsKey)) {
            failAt(reader.placeOf("scenario") + "." + pinsKey, "a pinned scenario has no pins of its own.");
        }
        try {
            pins.push_back({name, std::make_shared<const Scenario>(readScenarioFields(*scenario))});
        } catch (const FieldError& error) { // the place within the scenario, the sentence as it is
            const std::string sentence = std::string(error.what()).substr(error.place.size() + 2);
            const bool isDirect = error.place.empty() || error.place.front() == '[';
            failAt(reader.placeOf("scenario") + (isDirect ? "" : ".") + error.place, sentence);
        }
    }
    return pins;
}

Targets readTargets(const Json& scenario)
{
    constexpr NumberRange anyNumber{-1e300, 1e300, false};
    Targets targets;
    const Json* given = ObjectReader(scenario, "").find(targetsKey);
    if (!given) {
        return targets;
    }
    if (!given->is_object()) {
        failAt(targetsKey, "expected an object of metric ids and targets.");
    }
    for (const auto& [id, json] : given->items()) {
        const std::string place = std::string(targetsKey) + "[" + inQuotes(id) + "]";
        if (!metricIndex(id)) {
            std::vector<std::string> known;
            for (const Metric& row : metricCatalogue()) {
                known.emplace_back(row.id);
            }
            const std::string hint = didYouMean(id, known);
            failAt(place, "there is no such metric" + (hint.empty() ? "." : hint));
        }
        const ObjectReader reader(json, place);
        const bool isAtMost = reader.find(atMostKey) != nullptr;
        targets[id] = {isAtMost, reader.number(isAtMost ? atMostKey : atLeastKey, anyNumber)};
        reader.rejectUnknown();
    }
    return targets;
}

namespace {

void addTargets(OrderedJson& scenario, const Targets& targets)
{
    for (const auto& [id, aim] : targets) {
        scenario[targetsKey][id][aim.isAtMost ? atMostKey : atLeastKey] = numberJson(aim.limit);
    }
}

} // namespace

OrderedJson scenarioJson(const Scenario& scenario, const Pins& pins, const Targets& targets, const Figures& figures)
{
    OrderedJson json;
    json["format"] = scenarioFormat;
    json["version"] = 1;
    json["model"] = modelJson(scenario.model);
    json["device"] = deviceJson(scenario.device);
    if (scenario.student) {
        json[studentKey] = modelJson(*scenario.student);
    }
    json["parameters"] = OrderedJson::object();
    for (const Parameter& row : storedRows(parametersOf(scenario))) {
        if (!isAtRest(row, scenario)) {
            json["parameters"][row.id] = valueJson(row, row.get(scenario).value_or(row.minimum));
        }
    }
    for (const Parameter& row : hiddenRows(scenario)) {
        if (!isAtRest(row, scenario)) {
            json["parameters_kept"][row.id] = valueJson(row, row.hidden(scenario).value_or(row.minimum));
        }
    }
    for (const Pin& pin : pins) {
        OrderedJson one;
        one["name"] = pin.name;
        one["scenario"] = scenarioJson(*pin.scenario);
        json[pinsKey].push_back(std::move(one));
    }
    addTargets(json, targets);
    addFigures(json, figures);
    return json;
}

ScenarioFile readScenarioFileJson(std::string_view text)
{
    const Json json = parseJson(text, "The scenario");
    return {readScenarioFields(json), readPins(json), readTargets(json), readFigures(json)};
}

Scenario readScenarioJson(std::string_view text) { return readScenarioFileJson(text).scenario; }

std::string writeScenarioJson(const Scenario& scenario, const Pins& pins, const Targets& targets,
                              const Figures& figures)
{
    return jsonText(scenarioJson(scenario, pins, targets, figures));
}

} // namespace ridge

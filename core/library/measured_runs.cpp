#include "core/library/measured_runs.h"

#include "core/evaluate/evaluate.h"
#include "core/formats/closest.h"
#include "core/formats/embedded.h"
#include "core/formats/json/presets.h"
#include "core/formats/json/reader.h"
#include "core/library/baseline.h"
#include "core/library/entries.h"
#include "core/scenario/baseline.h"
#include "core/scenario/parameters/parameters.h"

#include <algorithm>
#include <set>

namespace ridge {
namespace {

constexpr std::size_t mostRuns = 10'000;
constexpr NumberRange valueRange{1e-30, 1e30, false};

std::vector<std::string> quantityIds()
{
    std::vector<std::string> ids;
    for (const MeasuredQuantity& row : measuredQuantities()) {
        ids.emplace_back(row.id);
    }
    return ids;
}

void requireKnown(const ObjectReader& reader, const char* key, const std::string& id,
                  const std::vector<std::string>& known)
{
    if (std::find(known.begin(), known.end(), id) == known.end()) {
        failAt(reader.placeOf(key), "there is no " + std::string(key) + " " + inQuotes(id) + didYouMean(id, known));
    }
}

MeasuredRun readRun(const Json& json, const std::string& place)
{
    const ObjectReader reader(json, place);
    MeasuredRun run;
    run.id = reader.text("id");
    run.model = reader.text("model", "");
    run.device = reader.text("device");
    run.measuredOn = reader.text("measured_on");
    run.settings = reader.texts("settings");
    run.quantity = reader.text("quantity");
    run.value = reader.number("value", valueRange);
    run.source = reader.text("source");
    run.note = reader.text("note", "");
    run.isCheck = reader.boolean("check", false);
    reader.rejectUnknown();
    if (!run.model.empty()) {
        requireKnown(reader, "model", run.model, modelIds());
    }
    requireKnown(reader, "device", run.device, deviceIds());
    requireKnown(reader, "quantity", run.quantity, quantityIds());
    if (run.source.empty()) {
        failAt(reader.placeOf("source"), "a measurement without its source says nothing.");
    }
    try {
        scenarioOf(run);
    } catch (const FormatError& error) {
        failAt(reader.placeOf("settings"), error.what());
    }
    return run;
}

std::shared_ptr<const Evaluation> evaluated(Scenario scenario, TimeRule times, EnergyRule energy)
{
    scenario.convention.times = times;
    scenario.convention.energy = energy;
    return std::make_shared<const Evaluation>(evaluate(scenario));
}

} // namespace

std::vector<MeasuredRun> readMeasuredJson(std::string_view text)
{
    const Json json = parseJson(text, "The list of measured runs");
    const ObjectReader reader(json, "");
    checkHeader(reader, "ridgepoint-measured");
    std::set<std::string> ids;
    std::vector<MeasuredRun> runs = readEntries(reader, "runs", mostRuns, ids, readRun);
    reader.rejectUnknown();
    return runs;
}

const std::vector<MeasuredRun>& measuredRuns()
{
    static const std::vector<MeasuredRun> runs = [] {
        for (const EmbeddedFile& file : embeddedFiles()) {
            if (file.path == "measured.json") {
                return readMeasuredJson(file.text);
            }
        }
        return std::vector<MeasuredRun>{};
    }();
    return runs;
}

Scenario scenarioOf(const MeasuredRun& run)
{
    // Where the device alone decides, the model is what the program starts with.
    Scenario scenario =
        baseline(run.model.empty() ? defaultScenario().model : modelPreset(run.model), devicePreset(run.device));
    if (const std::string refused = setParameters(scenario, run.settings); !refused.empty()) {
        throw FormatError(refused);
    }
    return scenario;
}

std::vector<CheckedRun> checkMeasured(const std::vector<MeasuredRun>& runs)
{
    std::vector<CheckedRun> checked;
    checked.reserve(runs.size());
    for (const MeasuredRun& run : runs) {
        const Scenario scenario = scenarioOf(run);
        const auto typical = evaluated(scenario, TimeRule::Typical, EnergyRule::TdpTimesTime);
        checked.push_back(check(run, evaluated(scenario, TimeRule::SpeedOfLight, EnergyRule::BottomUp), *typical));
    }
    return checked;
}

std::vector<CheckedRun> checkMeasured() { return checkMeasured(measuredRuns()); }

} // namespace ridge

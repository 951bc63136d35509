// The built-in library, and the baselines that a scenario is compared with.

#include "core/formats/closest.h"
#include "core/formats/embedded.h"
#include "core/formats/formats.h"
#include "core/scenario/parameters/parameters.h"

#include <algorithm>
#include <tuple>

namespace ridge {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Digits compare as numbers: "llama-3-8b" comes before "llama-3-70b".
bool naturalLess(std::string_view a, std::string_view b)
{
    const auto digits = [](std::string_view text) {
        const auto end = std::find_if_not(text.begin(), text.end(), isDigit);
        return static_cast<std::size_t>(end - text.begin());
    };
    while (!a.empty() && !b.empty()) {
        const std::size_t inA = digits(a);
        const std::size_t inB = digits(b);
        if (inA > 0 && inB > 0 && (inA != inB || a.substr(0, inA) != b.substr(0, inB))) {
            return std::tuple(inA, a.substr(0, inA)) < std::tuple(inB, b.substr(0, inB));
        }
        if (a.front() != b.front()) {
            return a.front() < b.front();
        }
        a.remove_prefix(1);
        b.remove_prefix(1);
    }
    return a.size() < b.size();
}

/// The id of a file directly inside a folder of resources/; empty for other files.
std::string_view idIn(std::string_view folder, std::string_view path)
{
    constexpr std::string_view extension = ".json";
    if (!path.starts_with(folder) || !path.ends_with(extension)) {
        return {};
    }
    const std::string_view id = path.substr(folder.size(), path.size() - folder.size() - extension.size());
    return id.find('/') == std::string_view::npos ? id : std::string_view{};
}

template <class Read> auto readPreset(std::string_view folder, std::string_view what, std::string_view id, Read read)
{
    std::vector<std::string> known;
    for (const EmbeddedFile& file : embeddedFiles()) {
        const std::string_view found = idIn(folder, file.path);
        if (!found.empty() && found == id) {
            return read(file.text);
        }
        if (!found.empty()) {
            known.emplace_back(found);
        }
    }
    throw FormatError("no " + std::string(what) + " preset \"" + std::string(id.substr(0, 60)) + "\"" +
                      didYouMean(id, known) + " (ridgepoint list " + std::string(what) + "s shows all)");
}

template <class Describe> std::vector<PresetInfo> describeAll(std::string_view folder, Describe describe)
{
    std::vector<PresetInfo> presets;
    for (const EmbeddedFile& file : embeddedFiles()) {
        if (!idIn(folder, file.path).empty()) {
            presets.push_back(describe(file.text));
        }
    }
    return presets;
}

PresetInfo describeModel(std::string_view text)
{
    const Model model = readModelJson(text);
    return {model.id, model.name, model.family};
}

PresetInfo describeDevice(std::string_view text)
{
    const Device device = readDeviceJson(text);
    std::string detail = device.vendor;
    if (device.year > 0) {
        detail += (detail.empty() ? "" : " · ") + std::to_string(device.year);
    }
    return {device.id, device.name, detail};
}

} // namespace

const std::vector<PresetInfo>& modelPresets()
{
    static const std::vector<PresetInfo> presets = [] {
        std::vector<PresetInfo> all = describeAll("models/", describeModel);
        std::sort(all.begin(), all.end(), [](const PresetInfo& a, const PresetInfo& b) {
            return a.detail != b.detail ? a.detail < b.detail : naturalLess(a.id, b.id);
        });
        return all;
    }();
    return presets;
}

const std::vector<PresetInfo>& devicePresets()
{
    static const std::vector<PresetInfo> presets = [] {
        std::vector<PresetInfo> all = describeAll("devices/", describeDevice);
        std::sort(all.begin(), all.end(),
                  [](const PresetInfo& a, const PresetInfo& b) { return naturalLess(a.id, b.id); });
        return all;
    }();
    return presets;
}

Model modelPreset(std::string_view id) { return readPreset("models/", "model", id, readModelJson); }

Device devicePreset(std::string_view id) { return readPreset("devices/", "device", id, readDeviceJson); }

Scenario baseline(Model model, Device device)
{
    Scenario scenario;
    scenario.model = std::move(model);
    scenario.device = std::move(device);
    const auto modelUsual = scenario.model.usual; // copies: applying may edit the model
    const auto deviceUsual = scenario.device.usual;
    applyUsual(scenario, modelUsual);
    applyUsual(scenario, deviceUsual);
    return scenario;
}

namespace {

/// The built-in preset of that name, or one that is kept beside them, or the thing itself.
template <class Item, class Read, class Beside>
Item presetNamed(const Item& item, const std::vector<PresetInfo>& presets, Read read, const Beside& beside)
{
    const bool isBuiltIn =
        std::any_of(presets.begin(), presets.end(), [&item](const PresetInfo& preset) { return preset.id == item.id; });
    if (isBuiltIn) {
        return read(item.id);
    }
    const std::optional<Item> kept = beside ? beside(item.id) : std::nullopt;
    return kept.value_or(item);
}

} // namespace

Scenario baselineOf(const Scenario& scenario, const PresetLookup& beside)
{
    Model model = presetNamed(scenario.model, modelPresets(), modelPreset, beside.model);
    if (model.body.index() != scenario.model.body.index() || !(model.checkpoint == scenario.model.checkpoint)) {
        model = scenario.model;
    }
    return baseline(std::move(model), presetNamed(scenario.device, devicePresets(), devicePreset, beside.device));
}

Scenario defaultScenario()
{
    Scenario scenario = baseline(modelPreset("llama-3-8b"), devicePreset("h100-sxm"));
    scenario.workload.batch = 16; // enough for all three charts to have something to say
    return scenario;
}

Scenario rebase(const Scenario& current, const Scenario& oldBaseline, const Scenario& newBaseline)
{
    // All three are asked as scenarios of the new model and device, so that the same rows apply to each of them; what
    // does not apply there (the prompt of a CNN) stays as it is and is found again later.
    const auto moved = [&](const Scenario& scenario) {
        Scenario copy = scenario;
        copy.model = newBaseline.model;
        copy.device = newBaseline.device;
        return copy;
    };
    const Scenario mine = moved(current);
    Scenario result = mine;
    const Scenario before = moved(oldBaseline);
    for (const Parameter& row : parametersOf(newBaseline)) {
        if (row.section == Section::Model || row.section == Section::Device) {
            continue;
        }
        const auto now = row.get(result);
        const auto fresh = row.get(newBaseline);
        const bool isNew = !row.get(mine); // applies because of another row that was just set
        if (now && fresh && (isNew || now == row.get(before))) {
            row.set(result, *fresh);
        } else if (now) {
            assignParameter(result, row, *now); // kept, within the new row's range
        }
    }
    return result;
}

} // namespace ridge

#include "core/library/baseline.h"

#include "core/library/presets.h"

#include <algorithm>

namespace ridge {
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
    if (!model.isOfSameFamily(scenario.model) || !(model.checkpoint == scenario.model.checkpoint)) {
        model = scenario.model;
    }
    return baseline(std::move(model), presetNamed(scenario.device, devicePresets(), devicePreset, beside.device));
}

Scenario defaultScenario() { return baseline(modelPreset("llama-3-8b"), devicePreset("h100-sxm")); }

} // namespace ridge

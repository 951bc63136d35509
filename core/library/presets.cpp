#include "core/library/presets.h"

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

PresetInfo describe(const Model& model) { return {model.id, model.name, model.family}; }

PresetInfo describe(const Device& device)
{
    std::string detail = device.vendor;
    if (device.year > 0) {
        detail += (detail.empty() ? "" : " · ") + std::to_string(device.year);
    }
    return {device.id, device.name, detail};
}

template <class Item>
std::vector<PresetInfo> describeAll(const std::vector<std::string>& ids, Item (*read)(std::string_view))
{
    std::vector<PresetInfo> presets;
    for (const std::string& id : ids) {
        presets.push_back(describe(read(id)));
    }
    return presets;
}

} // namespace

const std::vector<PresetInfo>& modelPresets()
{
    static const std::vector<PresetInfo> presets = [] {
        std::vector<PresetInfo> all = describeAll(modelIds(), modelPreset);
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
        std::vector<PresetInfo> all = describeAll(deviceIds(), devicePreset);
        std::sort(all.begin(), all.end(),
                  [](const PresetInfo& a, const PresetInfo& b) { return naturalLess(a.id, b.id); });
        return all;
    }();
    return presets;
}

} // namespace ridge

#include "core/scenario/sources.h"

namespace ridge {
namespace {

std::string lookUp(const Device& device, const std::string& key)
{
    const auto found = device.sources.find(key);
    return found == device.sources.end() ? std::string() : found->second;
}

/// "bandwidth" of the level a parameter speaks of: sources are kept under the level's own name.
std::string levelSource(const Device& device, const MemoryLevel* level, std::string_view figure)
{
    return level ? lookUp(device, "memory." + level->name + "." + std::string(figure)) : std::string();
}

std::string deviceSource(const Device& device, std::string_view figure)
{
    const auto after = [figure](std::string_view prefix) { return figure.substr(prefix.size()); };
    if (figure.starts_with("memory.")) {
        return levelSource(device, device.mainMemory(), after("memory."));
    }
    if (figure.starts_with("cache.")) {
        return levelSource(device, device.cache(), after("cache."));
    }
    if (figure.starts_with("flash.")) {
        return levelSource(device, device.flash(), after("flash."));
    }
    if (figure.starts_with("peak.")) {
        const std::string own = lookUp(device, std::string(figure));
        return own.empty() ? lookUp(device, "peak") : own;
    }
    if (figure.starts_with("energy.")) {
        const std::string table = lookUp(device, "energy");
        const std::string node = lookUp(device, "energy.node");
        return table + (table.empty() || node.empty() ? "" : "; ") + node;
    }
    if (figure == "host_link") {
        return lookUp(device, "interconnect");
    }
    return lookUp(device, std::string(figure.substr(0, figure.find("_power"))));
}

} // namespace

std::string sourceOf(const Scenario& scenario, std::string_view parameterId)
{
    if (parameterId.starts_with("device.")) {
        const Device& device = scenario.device;
        const std::string source = deviceSource(device, parameterId.substr(7));
        const std::string year = device.year > 0 ? ", " + std::to_string(device.year) : "";
        return source.empty() ? source : device.name + year + ": " + source;
    }
    return parameterId.starts_with("model.") ? scenario.model.source : std::string();
}

} // namespace ridge

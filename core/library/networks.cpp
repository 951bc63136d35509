#include "core/library/networks.h"

#include "core/formats/closest.h"
#include "core/formats/embedded.h"
#include "core/library/entries.h"
#include "core/quantity/notation.h"
#include "core/scenario/ranges.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr std::size_t mostNetworks = 1000;

NetworkPreset readNetwork(const Json& json, const std::string& place)
{
    const ObjectReader reader(json, place);
    NetworkPreset network;
    network.id = reader.text("id");
    network.name = reader.text("name");
    network.joinsNodes = reader.boolean("joins_nodes", false);
    network.bandwidth = reader.number("bandwidth_bytes_per_s", ranges::bytesPerSecond);
    network.latency = reader.optionalNumber("latency_s", ranges::linkLatency);
    network.topology = reader.text("topology");
    network.source = reader.text("source");
    reader.rejectUnknown();
    return network;
}

} // namespace

std::string NetworkPreset::detail() const
{
    return format(bandwidth, Unit::BytesPerSecond) + (joinsNodes ? " · between nodes" : " · within a node");
}

std::vector<NetworkPreset> readNetworksJson(std::string_view text)
{
    const Json json = parseJson(text, "The list of networks");
    const ObjectReader reader(json, "");
    checkHeader(reader, "ridgepoint-networks");
    std::set<std::string> ids;
    std::vector<NetworkPreset> all = readEntries(reader, "networks", mostNetworks, ids, readNetwork);
    reader.rejectUnknown();
    return all;
}

const std::vector<NetworkPreset>& networks()
{
    static const std::vector<NetworkPreset> all = [] {
        const auto files = embeddedFiles();
        const auto file = std::ranges::find(files, "networks.json", &EmbeddedFile::path);
        return file == files.end() ? std::vector<NetworkPreset>{} : readNetworksJson(file->text);
    }();
    return all;
}

const NetworkPreset& networkCalled(std::string_view id)
{
    const auto found = std::ranges::find(networks(), id, &NetworkPreset::id);
    if (found != networks().end()) {
        return *found;
    }
    std::vector<std::string> ids;
    std::ranges::transform(networks(), std::back_inserter(ids), &NetworkPreset::id);
    const std::string hint = didYouMean(id, ids);
    throw FormatError("There is no network " + inQuotes(id) + (hint.empty() ? "." : hint));
}

void takeNetwork(const NetworkPreset& network, Scenario& scenario)
{
    NodeNetwork& chosen = scenario.deployment.network;
    if (network.joinsNodes) {
        chosen.bandwidth = network.bandwidth;
        chosen.latency = network.latency.value_or(chosen.latency);
        return;
    }
    if (Interconnect* link = scenario.device.deviceLink()) {
        link->name = network.name, link->bandwidth = network.bandwidth;
    } else {
        scenario.device.interconnect.push_back({network.name, network.bandwidth, false});
    }
    scenario.device.sources["interconnect"] = network.source;
    chosen.linkLatency = network.latency.value_or(chosen.linkLatency);
}

} // namespace ridge

// What joins devices, within a node and between nodes, compiled in from resources/networks.json.
// Not what an evaluation uses: that are numbers of its device and deployment, which a network sets.
#pragma once

#include "core/scenario/scenario.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ridge {

/// One direction of one device: bytes per second, and seconds of a step where somebody measured them.
struct NetworkPreset {
    std::string id;   // "nvlink-4"
    std::string name; // "NVLink 4, NVSwitch"
    bool joinsNodes = false;
    double bandwidth = 0;
    std::optional<double> latency;
    std::string topology;
    std::string source;

    /// "450 GB/s · within a node"
    std::string detail() const;
};

const std::vector<NetworkPreset>& networks();
/// Throws FormatError, also for an id that is used twice.
std::vector<NetworkPreset> readNetworksJson(std::string_view text);

/// Throws FormatError where there is none.
const NetworkPreset& networkCalled(std::string_view id);
/// Sets the link of the device to others of its node, or what joins nodes.
void takeNetwork(const NetworkPreset& network, Scenario& scenario);

} // namespace ridge

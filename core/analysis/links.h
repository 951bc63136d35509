// What the ranks of a split reach each other over, of a device and its network, over the number type.
// Not how long an exchange takes: see core/formulas/collectives.h.
#pragma once

#include "core/analysis/stored_bits.h"
#include "core/formulas/collectives.h"

namespace ridge {

template <class N = double> struct Links {
    Link<N> inside, between; // a node, and nodes
    N overlap{0};
};

/// The link that ranks of one node use: the devices' own, or the way through the host.
inline const Interconnect* linkWithinNode(const Device& device)
{
    const Interconnect* own = device.deviceLink();
    return own ? own : device.hostLink();
}

template <class N> Links<N> linksOf(const Scenario& s)
{
    const NodeNetwork& network = s.deployment.network;
    const auto rate = [](const char* id, const char* symbol, double value) {
        return BytesPerSecond<N>(parameterLeaf<N>(id, symbol, value, Unit::BytesPerSecond));
    };
    const auto latency = [](const char* id, const char* symbol, double value) {
        return Seconds<N>(parameterLeaf<N>(id, symbol, value, Unit::Seconds));
    };
    Links<N> links;
    links.between = {rate("deployment.network.bandwidth", "BW_net", network.bandwidth),
                     latency("deployment.network.latency", "α_net", network.latency)};
    links.inside = links.between;
    if (const Interconnect* link = linkWithinNode(s.device)) {
        links.inside = {rate(link->toHost ? "device.host_link" : "device.link", "BW_link", link->bandwidth),
                        latency("deployment.network.link_latency", "α_link", network.linkLatency)};
    }
    links.overlap = parameterLeaf<N>("deployment.split.overlap", "o", s.deployment.split.overlap, Unit::Fraction);
    return links;
}

} // namespace ridge

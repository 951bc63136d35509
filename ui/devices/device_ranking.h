// A scenario on every machine there is, as the page of devices is given it.
// Not the ranking (core/studies/ranking/ranking.h), and not where the machines come from.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/studies/ranking/ranking.h"

#include <memory>

namespace ridge {

struct DeviceRanking {
    std::shared_ptr<const Scenario> scenario; // as it is on screen
    std::vector<Device> devices;
    std::size_t present = 0; // of the devices: the scenario's own, as it is on screen
    Ranking ranking;
    /// Those whose roofs are wanted, as they came; by their indices.
    std::vector<std::pair<std::size_t, std::shared_ptr<const Evaluation>>> drawn;
};

} // namespace ridge

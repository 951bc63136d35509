// What a frontier runs through, of the library and of the scenario's own parameters, and the picture that comes of it.
// Not the search: core/studies/ranking/frontier.h.
#pragma once

#include "core/studies/runner.h"
#include "ui/charts/frontier/frontier_picture.h"
#include "ui/frontier/frontier_wish.h"

namespace ridge {

/// What is in the library, as far as a frontier needs it.
struct FrontierStock {
    std::vector<Device> devices;
    std::vector<Model> models; // of one class
    std::string family;

    /// Looks again only where something is missing.
    void provideFor(const Scenario& scenario, const FrontierWish& wish);
};

/// A frontier that is not yet searched: its points are empty.
FrontierPicture frontierFor(const std::shared_ptr<const Scenario>& scenario, const FrontierWish& wish,
                            const FrontierStock& stock);
/// The same with its points.
std::shared_ptr<const FrontierPicture> searched(FrontierPicture picture, const StudyRun& run);

} // namespace ridge

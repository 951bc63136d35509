// What of a scenario is varied for a frontier, and the metrics that count: as it is chosen, before there is a space.
// Not the space itself, which depends on what is in the library.
#pragma once

#include <string>
#include <vector>

namespace ridge {

struct FrontierWish {
    enum class Vary { This, Few, All };

    std::vector<std::string> metrics; // two or three
    bool allModels = false;           // of the class
    bool allDevices = true;
    Vary weights = Vary::Few;
    Vary batch = Vary::Few;
    friend bool operator==(const FrontierWish&, const FrontierWish&) = default;
};

} // namespace ridge

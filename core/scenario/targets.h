// What metrics are to be: at most or at least so much, by metric id. Kept beside a scenario, and no part of it: nothing
// that is evaluated depends on what somebody would like. Not whether they are met: core/studies/targets.h.
#pragma once

#include <map>
#include <string>

namespace ridge {

struct Aim {
    bool isAtMost = true; // else at least
    double limit = 0;     // base units of its metric
    friend bool operator==(const Aim&, const Aim&) = default;
};

using Targets = std::map<std::string, Aim, std::less<>>;

} // namespace ridge

// From which operator to which each tensor of a stage is alive.
// Not sizes: see memory_plan.h.
#pragma once

#include "core/models/program.h"

namespace ridge {

struct Lifetime {
    int birth = -1; // operator index; −1: never in memory
    int death = -1; // last operator that needs it
    bool alive() const { return birth >= 0; }
};
using Lifetimes = std::vector<Lifetime>; // one per tensor

Lifetimes lifetimesOf(const Stage& stage, bool inputCounts);

} // namespace ridge

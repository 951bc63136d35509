// From which operator to which each tensor of a stage is alive, and how much is alive at once.
// Not places in memory: see arena.cpp.
#pragma once

#include "core/program/program.h"

namespace ridge {

struct Lifetime {
    std::int32_t birth = -1; // operator index; −1: never in memory
    std::int32_t death = -1; // last operator that needs it
    std::int32_t maker = -1; // the operator that wrote it: in place, one step before it has memory of its own
    bool alive() const { return birth >= 0; }
    bool covers(std::size_t step) const
    {
        const auto at = static_cast<std::int32_t>(step);
        return alive() && birth <= at && at <= death;
    }
};
using Lifetimes = std::vector<Lifetime>; // one per tensor

Lifetimes lifetimesOf(const Stage& stage, bool inputCounts);

/// Elements alive while each operator runs.
std::vector<double> liveElements(const Stage& stage, const Lifetimes& lifetimes);

/// Where first-fit allocation in program order puts a tensor. Elements.
struct ArenaPlace {
    std::size_t tensor;
    double offset;
};
std::vector<ArenaPlace> arenaPlaces(const Stage& stage, const Lifetimes& lifetimes);

/// High-water mark of the same allocation, elements.
double arenaElements(const Stage& stage, const Lifetimes& lifetimes);

} // namespace ridge

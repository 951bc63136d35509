// Where the buffers of a stage lie in one arena, by several planners, and the bound below which none can get.
// Not when tensors live (lifetimes.h), and not the arena of the metrics (arena.cpp), which knows first fit alone.
#pragma once

#include "core/analysis/memory/lifetimes.h"

#include <span>

namespace ridge {

/// One tensor while it has memory. Bytes; operators of the stage.
struct ArenaPart {
    std::size_t tensor = 0;
    double size = 0;
    std::int32_t first = 0, last = 0; // both included
    bool covers(std::size_t step) const
    {
        const auto at = static_cast<std::int32_t>(step);
        return first <= at && at <= last;
    }
};

/// What keeps one place: a tensor, and after it whatever is computed in place of it.
struct ArenaBuffer {
    std::vector<ArenaPart> parts; // one after the other

    double size() const; // of the largest
    std::int32_t first() const { return parts.front().first; }
    std::int32_t last() const { return parts.back().last; }
};

struct ArenaTask {
    std::vector<ArenaBuffer> buffers; // in the order in which the program needs them
    std::size_t steps = 0;

    /// What is alive at each step, bytes.
    std::vector<double> alive() const;
    /// The most of it: no plan needs less.
    double bound() const;
};

/// Sizes are rounded up to multiples of the alignment, bytes; 0: they stay as they are.
ArenaTask arenaTask(const Stage& stage, const Lifetimes& lifetimes, double bitsPerElement, double alignment = 0);

struct ArenaLayout {
    std::vector<double> offsets; // of each buffer, bytes
    double size = 0;             // where the last of them ends
};

struct ArenaPlanner {
    const char *id, *label, *help;
    ArenaLayout (*plan)(const ArenaTask& task);
};
/// All there are; the first is the one that the metrics use.
std::span<const ArenaPlanner> arenaPlanners();

/// How far a plan is above the bound, as a share of it.
double overBound(double size, double bound);

} // namespace ridge

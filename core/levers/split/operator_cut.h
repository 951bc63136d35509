// Where a stage without layers that repeat is cut between the ranks of a pipeline.
// Not what these then send: see pipeline_split.h.
#pragma once

#include "core/program/program.h"
#include "core/scenario/device.h"

#include <utility>
#include <vector>

namespace ridge::split {

/// Ranks as runs of operators that follow each other.
struct OperatorCut {
    std::vector<std::size_t> ends; // of every rank's run; there may be fewer than asked for
    std::size_t slowest = 0;       // among them

    /// First operator and the one behind the last; of what is no run, nothing.
    std::pair<std::size_t, std::size_t> run(std::size_t rank) const
    {
        return rank < ends.size() ? std::pair(rank == 0 ? 0 : ends[rank - 1], ends[rank])
                                  : std::pair(ends.back(), ends.back());
    }
};

/// Runs whose slowest is as fast as can be. What an operator takes is judged by its multiplications at the device's
/// peak and by its weights and what it makes at the main memory's rate, the longer of both.
template <class N> OperatorCut cutOf(const StageOf<N>& stage, const Device& device, double ranks);

} // namespace ridge::split

// Small layers that learn beside weights that do not: low-rank products, and bottlenecks behind each branch.
// Not the levers that attach them: see rows/training.
#pragma once

#include "core/program/program.h"
#include "core/scenario/scenario.h"

#include <string>
#include <vector>

namespace ridge {

/// What low-rank products attach to.
enum class AdapterTargets : std::uint8_t { QueryValue, Attention, Linear };

/// As choices of a lever, in that order.
inline const std::vector<std::string>& adapterTargetIds()
{
    static const std::vector<std::string> ids{"query_value", "attention", "linear"};
    return ids;
}
inline const std::vector<std::string>& adapterTargetLabels()
{
    static const std::vector<std::string> labels{"query, value", "query, key, value, out", "all linear layers"};
    return labels;
}

/// No operator learns any more.
template <class N> void freezeAll(ProgramOf<N>& program);

/// W·x + B·(A·x) with A of r rows: r·(c_i + c_o) parameters for each matrix. One operator may stand for several
/// matrices, such as gate and up: each has its own. Returns whether it found any. Source: Hu et al. 2021
/// (arXiv:2106.09685).
template <class N> bool addLowRank(ProgramOf<N>& program, const N& rank, AdapterTargets targets, Precision format);

/// Down to so many channels, a GELU and up again, behind attention and network of each layer. Source: Houlsby et al.
/// 2019 (arXiv:1902.00751).
template <class N> bool addBottlenecks(ProgramOf<N>& program, const N& channels, Precision format);

} // namespace ridge

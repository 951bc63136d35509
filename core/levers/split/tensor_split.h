// One rank's share of the operators of a stage: heads, inner columns, vocabulary and experts, with what is exchanged.
// Not which layers a rank has: see pipeline_split.h.
#pragma once

#include "core/levers/split/ranks.h"

namespace ridge::split {

/// What of the caches a rank keeps: found at the operators that write them.
template <class N> struct CacheShare {
    Share<N> heads;
    Share<N> queryHeads; // of what every head would keep
    bool isKnown = false;
};

/// Column-parallel where a layer widens, row-parallel with a sum over the ranks where it narrows again, as Shoeybi et
/// al. 2019 (arXiv:1909.08053); experts over their ranks, with tokens sent there and back, as Lepikhin et al. 2020
/// (arXiv:2006.16668); all else by every rank. `replicas`: those that share the batch, on average.
template <class N>
CacheShare<N> splitTensors(StageOf<N>& stage, const Degrees<N>& degrees, const N& replicas,
                           std::vector<PartOf<N>>& parts);

} // namespace ridge::split

// Sequence parallelism: between the exchanges of tensor ranks, each works on its share of the positions.
// Not ranks that share attention by positions, as a context of one sequence over many would need.
#pragma once

#include "core/levers/split/ranks.h"

namespace ridge::split {

/// Of a stage that tensor ranks share already: sums over them become a reduce-scatter, with an all-gather before the
/// next operator that needs every position. As many bytes as before travel; norms, sums and dropouts are shared, and so
/// is what they keep for backward (Korthikanti et al. 2022, arXiv:2205.05198). What has fewer positions than ranks, as
/// a step of decode, stays as it is.
template <class N>
void shareSequence(StageOf<N>& stage, const Degrees<N>& degrees, const N& replicas, std::vector<PartOf<N>>& parts);

} // namespace ridge::split

// Context parallelism: ranks that share the positions of every sequence, and what each must see of the others' keys.
// Not tensor ranks that share positions between their exchanges: see sequence_split.h.
#pragma once

#include "core/levers/split/ranks.h"

namespace ridge::split {

/// Of a program that nothing has shared yet. Where a stage has as many positions as ranks each works on its own, and
/// keys and values travel around the ring of ranks, (n − 1)/n of them (Liu et al. 2023, arXiv:2310.01889): as much work
/// for each, as zigzag orders give it. Where a step has fewer, as in decode, all do the same but for attention, to
/// which each brings what its part of the cache says. Results are then added up, with the largest score and the sum of
/// each head (Yang et al. 2024, arXiv:2411.01783). Every rank keeps its part of the cache.
template <class N> void shareContext(ProgramOf<N>& program, const Degrees<N>& degrees);

/// Why its ranks all do the same instead; null where they do not.
template <class N> const char* whyNoContext(const ProgramOf<N>& program);

} // namespace ridge::split

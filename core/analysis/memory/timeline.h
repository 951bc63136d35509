// The memory timeline of a whole run, from the live sets of its stages.
// Not the live sets themselves: see lifetimes.h.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/analysis/stored_bits.h"

namespace ridge {

/// Writes MemoryPlan::timeline where it is to be kept, and the step at which activations, KV cache and what
/// training saves peak together.
void writeTimeline(const Program& program, const std::vector<StageResult>& stages, const StoredBits<>& bits, bool keeps,
                   MemoryPlan& plan);

} // namespace ridge

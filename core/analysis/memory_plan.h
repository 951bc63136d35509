// Which tensors are alive while each operator runs, what that peaks at, and the timeline of it.
// Not where they are placed among the memory levels: see placement.h.
#pragma once

#include "core/analysis/evaluation.h"

namespace ridge {

/// Live set per operator, into StageResult::live; and the peaks and sums over all stages.
MemoryPlan planMemory(const Scenario& scenario, const Program& program, std::vector<StageResult>& stages);

} // namespace ridge

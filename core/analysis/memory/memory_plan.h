// Which tensors are alive while each operator runs, what that peaks at, and the timeline of it.
// Not where they are placed among the memory levels: see placement.h.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/analysis/memory/lifetimes.h"

namespace ridge {

/// Live set per operator, into StageResult::live; and the peaks and sums over all stages.
/// Without `keeps` there is no timeline and no list of what is alive at the peak: studies want numbers alone.
MemoryPlan planMemory(const Scenario& scenario, const Program& program, std::vector<StageResult>& stages,
                      bool keeps = true);

/// What is alive while an operator of a stage runs, the largest first.
std::vector<MemoryPlan::Alive> aliveWith(const Stage& stage, const Lifetimes& lifetimes, std::size_t op,
                                         double bitsPerElement);
std::vector<MemoryPlan::Alive> aliveWith(const Evaluation& evaluation, std::size_t stage, std::size_t op);

} // namespace ridge

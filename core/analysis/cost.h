// What each operator costs on a device: work, traffic, time, energy; and the sums over a stage.
// Not memory over time: see memory_plan.h.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/program/arithmetic.h"

namespace ridge {

/// Bits that one element takes as stored, its share of the group's scale included.
double storageBits(Precision precision, const Deployment& deployment);

/// Work, traffic, time and energy of every operator, and their sums. Needs to know where the model runs from.
void costStage(const Evaluation& evaluation, const Stage& stage, StageResult& result);

} // namespace ridge

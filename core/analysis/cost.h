// What each operator costs on a device: work, traffic, time, energy; and the sums over a stage.
// Not memory over time: see memory_plan.h.
#pragma once

#include "core/analysis/evaluation.h"

namespace ridge {

/// The precision arithmetic runs at: the wider of weights and activations, or the next one the device offers.
Precision computePrecision(const Device& device, const Deployment& deployment);

/// The precision whose energy per operation is used: its own, or the next wider one that has a figure.
std::optional<Precision> energyPrecision(const Device& device, Precision precision);

/// Bits that one element takes as stored, its share of the group's scale included.
double storageBits(Precision precision, const Deployment& deployment);

/// Work, traffic, time and energy of every operator, and their sums. Needs to know where the model runs from.
void costStage(const Evaluation& evaluation, const Stage& stage, StageResult& result);

} // namespace ridge

// Which of a device's precisions a deployment computes in.
// Not what it stores: formats of tensors stand in the program.
#pragma once

#include "core/scenario/scenario.h"

namespace ridge {

/// The precision arithmetic runs at: the wider of weights and activations, or the next one the device offers.
Precision computePrecision(const Device& device, const Deployment& deployment);

/// The precision whose energy per operation is used: its own, or the next wider one that has a figure.
std::optional<Precision> energyPrecision(const Device& device, Precision precision);

} // namespace ridge

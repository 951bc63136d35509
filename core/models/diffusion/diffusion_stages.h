// Expands latent diffusion models: text encoders once, the denoiser once per sampling step, the image decoder once.
// Not the sampler: its few operations per latent element depend on the scheduler and are left out.
#pragma once

#include "core/models/inputs.h"
#include "core/program/program.h"
#include "core/scenario/families/diffusion.h"

namespace ridge {

template <class N> void expandDiffusion(const Inputs<N>& inputs, const DiffusionOf<N>& model, ProgramOf<N>& program);

} // namespace ridge

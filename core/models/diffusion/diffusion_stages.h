// Expands latent diffusion models: text encoders once, the denoiser once per sampling step, the image decoder once.
// Not the sampler: its few operations per latent element depend on the scheduler and are left out.
#pragma once

#include "core/program/program.h"

namespace ridge {

void expandDiffusion(const Scenario& scenario, const Diffusion& model, Program& program);

} // namespace ridge

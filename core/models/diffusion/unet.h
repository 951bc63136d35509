// Expands the U-Net of a latent diffusion model: one pass over all images of a step.
// Not how often it runs: see diffusion_stages.h.
#pragma once

#include "core/program/program.h"
#include "core/scenario/families/diffusion.h"

namespace ridge {

/// `passes`: images worked on together, twice as many under guidance.
template <class N> StageOf<N> expandUNet(const DiffusionOf<N>& model, const UNetOf<N>& unet, N passes);

} // namespace ridge

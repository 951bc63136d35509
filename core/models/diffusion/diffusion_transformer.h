// Expands the transformer that denoises patches of a latent (DiT, Peebles and Xie 2022): one pass over a step's images.
// Not how often it runs: see diffusion_stages.h.
#pragma once

#include "core/program/program.h"
#include "core/scenario/families/diffusion.h"

namespace ridge {

/// `passes`: images worked on together, twice as many under guidance.
template <class N>
StageOf<N> expandDiffusionTransformer(const DiffusionOf<N>& model, const DiffusionTransformerOf<N>& dit, N passes);

} // namespace ridge

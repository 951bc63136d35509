// Expands the decoder of an autoencoder: from latents to pixels, once for every image.
// Not the encoder, which generating does not need.
#pragma once

#include "core/program/program.h"
#include "core/scenario/families/diffusion.h"

namespace ridge {

template <class N>
StageOf<N> expandImageDecoder(const DiffusionOf<N>& model, const ImageDecoderOf<N>& decoder, N images);

} // namespace ridge

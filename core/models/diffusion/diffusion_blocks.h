// The blocks that convolutional denoisers and image decoders share: residual blocks, and what surrounds attention.
// Not the networks: unet.cpp and image_decoder.cpp say which blocks stand where.
#pragma once

#include "core/models/language/transformer_blocks.h"

namespace ridge {

/// Group norm (scale and shift per channel) and SiLU.
template <class N> TensorId normAndSilu(StageBuilder<N>& b, const char* norm, const char* activation, TensorId x);

/// Norm, SiLU, 3×3, the same again, and the input added: projected by 1×1 where the channels change. `time` is an
/// embedding whose projection is added between the convolutions; −1: none. Names PREFIX….
template <class N>
TensorId residualBlock(StageBuilder<N>& b, const std::string& prefix, TensorId x, N channels, TensorId time = -1);

/// Attention<N> of the positions of `x` over those of `memory`; q, k and v are `inner` wide, the result has as many
/// channels as `x`. Names NAME.q, …
template <class N = double> struct AttentionShape {
    N heads = 1;
    N headSize = 1;
    bool inputBias = false; // on q, k and v; the output always has one
    bool linear = false;    // a kernel instead of the softmax
};
template <class N>
TensorId attendTo(StageBuilder<N>& b, const std::string& name, TensorId x, TensorId memory,
                  const AttentionShape<N>& shape);

/// Nearest neighbour to twice the size, or to that of `like` where there is one, then 3×3.
template <class N> TensorId upsampled(StageBuilder<N>& b, const std::string& prefix, TensorId x, TensorId like = -1);

} // namespace ridge

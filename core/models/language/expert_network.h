// A mixture of experts: a router, the experts that a token meets, and those that every token meets.
// Not the dense network of a layer: transformer_blocks.h has that.
#pragma once

#include "core/program/stage_builder.h"

namespace ridge {

/// All experts exist, each position of `x` meets k of them, `inner` wide, and only those that are touched are read.
template <class N> TensorId expertNetwork(StageBuilder<N>& b, const DecoderOf<N>& d, const N& inner, TensorId x);

} // namespace ridge

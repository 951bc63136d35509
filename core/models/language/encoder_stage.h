// Expands encoders (BERT): one stage that reads all tokens at once.
// Not encoder–decoders: see encoder_decoder.h.
#pragma once

#include "core/models/inputs.h"
#include "core/program/program.h"
#include "core/scenario/families/encoder.h"

namespace ridge {

/// The sequence is the prompt of the workload.
template <class N> StageOf<N> expandEncoder(const Inputs<N>& inputs, const EncoderOf<N>& encoder);

} // namespace ridge

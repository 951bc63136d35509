// Expands an encoder of short texts into a stage: embeddings, layers, the projection of the whole text.
// Not encoders of documents (encoder_stage.h), and not language models (decoder.h).
#pragma once

#include "core/models/inputs.h"
#include "core/program/stage_builder.h"
#include "core/scenario/families/text_encoder.h"

namespace ridge {

/// `texts` of `length` tokens at once. Its output is all positions; the pooled embedding as well where there is one.
template <class N>
StageOf<N> encodeText(const Inputs<N>& inputs, const TextEncoderOf<N>& text, N length, const char* name, N texts);

} // namespace ridge

// Expands an encoder of short texts into a stage: embeddings, layers, the projection of the whole text.
// Not encoders of documents (encoder_stage.h), and not language models (decoder.h).
#pragma once

#include "core/program/stage_builder.h"
#include "core/scenario/families/text_encoder.h"

namespace ridge {

/// `texts` of `length` tokens at once. Its output is all positions; the pooled embedding as well where there is one.
Stage encodeText(const Scenario& scenario, const TextEncoder& text, double length, const char* name, double texts);

} // namespace ridge

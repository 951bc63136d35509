// Expands vision-language models: vision encoder, projector or resampler, prefill and decode of the language model.
// Not the language model's own layers: see language/decoder_stage.h, and visual_input.h for what images add to them.
#pragma once

#include "core/models/inputs.h"
#include "core/program/stage_builder.h"
#include "core/scenario/families/vision_language.h"

namespace ridge {

template <class N>
void expandVisionLanguage(const Inputs<N>& inputs, const VisionLanguageOf<N>& model, ProgramOf<N>& program);

} // namespace ridge

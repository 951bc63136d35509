// Expands vision-language models: vision encoder, projector or resampler, prefill and decode of the language model.
// Not the language model's own layers: see decoder_stage.h, which calls back for what an image adds to them.
#pragma once

#include "core/program/stage_builder.h"
#include "core/scenario/families/vision_language.h"

namespace ridge {

/// What images add to the stages of a language model.
struct VisualInput {
    double tokens = 0;   // visual tokens of one request, all images
    double attended = 0; // of them, those that one text token looks at: the latest image's
    double channels = 0; // of a visual token
    double layers = 0;   // layers that gated cross-attention stands in front of; 0: the tokens join the prompt
    Transformer cross;   // sizes of the cross-attention
    bool arrive = false; // in prefill: later the cache has them

    /// Visual tokens among the positions that the language model works on.
    double inPrompt() const { return layers > 0 ? 0 : tokens; }
    /// Keys and values of the images, elements of one request.
    double cached() const { return layers * 2 * cross.heads * cross.headSize * tokens; }
};

void expandVisionLanguage(const Scenario& scenario, const VisionLanguage& model, Program& program);

/// Visual tokens before the text's.
TensorId joinVisual(StageBuilder& b, const VisualInput& visual, TensorId text);

/// x + tanh(a)·cross(norm(x)), then x + tanh(b)·ffn(norm(x)), as a counted block. Keys and values of the images are
/// computed once, in prefill, and cached. Source: Alayrac et al. 2022 (arXiv:2204.14198), figure 4.
TensorId gatedCrossAttention(StageBuilder& b, const VisualInput& visual, TensorId x);

} // namespace ridge

// What images add to a language model's stages: tokens before the text, or cross-attention to them.
// Not what sees the images: core/models/vision makes the tokens.
#pragma once

#include "core/models/language/transformer_blocks.h"

namespace ridge {

/// What images add to the stages of a language model.
template <class N> struct VisualInput {
    N tokens = 0;           // visual tokens of one request, all images
    N attended = 0;         // of them, those that one text token looks at: the latest image's
    N channels = 0;         // of a visual token
    N layers = 0;           // layers that gated cross-attention stands in front of; 0: the tokens join the prompt
    TransformerOf<N> cross; // sizes of the cross-attention
    bool arrive = false;    // in prefill: later the cache has them

    /// Visual tokens among the positions that the language model works on.
    N inPrompt() const { return layers > 0 ? 0 : tokens; }
    /// Keys and values of the images, elements of one request.
    N cached() const { return layers * 2 * cross.heads * cross.headSize * tokens; }
};

/// Visual tokens before the text's.
template <class N> TensorId joinVisual(StageBuilder<N>& b, const VisualInput<N>& visual, TensorId text);

/// x + tanh(a)·cross(norm(x)), then x + tanh(b)·ffn(norm(x)), as a counted block. Keys and values of the images are
/// computed once, in prefill, and cached. Source: Alayrac et al. 2022 (arXiv:2204.14198), figure 4.
template <class N> TensorId gatedCrossAttention(StageBuilder<N>& b, const VisualInput<N>& visual, TensorId x);

/// Everything that stands between a vision encoder and the language model.
template <class N> void markConnector(OperatorOf<N>* first, OperatorOf<N>* last)
{
    for (; first != last; ++first) {
        first->isConnector = true;
    }
}

} // namespace ridge

// Hyper-parameters of encoders of short texts: what conditions a diffusion model, and what CLIP compares with images.
// Not encoders of whole documents such as BERT: see encoder.h.
#pragma once

#include "core/scenario/families/transformer.h"

namespace ridge {

/// A transformer over a text that is padded to a fixed length: CLIP's and SigLIP's.
template <class N = double> struct TextEncoderOf {
    N layers = 12;
    N width = 768;
    N heads = 12;
    N ffnWidth = 3072;
    N vocabulary = 49408;
    N projection = 0; // width of the pooled embedding of the whole text; 0: none
    bool projectionBias = false;
    bool causal = true;           // SigLIP's sees the whole text
    bool linearAttention = false; // a kernel instead of the softmax
    friend bool operator==(const TextEncoderOf&, const TextEncoderOf&) = default;

    /// Its layers: two matrices, biases and LayerNorms everywhere.
    TransformerOf<N> stack() const
    {
        TransformerOf<N> t;
        t.layers = layers;
        t.width = width;
        t.heads = t.kvHeads = heads;
        t.headSize = larger(N(1), wholePart(width / heads));
        t.ffnWidth = ffnWidth;
        t.gated = false;
        t.biases = BiasKind::All;
        t.norm = NormKind::Layer;
        return t;
    }
};
using TextEncoder = TextEncoderOf<>;

/// The other text encoder of models that have two.
template <class N = double> struct SecondTextEncoderOf : TextEncoderOf<N> {
    friend bool operator==(const SecondTextEncoderOf&, const SecondTextEncoderOf&) = default;
};
using SecondTextEncoder = SecondTextEncoderOf<>;

template <> const FieldTable<TextEncoder>& fieldsOf<TextEncoder>();
template <> const FieldTable<SecondTextEncoder>& fieldsOf<SecondTextEncoder>();

} // namespace ridge

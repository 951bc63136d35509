// Hyper-parameters of encoders of short texts: what conditions a diffusion model, and what CLIP compares with images.
// Not encoders of whole documents such as BERT: see encoder.h.
#pragma once

#include "core/scenario/families/transformer.h"

namespace ridge {

/// A transformer over a text that is padded to a fixed length: CLIP's and SigLIP's.
struct TextEncoder {
    double layers = 12;
    double width = 768;
    double heads = 12;
    double ffnWidth = 3072;
    double vocabulary = 49408;
    double projection = 0; // width of the pooled embedding of the whole text; 0: none
    bool projectionBias = false;
    bool causal = true; // SigLIP's sees the whole text
    friend bool operator==(const TextEncoder&, const TextEncoder&) = default;

    /// Its layers: two matrices, biases and LayerNorms everywhere.
    Transformer stack() const;
};

/// The other text encoder of models that have two.
struct SecondTextEncoder : TextEncoder {
    friend bool operator==(const SecondTextEncoder&, const SecondTextEncoder&) = default;
};

template <> const std::vector<Field<TextEncoder>>& fieldsOf<TextEncoder>();
template <> const std::vector<Field<SecondTextEncoder>>& fieldsOf<SecondTextEncoder>();

} // namespace ridge

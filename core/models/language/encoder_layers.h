// The layers of encoders and encoder–decoders: what they have beyond a plain transformer.
// Not the networks: see encoder_stage.cpp and encoder_decoder.cpp.
#pragma once

#include "core/models/language/transformer_blocks.h"
#include "core/scenario/families/encoder.h"

namespace ridge {

template <class N = double> struct LayerStyle {
    NormPlace normPlace = NormPlace::Before;
    bool keyBias = true;
    bool relative = false; // a bias for every head and distance is added to the scores
    N activation = ops::gelu;
    N context = 0;       // positions that each position of an encoder attends to, on average; 0: all of them
    bool linear = false; // an encoder's attention: a kernel instead of the softmax
};

/// Where keys and values come from: the sequence itself, or the KV cache.
template <class N = double> struct AttentionSource {
    const char* name = "attn";
    N context = 0;          // positions attended, on average
    N cached = 0;           // positions read from the cache; 0: keys and values are computed here from `keysFrom`
    TensorId keysFrom = -1; // what keys and values are computed from; −1: they are in the cache already
    bool relative = false;
    N ahead = 0;         // positions that the cache has room for before they are computed
    bool linear = false; // a kernel instead of the softmax
};

/// Query, key and value projections, attention, output projection. With a cache, keys and values of `keysFrom` are
/// written to it and all that is attended is read from it.
template <class N>
TensorId styledAttention(StageBuilder<N>& b, const TransformerOf<N>& t, const LayerStyle<N>& style, TensorId x,
                         const AttentionSource<N>& source);

/// Two matrices, three where the stack is gated, and the activation in between.
template <class N>
TensorId styledFeedForward(StageBuilder<N>& b, const TransformerOf<N>& t, const LayerStyle<N>& style, TensorId x);

/// x + sub(x), with the norm where the style has it. `sub` is called with the tensor that enters the sub-layer.
template <class N, class SubLayer>
TensorId subLayer(StageBuilder<N>& b, const TransformerOf<N>& t, const LayerStyle<N>& style, const std::string& name,
                  TensorId x, SubLayer sub)
{
    if (style.normPlace == NormPlace::Before) {
        const TensorId y = sub(b.norm(name + ".norm", x, t.norm));
        return b.sum(name + ".add", y, x);
    }
    const TensorId sum = b.sum(name + ".add", sub(x), x);
    return b.norm(name + ".norm", sum, t.norm);
}

/// One product for keys and values of every position of `from`, which go to the cache. Called "kv".
template <class N>
void cacheKeysValues(StageBuilder<N>& b, const TransformerOf<N>& t, const LayerStyle<N>& style, TensorId from,
                     const N& ahead = N(0));

/// All encoder layers as one counted block, and the norm after the last one where the style has it.
template <class N>
TensorId styledEncoder(StageBuilder<N>& b, const TransformerOf<N>& t, const LayerStyle<N>& style, TensorId x);

/// The table of biases per head and distance, read as a whole.
template <class N> void relativePositions(StageBuilder<N>& b, const TransformerOf<N>& t, N buckets);

} // namespace ridge

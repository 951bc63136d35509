// The layers of transformers over a whole sequence: attention, feed-forward networks, encoder blocks.
// Not the KV cache and not experts: decoder_stage.cpp adds those for language models.
#pragma once

#include "core/program/stage_builder.h"

namespace ridge {

/// What an attention works on. Tensors hold all heads; sizes are per head.
template <class N = double> struct Attention {
    TensorId query = -1, keys = -1, values = -1; // keys and values −1: read from the cache alone
    N heads = 1;
    N keySize = 1, valueSize = 1;
    N context = 1;  // positions each query attends to, on average
    N scoreOps = 0; // operations per score before the softmax: a position bias, a cap
    // Read from the KV cache, per execution: positions, KV heads and elements of each.
    N cached = 0, kvHeads = 1, keyRead = 0, valueRead = 0;
};

/// Scores, softmax, values: N_q·s·d_h MACs per head for each product. Returns heads × valueSize channels.
template <class N> TensorId softmaxAttention(StageBuilder<N>& b, const Attention<N>& a);

/// A kernel instead of a softmax, so that keys and values meet first: Kᵀ·V is d_k × d_v per head, whatever the length,
/// and 2·N·d_k·d_v MACs replace 2·N²·d; fewer KV heads make fewer states. Where queries see only what is before them
/// the state is updated token by token, with as many MACs. Source: Katharopoulos et al. 2020 (arXiv:2006.16236).
template <class N> TensorId linearAttention(StageBuilder<N>& b, const Attention<N>& a);

/// The same with a state that is kept in the cache from one execution to the next: `cached` columns of `keyRead`
/// elements are read for each KV head, `written` elements of all heads go back, `kept` of them for the first time. What
/// updates it multiplies queries by it in the same pass. Source: Katharopoulos et al. 2020, equations 16 to 20.
template <class N>
TensorId recurrentAttention(StageBuilder<N>& b, const Attention<N>& a, const N& written, const N& kept);

/// How the positions of a sequence look at each other.
template <class N = double> struct AttentionPattern {
    N context = 0; // positions each query attends to; 0: all of them
    bool linear = false;
    bool rotary = false; // positions rotate queries and keys
};

/// q, k and v from `x`, attention, output projection. Names "attn.…".
template <class N>
TensorId selfAttention(StageBuilder<N>& b, const TransformerOf<N>& t, TensorId x,
                       const AttentionPattern<N>& pattern = {});

/// Queries from `x`, keys and values from `memory` (its channels need not be the width). Names "cross.…".
template <class N> TensorId crossAttention(StageBuilder<N>& b, const TransformerOf<N>& t, TensorId x, TensorId memory);

/// Two matrices, or three where the stack is gated, `inner` wide; between them a norm where asked for. Names NAME.up,
/// NAME.act, NAME.norm, NAME.down.
template <class N>
TensorId feedForward(StageBuilder<N>& b, const TransformerOf<N>& t, const std::string& name, TensorId x, N inner,
                     bool hasNorm = false);

/// One pre-norm layer: x + attention(norm(x)), then x + ffn(norm(x)).
template <class N>
TensorId encoderLayer(StageBuilder<N>& b, const TransformerOf<N>& t, TensorId x,
                      const AttentionPattern<N>& pattern = {});

/// All layers as one counted block called PREFIX ("layers.").
template <class N>
TensorId encoderLayers(StageBuilder<N>& b, const TransformerOf<N>& t, TensorId x, const std::string& prefix,
                       const AttentionPattern<N>& pattern = {});

} // namespace ridge

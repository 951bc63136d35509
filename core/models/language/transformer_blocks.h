// The layers of transformers over a whole sequence: attention, feed-forward networks, encoder blocks.
// Not the KV cache and not experts: decoder_stage.cpp adds those for language models.
#pragma once

#include "core/program/stage_builder.h"

namespace ridge {

/// What an attention works on. Tensors hold all heads; sizes are per head.
struct Attention {
    TensorId query = -1, keys = -1, values = -1; // keys and values −1: read from the cache alone
    double heads = 1;
    double keySize = 1, valueSize = 1;
    double context = 1;  // positions each query attends to, on average
    double scoreOps = 0; // operations per score before the softmax: a position bias, a cap
    // Read from the KV cache, per execution: positions, KV heads and elements of each.
    double cached = 0, kvHeads = 1, keyRead = 0, valueRead = 0;
};

/// Scores, softmax, values: N_q·s·d_h MACs per head for each product. Returns heads × valueSize channels.
TensorId softmaxAttention(StageBuilder& b, const Attention& a);

/// A kernel instead of a softmax, so that keys and values meet first: Kᵀ·V is d_k × d_v per head, whatever the length,
/// and 2·N·d_k·d_v MACs replace 2·N²·d. Source: Katharopoulos et al. 2020 (arXiv:2006.16236).
TensorId linearAttention(StageBuilder& b, const Attention& a);

/// How the positions of a sequence look at each other.
struct AttentionPattern {
    double context = 0; // positions each query attends to; 0: all of them
    bool linear = false;
};

/// q, k and v from `x`, attention, output projection. Names "attn.…".
TensorId selfAttention(StageBuilder& b, const Transformer& t, TensorId x, const AttentionPattern& pattern = {});

/// Queries from `x`, keys and values from `memory` (its channels need not be the width). Names "cross.…".
TensorId crossAttention(StageBuilder& b, const Transformer& t, TensorId x, TensorId memory);

/// Two matrices, or three where the stack is gated, `inner` wide. Names NAME.up, NAME.act, NAME.down.
TensorId feedForward(StageBuilder& b, const Transformer& t, const std::string& name, TensorId x, double inner);

/// One pre-norm layer: x + attention(norm(x)), then x + ffn(norm(x)).
TensorId encoderLayer(StageBuilder& b, const Transformer& t, TensorId x, const AttentionPattern& pattern = {});

/// All layers as one counted block called PREFIX ("layers.").
TensorId encoderLayers(StageBuilder& b, const Transformer& t, TensorId x, const std::string& prefix,
                       const AttentionPattern& pattern = {});

} // namespace ridge

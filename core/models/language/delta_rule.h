// A layer's mixer that keeps a state for each head and corrects it at every position by the gated delta rule.
// Not attention: no position is looked at again. Not linear attention (transformer_blocks.h), which only adds.
#pragma once

#include "core/program/stage_builder.h"

namespace ridge {

struct DeltaStep {
    bool keepsState = true; // for executions to come
    bool continues = false; // from the state of those before
};

/// S ← α·S + β·(v − α·S·k)·kᵀ, then S·q: of each head and position three products with the d_k × d_v elements of the
/// state, and its decay. Queries, keys and values come from one matrix and a short convolution over positions; a norm
/// of each head and a gate follow. What prompts compute beside this to run in parallel is not counted.
/// Source: Yang et al. 2024 (Gated DeltaNet, arXiv:2412.06464), equation 10; Qwen3-Next's layers in transformers.
template <class N> TensorId deltaRule(StageBuilder<N>& b, const DecoderOf<N>& d, TensorId x, const DeltaStep& step);

} // namespace ridge

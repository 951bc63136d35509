// Fused nodes of ONNX Runtime and of newer operator sets: one node that stands for several operators.
// Not attention that a graph spells out node by node: graph_attention.h finds that.
#pragma once

#include "core/models/graph_rules.h"

namespace ridge {

/// Attention in all its forms: [projections, biases, norms, rotations,] scores, softmax, values. `causal` says how
/// masked positions count. Sequences that are packed without padding count as equally long.
std::vector<NodePart> attentionParts(const NodeView& node, CausalCount causal);

/// Word, position and segment embeddings, and the norm of their sum.
std::vector<NodePart> embeddingParts(const NodeView& node);

/// Mixture of experts: each token meets the k best of them, and only those that any token meets are read.
std::vector<NodePart> expertParts(const NodeView& node);

/// LSTM, GRU and RNN: per step and direction all gates read the input and the state; then their functions. Empty where
/// the shapes are not those of such a layer.
std::vector<NodePart> recurrentParts(const NodeView& node);

/// Sequences of `positions` vectors.
Tensor sequenceOf(double batch, double positions, double channels);

/// Adds an input of the node that is there.
void addRead(std::vector<int>& reads, const NodeView& node, int input);

} // namespace ridge

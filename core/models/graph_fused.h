// Fused nodes of ONNX Runtime and of newer operator sets: one node that stands for several operators.
// Not attention that a graph spells out node by node: graph_attention.h finds that.
#pragma once

#include "core/models/graph_rules.h"

namespace ridge {

/// Attention in all its forms: [projections,] scores, softmax, values. What the node adds to queries and keys in
/// passing (biases, rotations) is read but takes no operator of its own. `causal` says how masked positions count.
std::vector<NodePart> attentionParts(const NodeView& node, CausalCount causal);

/// Word, position and segment embeddings, and the norm of their sum.
std::vector<NodePart> embeddingParts(const NodeView& node);

/// Mixture of experts: each token meets the k best of them, and only those that any token meets are read.
std::vector<NodePart> expertParts(const NodeView& node);

} // namespace ridge

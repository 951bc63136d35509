// Fused nodes of ONNX Runtime and of newer operator sets: one node that stands for several operators.
// Not attention that a graph spells out node by node: attention.h finds that.
#pragma once

#include "core/models/graph/rules.h"
#include "core/scenario/scenario.h"

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

/// Recurrent layers of TFLite, whose gates have matrices of their own, and its low-rank filters over time (SVDF). Empty
/// for other types and where the shapes are not those of such a layer.
std::vector<NodePart> separateGateParts(const NodeView& node);

/// Operations for one element of an LSTM's state in one step, given those of its functions: input, output and forget
/// gate (coupled: forget = 1 − input), the candidate, c = f·c' + i·g, and h = o·output(c). Sums of products are those
/// of the multiply-accumulates.
double lstmOps(double gate, double candidate, double output, bool isCoupled, bool hasPeepholes);

/// Sequences of `positions` vectors.
Tensor sequenceOf(double batch, double positions, double channels);

/// Adds an input of the node that is there.
void addRead(std::vector<int>& reads, const NodeView& node, int input);

} // namespace ridge

// Cost rules of the nodes that multiply and accumulate: convolutions, matrix products, einsum.
// Not the element-wise ones (graph_elementwise.cpp) and not fused nodes (fused.h).
#pragma once

#include "core/models/graph/rules.h"

namespace ridge {

/// `batch` products of rows × inner by inner × columns.
NodeRule productRule(double batch, double rows, double inner, double columns);
/// `samples` products of a vector, at `positions` places each, with the same inputs × outputs weights of one input.
NodeRule linearRule(double samples, double positions, double inputs, double outputs, int weight);

/// One, two or three spatial dimensions; depth is folded into height, so that all products stay exact.
NodeRule convolutionRule(const NodeView& node);
/// Linear where one operand is a constant matrix, else Matmul: n products of ho × ci by ci × co.
NodeRule matmulRule(const NodeView& node);
NodeRule packedMatmulRule(const NodeView& node);
NodeRule gemmRule(const NodeView& node);

/// One operand is summed or rearranged, two are multiplied as matrices.
NodeRule einsumRule(const NodeView& node);
/// Three and more operands: a product with each in turn. Empty for fewer.
std::vector<NodePart> einsumParts(const NodeView& node);

} // namespace ridge

// Cost rules of the nodes that multiply and accumulate: convolutions, matrix products, recurrent layers.
// Not the element-wise ones and the table of all: graph_rules.h.
#pragma once

#include "core/models/graph_rules.h"

namespace ridge {

/// One, two or three spatial dimensions; depth is folded into height, so that all products stay exact.
NodeRule convolutionRule(const NodeView& node);
/// Linear where one operand is a constant matrix, else Matmul: n products of ho × ci by ci × co.
NodeRule matmulRule(const NodeView& node);
NodeRule gemmRule(const NodeView& node);
/// LSTM, GRU and RNN: per step and direction, all gates read the input and the state.
NodeRule recurrentRule(const NodeView& node);
/// Two operands whose subscripts name a product of matrices; anything else has no rule.
NodeRule einsumRule(const NodeView& node);

} // namespace ridge

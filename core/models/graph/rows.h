// The rows of the table of cost rules, by what the operators do.
// Not the look-up: rules.h.
#pragma once

#include "core/models/graph/rules.h"

namespace ridge {

struct RuleRow {
    std::string_view type;
    NodeRule (*rule)(const NodeView& node, double ops);
    double ops = 0; // operations per output element, for the rules that ask
};

/// Functions of one element, sums, norms, losses, steps of optimisers.
std::vector<RuleRow> elementwiseRows();
/// What rearranges, picks or samples: traffic, and little arithmetic.
std::vector<RuleRow> movementRows();
/// What multiplies and accumulates.
std::vector<RuleRow> matrixRows();

} // namespace ridge

// Expands an imported graph to one stage of operators.
// Not the reading of files (core/formats) and not the cost rules of single nodes (graph_rules.h).
#pragma once

#include "core/models/program.h"

namespace ridge {

/// The graph at its present symbol values. Total: what has no cost rule becomes an Unknown operator and one warning.
///
/// An operator has one output. A node with several (Split, TopK) gets one tensor with the elements of all outputs that
/// are used, and whoever reads one of them is taken to read that tensor. Views (Reshape, Flatten, …) are Reshape
/// operators in place; whatever rearranges data in memory (Transpose, Slice, …) is a Reshape operator with its traffic.
Stage expandGraph(const Scenario& scenario, const ImportedGraph& imported, std::vector<Issue>& issues);

} // namespace ridge

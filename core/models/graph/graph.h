// Expands an imported graph to one stage of operators.
// Not the reading of files (core/formats) and not the cost rules of single nodes (rules.h).
#pragma once

#include "core/program/program.h"
#include "core/scenario/families/imported_graph.h"
#include "core/scenario/scenario.h"

namespace ridge {

/// The graph at its present symbol values. Total: what has no cost rule becomes an Unknown operator and one warning.
///
/// An operator has one output. Every used part of a Split is copied by an operator of its own that reads only that
/// part; what other nodes write beside their main result is an operator in place, which takes nothing but that traffic.
/// Views (Reshape, Flatten, …) are Reshape operators in place; whatever rearranges data in memory (Transpose, …) is a
/// Reshape operator with its traffic. Fused nodes become the operators they stand for, and attention that is spelt out
/// becomes scores, softmax and values.
Stage expandGraph(const Scenario& scenario, const ImportedGraph& imported, std::vector<Issue>& issues);

} // namespace ridge

// Short names for the operators of an imported graph, unique within it.
// Not the file's names: those are often whole module paths, or missing.
#pragma once

#include "core/program/program.h"
#include "core/scenario/families/imported_graph.h"

namespace ridge {

/// "/layer1/layer1.0/conv1/Conv" → "layer1.0/conv1"; a node without a name is called after its type and place.
std::vector<std::string> operatorNames(const Graph& graph);

/// Whole paths, each block once: "/layer1/layer1.0/conv1/Conv" → "layer1.0/conv1/Conv". Equal ones are numbered.
std::vector<std::string> operatorPaths(const Graph& graph);

/// What an operator is for, as far as the names that exporters give tell: this is the only place where names count.
Role roleFromName(std::string_view name, OperatorKind kind);

} // namespace ridge

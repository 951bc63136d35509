// Short names for the operators of an imported graph, unique within it.
// Not the file's names: those are often whole module paths, or missing.
#pragma once

#include "core/scenario/model.h"

namespace ridge {

/// "/layer1/layer1.0/conv1/Conv" → "layer1.0/conv1"; a node without a name is called after its type and place.
std::vector<std::string> operatorNames(const Graph& graph);

/// Whole paths, each block once: "/layer1/layer1.0/conv1/Conv" → "layer1.0/conv1/Conv". Equal ones are numbered.
std::vector<std::string> operatorPaths(const Graph& graph);

} // namespace ridge

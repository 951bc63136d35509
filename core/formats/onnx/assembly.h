// Turns a file's graph and the shapes found for it into the Graph of the model.
// Not cost rules: it only says what is a parameter and what is not.
#pragma once

#include "core/formats/onnx/shapes/inference.h"
#include "core/scenario/families/imported_graph.h"

namespace ridge::onnx_import {

/// Name, type and attributes of every node of the file, in its execution order.
std::vector<GraphNode> describeNodes(const FileGraph& file, const std::stop_token& stop);

/// The nodes that work at run time, with the tensors they touch. Remarks say what was left out of the parameters.
Graph assembleGraph(const FileGraph& file, const std::vector<GraphNode>& nodes, const Inference& state,
                    const std::stop_token& stop = {});

} // namespace ridge::onnx_import

// How an ONNX file stores the weights of its graph, and the number formats that the model therefore runs in.
// Not the values: weights.h reads those.
#pragma once

#include "core/formats/onnx/shapes/inference.h"
#include "core/scenario/families/imported_graph.h"
#include "core/scenario/model.h"

namespace ridge::onnx_import {

/// Every weight of the graph once, with the bytes of what it is made from: packed integers, scales, zero points.
std::vector<StoredTensor> storedWeights(const FileGraph& file, const Inference& state, const Graph& graph);

/// The format of activations that most of their elements have: where a graph quantises and dequantises them, the
/// narrow one. Empty where none of the usual ones is among them.
std::string activationFormat(const FileGraph& file, const Inference& state);

/// What the file states becomes what the model usually runs in. A checkpoint is kept where weights are stored in
/// anything but one plain floating-point type.
void setFormats(Model& model, std::vector<StoredTensor> weights, const std::string& activations);

} // namespace ridge::onnx_import

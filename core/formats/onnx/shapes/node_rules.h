// What single nodes need before and after the library's inference: guards, contexts and checks it does not make.
// Not the pass over the graph: see inference.h.
#pragma once

#include "core/formats/onnx/shapes/inference.h"

namespace ridge::onnx_import {

/// A sentence when an attribute has a value that no operator can have (a stride of zero, say); else empty.
std::string attributeProblem(const onnx::NodeProto& node);

/// Runs the library's rule for one node and returns the types of its outputs. Throws when the inputs do not fit.
void inferWithLibrary(const FileNode& node, const Inference& state, std::vector<onnx::TypeProto>& outputs);

/// A sentence when the shapes contradict each other where the library does not look; else empty.
std::string shapeProblem(const FileNode& node, const Inference& state);

/// Outputs are random, so that equal inputs do not make them constant.
bool isRandom(const onnx::NodeProto& node);
/// The output holds the same numbers as the first input, in another order or type.
bool isRearrangement(const std::string& type);

} // namespace ridge::onnx_import

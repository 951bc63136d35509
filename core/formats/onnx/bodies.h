// Bodies of If, Loop and Scan: which can be followed, what they are given, and what comes out of them.
// Not their place in the graph: graph.cpp puts them there.
#pragma once

#include "core/formats/onnx/shapes/inference.h"
#include "core/models/graph/bodies.h"

namespace ridge::onnx_import {

/// Both branches of an If, the body of a Loop or Scan; empty for other nodes and where inputs or outputs do not match.
std::vector<const onnx::GraphProto*> followedBodies(const onnx::NodeProto& node, int opset);

struct BodyOperand {
    BodyInput kind = BodyInput::None;
    int input = -1; // of the node; −1: none
    std::int64_t axis = 0;
};
/// What each input of the body is.
std::vector<BodyOperand> bodyOperands(const onnx::NodeProto& node);

/// The type of a node that stands for an input of a body.
void inferBodyInput(const FileNode& node, const Inference& state, std::vector<onnx::TypeProto>& outputs);
/// The types of what a node hands out whose bodies are followed.
void inferOwner(const FileNode& node, const Inference& state, std::vector<onnx::TypeProto>& outputs);

/// What the cost of the bodies depends on, as far as it is constant.
BodyOwner describeOwner(const FileGraph& file, const FileNode& node, const Inference& state);

} // namespace ridge::onnx_import

// Functions that a model defines itself: each call is replaced by the nodes of its function.
// Not the functions of the standard: the library's rules know those.
#pragma once

#include <onnx/onnx_pb.h>

#include <string>
#include <unordered_map>

namespace ridge::onnx_import {

/// Operator sets of nodes that come from a function which uses another one than the model.
using OpsetOfNode = std::unordered_map<const onnx::NodeProto*, int>;

/// Opens all calls, also those inside functions and inside bodies of conditions and loops. Throws FormatError where
/// functions call themselves, or open into more than any model holds.
OpsetOfNode openFunctions(onnx::ModelProto& model, const std::string& fileName);

} // namespace ridge::onnx_import

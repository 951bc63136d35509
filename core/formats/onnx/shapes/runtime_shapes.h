// Output shapes of operators that the ONNX library does not know: ONNX Runtime's own, and those newer than the library.
// Not the library's rules: node_rules.h runs those.
#pragma once

#include "core/formats/onnx/shapes/inference.h"

namespace ridge::onnx_import {

/// Sets what is known of the outputs; false when the operator has no rule here. Throws when the inputs do not fit.
bool inferWithOwnRule(const FileNode& node, const Inference& state, std::vector<onnx::TypeProto>& outputs);

/// The standard operator whose shapes one of ONNX Runtime's follows (FusedConv: Conv); empty for others.
std::string_view standardTwin(const std::string& type);

} // namespace ridge::onnx_import

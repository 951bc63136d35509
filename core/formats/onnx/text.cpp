// How nodes of a file are called in messages: describe of graph.h.

#include "core/formats/onnx/graph.h"

namespace ridge::onnx_import {

std::string describe(const onnx::NodeProto& node)
{
    const std::string name = !node.name().empty() ? node.name() : node.output_size() > 0 ? node.output(0) : "";
    return cleanText(node.op_type()) + " '" + cleanText(name) + "'";
}

} // namespace ridge::onnx_import

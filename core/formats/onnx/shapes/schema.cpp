// Whether a node is what the definition of its operator promises.

#include "core/formats/onnx/graph.h"

#include <algorithm>

namespace ridge::onnx_import {
namespace {

bool hasValueOf(const onnx::AttributeProto& attribute, onnx::AttributeProto::AttributeType type)
{
    switch (type) {
    case onnx::AttributeProto::INT:
        return attribute.has_i();
    case onnx::AttributeProto::FLOAT:
        return attribute.has_f();
    case onnx::AttributeProto::STRING:
        return attribute.has_s();
    case onnx::AttributeProto::TENSOR:
        return attribute.has_t();
    case onnx::AttributeProto::GRAPH:
        return attribute.has_g();
    case onnx::AttributeProto::SPARSE_TENSOR:
        return attribute.has_sparse_tensor();
    case onnx::AttributeProto::TYPE_PROTO:
        return attribute.has_tp();
    default:
        return true; // lists may be empty
    }
}

} // namespace

/// The library's rules read what the definition promises without looking whether it is there. Attributes and inputs
/// that newer definitions have added are fine.
bool followsSchema(const onnx::NodeProto& node, const onnx::OpSchema& schema)
{
    if (node.input_size() < schema.min_input() || node.output_size() < std::max(1, schema.min_output())) {
        return false;
    }
    for (int i = 0; i < schema.min_input(); ++i) {
        if (node.input(i).empty()) {
            return false;
        }
    }
    std::size_t required = 0;
    for (const onnx::AttributeProto& attribute : node.attribute()) {
        const auto known = schema.attributes().find(attribute.name());
        if (known != schema.attributes().end()) {
            if (!hasValueOf(attribute, known->second.type)) {
                return false;
            }
            required += known->second.required;
        }
    }
    const auto isRequired = [](const auto& entry) { return entry.second.required; };
    return static_cast<std::ptrdiff_t>(required) >= std::ranges::count_if(schema.attributes(), isRequired);
}

} // namespace ridge::onnx_import

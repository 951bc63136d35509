// One node of a file with what is known of its inputs, for rules that give the shapes of its outputs.
// Not the rules: runtime_shapes.cpp and newer_shapes.cpp hold them.
#pragma once

#include "core/formats/onnx/shapes/inference.h"

#include <stdexcept>

namespace ridge::onnx_import {

/// One node with what is known of its inputs, and room for its outputs.
class KnownNode {
public:
    KnownNode(const FileNode& node, const Inference& state, std::vector<onnx::TypeProto>& outputs)
        : m_node(node), m_state(state), m_outputs(outputs)
    {
    }

    const onnx::NodeProto& proto() const { return *m_node.proto; }
    bool has(std::size_t input) const { return input < m_node.inputs.size() && m_node.inputs[input] >= 0; }
    std::size_t inputCount() const { return m_node.inputs.size(); }
    std::size_t outputCount() const { return m_outputs.size(); }
    std::optional<Shape> shape(std::size_t input) const
    {
        return has(input) ? m_state.shapeOf(m_node.inputs[input]) : std::nullopt;
    }
    /// As above, where it has that many dimensions.
    std::optional<Shape> shape(std::size_t input, std::size_t rank) const
    {
        const auto found = shape(input);
        return found && found->size() == rank ? found : std::nullopt;
    }
    int type(std::size_t input) const { return has(input) ? m_state.elementType(m_node.inputs[input]) : 0; }
    const Value* value(std::size_t input) const { return has(input) ? m_state.values[m_node.inputs[input]] : nullptr; }
    std::int64_t attribute(const char* name, std::int64_t fallback) const
    {
        return attributeOf(*m_node.proto, name, fallback);
    }
    std::string text(const char* name) const { return textOf(*m_node.proto, name); }
    std::optional<std::vector<std::int64_t>> list(const char* name) const { return listOf(*m_node.proto, name); }

    void set(std::size_t output, int elementType, const Shape& shape) const
    {
        if (output >= m_outputs.size()) {
            return;
        }
        auto& tensor = *m_outputs[output].mutable_tensor_type();
        tensor.set_elem_type(elementType);
        auto& dims = *tensor.mutable_shape();
        dims.clear_dim();
        for (std::int64_t size : shape) {
            dims.add_dim()->set_dim_value(size);
        }
    }

private:
    const FileNode& m_node;
    const Inference& m_state;
    std::vector<onnx::TypeProto>& m_outputs;
};

[[noreturn]] inline void misfit(const char* what) { throw std::runtime_error(what); }

/// Sizes that are beyond all tensors are refused by the caller, who checks the outputs.
inline std::int64_t sizeFrom(double number)
{
    constexpr double limit = 1e16;
    return number >= -limit && number <= limit ? static_cast<std::int64_t>(number) : -1;
}

/// The axis an attribute names, counted from the front.
inline std::size_t axisOf(const KnownNode& node, std::int64_t given, const Shape& shape)
{
    const auto rank = static_cast<std::int64_t>(shape.size());
    const std::int64_t axis = given < 0 ? given + rank : given;
    if (axis < 0 || axis >= rank || node.inputCount() == 0) {
        misfit("its axis is beyond its dimensions");
    }
    return static_cast<std::size_t>(axis);
}

/// Standard operators in forms that came after the library; false for all others.
bool inferNewerForm(const KnownNode& node);

} // namespace ridge::onnx_import

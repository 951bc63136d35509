// Small ONNX files for the tests, built with the format's own classes.
// Not a writer of the project: nothing in core produces ONNX.
#pragma once

#ifndef ONNX_NAMESPACE
#define ONNX_NAMESPACE onnx
#define ONNX_ML 1
#endif
#include <onnx/onnx_pb.h>

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ridge::test {

using Dim = std::variant<int, std::string>; // a number, or the name of a symbolic size
using Dims = std::vector<std::int64_t>;
using Names = std::vector<std::string>;
using Attributes = std::vector<std::pair<std::string, std::variant<int, Dims, std::string>>>;

class OnnxBuilder {
public:
    explicit OnnxBuilder(int opset = 13)
    {
        model.set_ir_version(7);
        model.set_producer_name("test");
        model.set_producer_version("1.0");
        model.add_opset_import()->set_version(opset);
        model.mutable_graph()->set_name("graph");
    }

    OnnxBuilder& input(const std::string& name, const std::vector<Dim>& dims, int type = onnx::TensorProto::FLOAT)
    {
        describe(*model.mutable_graph()->add_input(), name, dims, type);
        return *this;
    }
    OnnxBuilder& output(const std::string& name, const std::vector<Dim>& dims = {})
    {
        auto& info = *model.mutable_graph()->add_output();
        dims.empty() ? info.set_name(name) : describe(info, name, dims, onnx::TensorProto::FLOAT);
        return *this;
    }

    /// An initialiser with as many zeros as its dims say.
    OnnxBuilder& weight(const std::string& name, const Dims& dims)
    {
        fill(*model.mutable_graph()->add_initializer(), name, dims);
        return *this;
    }
    /// The same as a Constant node.
    OnnxBuilder& constantWeight(const std::string& name, const Dims& dims)
    {
        auto& attribute = *addNode("Constant", {}, {name}).add_attribute();
        attribute.set_name("value");
        attribute.set_type(onnx::AttributeProto::TENSOR);
        fill(*attribute.mutable_t(), {}, dims);
        return *this;
    }
    /// The same as a ConstantOfShape node that reads its shape from an initialiser.
    OnnxBuilder& filledWeight(const std::string& name, const Dims& dims)
    {
        integers(name + "_shape", dims);
        addNode("ConstantOfShape", {name + "_shape"}, {name});
        return *this;
    }
    OnnxBuilder& externalWeight(const std::string& name, const Dims& dims, const std::string& location)
    {
        auto& tensor = *model.mutable_graph()->add_initializer();
        tensor.set_name(name);
        tensor.set_data_type(onnx::TensorProto::FLOAT);
        tensor.mutable_dims()->Add(dims.begin(), dims.end());
        tensor.set_data_location(onnx::TensorProto::EXTERNAL);
        auto& entry = *tensor.add_external_data();
        entry.set_key("location");
        entry.set_value(location);
        return *this;
    }
    OnnxBuilder& integers(const std::string& name, const Dims& values)
    {
        auto& tensor = *model.mutable_graph()->add_initializer();
        tensor.set_name(name);
        tensor.set_data_type(onnx::TensorProto::INT64);
        tensor.add_dims(static_cast<std::int64_t>(values.size()));
        tensor.mutable_int64_data()->Add(values.begin(), values.end());
        return *this;
    }

    OnnxBuilder& node(const std::string& type, const Names& inputs, const Names& outputs,
                      const Attributes& attributes = {})
    {
        onnx::NodeProto& node = addNode(type, inputs, outputs);
        for (const auto& [name, value] : attributes) {
            auto& attribute = *node.add_attribute();
            attribute.set_name(name);
            if (const int* number = std::get_if<int>(&value)) {
                attribute.set_type(onnx::AttributeProto::INT);
                attribute.set_i(*number);
            } else if (const Dims* list = std::get_if<Dims>(&value)) {
                attribute.set_type(onnx::AttributeProto::INTS);
                attribute.mutable_ints()->Add(list->begin(), list->end());
            } else {
                attribute.set_type(onnx::AttributeProto::STRING);
                attribute.set_s(std::get<std::string>(value));
            }
        }
        return *this;
    }

    /// Hands graphs of its own to the node that was added last.
    OnnxBuilder& body(const std::string& attributeName, const OnnxBuilder& inner)
    {
        auto* nodes = model.mutable_graph();
        auto& attribute = *nodes->mutable_node(nodes->node_size() - 1)->add_attribute();
        attribute.set_name(attributeName);
        attribute.set_type(onnx::AttributeProto::GRAPH);
        *attribute.mutable_g() = inner.model.graph();
        return *this;
    }
    OnnxBuilder& flag(const std::string& name, bool value)
    {
        auto& tensor = *model.mutable_graph()->add_initializer();
        tensor.set_name(name);
        tensor.set_data_type(onnx::TensorProto::BOOL);
        tensor.set_raw_data(std::string(1, value ? '\1' : '\0'));
        return *this;
    }

    std::string bytes() const { return model.SerializeAsString(); }

    onnx::ModelProto model;

private:
    static void describe(onnx::ValueInfoProto& info, const std::string& name, const std::vector<Dim>& dims, int type)
    {
        info.set_name(name);
        auto& tensor = *info.mutable_type()->mutable_tensor_type();
        tensor.set_elem_type(type);
        tensor.mutable_shape();
        for (const Dim& dim : dims) {
            auto& added = *tensor.mutable_shape()->add_dim();
            if (const int* size = std::get_if<int>(&dim)) {
                added.set_dim_value(*size);
            } else {
                added.set_dim_param(std::get<std::string>(dim));
            }
        }
    }
    static void fill(onnx::TensorProto& tensor, const std::string& name, const Dims& dims)
    {
        tensor.set_name(name);
        tensor.set_data_type(onnx::TensorProto::FLOAT);
        std::size_t count = 1;
        for (std::int64_t dim : dims) {
            tensor.add_dims(dim);
            count *= static_cast<std::size_t>(dim);
        }
        tensor.set_raw_data(std::string(count * 4, '\0'));
    }
    onnx::NodeProto& addNode(const std::string& type, const Names& inputs, const Names& outputs)
    {
        onnx::NodeProto& node = *model.mutable_graph()->add_node();
        node.set_op_type(type);
        node.mutable_input()->Add(inputs.begin(), inputs.end());
        node.mutable_output()->Add(outputs.begin(), outputs.end());
        return node;
    }
};

/// conv 3→8, 3×3, no bias; batch norm; relu. Weights through `add`, a member of OnnxBuilder.
template <class AddWeight> OnnxBuilder convNormRelu(AddWeight add, const std::vector<Dim>& input = {1, 3, 8, 8})
{
    OnnxBuilder builder;
    builder.input("x", input);
    (builder.*add)("w", {8, 3, 3, 3});
    for (const char* name : {"scale", "shift", "mean", "variance"}) {
        (builder.*add)(name, {8});
    }
    builder.node("Conv", {"x", "w"}, {"c"}, {{"kernel_shape", Dims{3, 3}}, {"pads", Dims{1, 1, 1, 1}}});
    builder.node("BatchNormalization", {"c", "scale", "shift", "mean", "variance"}, {"n"});
    builder.node("Relu", {"n"}, {"y"});
    builder.output("y");
    return builder;
}

} // namespace ridge::test

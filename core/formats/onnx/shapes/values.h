// Small tensors whose numbers are known: constants that shapes are computed from, and what follows from them.
// Not a runtime: numbers beyond a few hundred elements are never held, and no weight is.
#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace ridge::onnx_import {

/// A tensor with its numbers. Integers are exact up to 2⁵³, far above any size.
struct Value {
    int type = onnx::TensorProto::INT64; // TensorProto::DataType
    std::vector<std::int64_t> dims;
    std::vector<double> numbers; // as many as the dims say

    bool isInteger() const;
};

/// Product of the dims; 1 for a scalar.
double elementsOf(const std::vector<std::int64_t>& dims);

/// The numbers in a tensor of the file, if it is small, numeric and complete.
std::optional<Value> readValue(const onnx::TensorProto& tensor);

/// The same for the library's inference functions. Numbers that do not fit the type are brought to its limits.
onnx::TensorProto toTensor(const Value& value);

/// A fact about one input of a node: its shape, and its numbers where they are known.
struct Fact {
    bool given = false; // false: the optional input is left out
    const Value* value = nullptr;
    std::optional<std::vector<std::int64_t>> shape;
};

/// The numbers of an input; nullptr where they are not known.
inline const Value* valueAt(const std::vector<Fact>& inputs, std::size_t index)
{
    return index < inputs.size() ? inputs[index].value : nullptr;
}

/// The outputs of a node whose inputs are known, for the operators that exporters compute shapes with: a value for each
/// output, or none at all.
std::vector<Value> foldNode(const onnx::NodeProto& node, const std::vector<Fact>& inputs);

/// An integer, or a list of integers, of a node; the fallback where the attribute is missing.
std::int64_t attributeOf(const onnx::NodeProto& node, const char* name, std::int64_t fallback);
std::string textOf(const onnx::NodeProto& node, const char* name);
std::optional<std::vector<std::int64_t>> listOf(const onnx::NodeProto& node, const char* name);

} // namespace ridge::onnx_import

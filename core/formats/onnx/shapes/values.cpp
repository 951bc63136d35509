#include "core/formats/onnx/shapes/values.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace ridge::onnx_import {

using onnx::TensorProto;

namespace {

constexpr double maximumElements = 1024;
constexpr double maximumFloats = 64; // shapes are integers: more floats than this are weights

template <class T> bool readRaw(const std::string& raw, std::vector<double>& numbers)
{
    static_assert(std::endian::native == std::endian::little, "raw_data is little-endian");
    if (raw.size() != numbers.size() * sizeof(T)) {
        return false;
    }
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        T element;
        std::memcpy(&element, raw.data() + i * sizeof(T), sizeof(T));
        numbers[i] = static_cast<double>(element);
    }
    return true;
}

template <class T, class Field>
bool readNumbers(const TensorProto& tensor, const Field& field, std::vector<double>& numbers)
{
    if (tensor.has_raw_data()) {
        return readRaw<T>(tensor.raw_data(), numbers);
    }
    if (static_cast<std::size_t>(field.size()) != numbers.size()) {
        return false;
    }
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        numbers[i] = static_cast<double>(field.Get(static_cast<int>(i)));
    }
    return true;
}

bool readNumbers(const TensorProto& tensor, std::vector<double>& numbers)
{
    switch (tensor.data_type()) {
    case TensorProto::FLOAT:
        return readNumbers<float>(tensor, tensor.float_data(), numbers);
    case TensorProto::DOUBLE:
        return readNumbers<double>(tensor, tensor.double_data(), numbers);
    case TensorProto::INT64:
        return readNumbers<std::int64_t>(tensor, tensor.int64_data(), numbers);
    case TensorProto::INT32:
        return readNumbers<std::int32_t>(tensor, tensor.int32_data(), numbers);
    case TensorProto::UINT32:
        return readNumbers<std::uint32_t>(tensor, tensor.uint64_data(), numbers);
    case TensorProto::UINT64:
        return readNumbers<std::uint64_t>(tensor, tensor.uint64_data(), numbers);
    case TensorProto::INT8:
        return readNumbers<std::int8_t>(tensor, tensor.int32_data(), numbers);
    case TensorProto::BOOL:
    case TensorProto::UINT8:
        return readNumbers<std::uint8_t>(tensor, tensor.int32_data(), numbers);
    default:
        return false;
    }
}

/// Rounds towards zero and stays within T, since conversions out of range are undefined.
template <class T> T clampTo(double x)
{
    using Limits = std::numeric_limits<T>;
    if (!(x > static_cast<double>(Limits::min()))) {
        return std::isnan(x) ? T{} : Limits::min();
    }
    // The largest 64-bit number is not a double: its neighbour above is, and must not be converted.
    return x >= static_cast<double>(Limits::max()) ? Limits::max() : static_cast<T>(x);
}

} // namespace

bool Value::isInteger() const
{
    return type != TensorProto::FLOAT && type != TensorProto::DOUBLE && type != TensorProto::FLOAT16 &&
           type != TensorProto::BFLOAT16;
}

double elementsOf(const std::vector<std::int64_t>& dims)
{
    double product = 1;
    for (std::int64_t dim : dims) {
        product *= static_cast<double>(dim);
    }
    return product;
}

std::optional<Value> readValue(const TensorProto& tensor)
{
    Value value;
    value.type = tensor.data_type();
    value.dims.assign(tensor.dims().begin(), tensor.dims().end());
    for (std::int64_t dim : value.dims) {
        if (dim < 0) {
            return std::nullopt;
        }
    }
    const double count = elementsOf(value.dims);
    if (count > (value.isInteger() ? maximumElements : maximumFloats) ||
        tensor.data_location() == TensorProto::EXTERNAL) {
        return std::nullopt;
    }
    value.numbers.resize(static_cast<std::size_t>(count));
    if (!readNumbers(tensor, value.numbers)) {
        return std::nullopt;
    }
    return value;
}

TensorProto toTensor(const Value& value)
{
    TensorProto tensor;
    tensor.set_data_type(value.type);
    tensor.mutable_dims()->Add(value.dims.begin(), value.dims.end());
    for (double number : value.numbers) {
        switch (value.type) {
        case TensorProto::FLOAT:
            tensor.add_float_data(static_cast<float>(number));
            break;
        case TensorProto::DOUBLE:
            tensor.add_double_data(number);
            break;
        case TensorProto::INT64:
            tensor.add_int64_data(clampTo<std::int64_t>(number));
            break;
        case TensorProto::UINT32:
        case TensorProto::UINT64:
            tensor.add_uint64_data(clampTo<std::uint64_t>(number));
            break;
        default:
            tensor.add_int32_data(clampTo<std::int32_t>(number));
            break;
        }
    }
    return tensor;
}

std::int64_t attributeOf(const onnx::NodeProto& node, const char* name, std::int64_t fallback)
{
    for (const onnx::AttributeProto& attribute : node.attribute()) {
        if (attribute.name() == name && attribute.has_i()) {
            return attribute.i();
        }
    }
    return fallback;
}

std::string textOf(const onnx::NodeProto& node, const char* name)
{
    for (const onnx::AttributeProto& attribute : node.attribute()) {
        if (attribute.name() == name) {
            return attribute.s();
        }
    }
    return {};
}

std::optional<std::vector<std::int64_t>> listOf(const onnx::NodeProto& node, const char* name)
{
    for (const onnx::AttributeProto& attribute : node.attribute()) {
        if (attribute.name() == name) {
            return std::vector<std::int64_t>(attribute.ints().begin(), attribute.ints().end());
        }
    }
    return std::nullopt;
}

} // namespace ridge::onnx_import

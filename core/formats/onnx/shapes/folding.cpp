// The operators that exporters compute shapes with, on tensors of a few numbers.

#include "core/formats/onnx/shapes/values.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace ridge::onnx_import {
namespace {

using onnx::TensorProto;
using Dims = std::vector<std::int64_t>;
using Inputs = std::vector<Fact>;
using Node = onnx::NodeProto;
using Result = std::optional<Value>;

constexpr std::size_t maximumNumbers = 1024;
constexpr std::size_t maximumFilled = 64;                    // larger ones are weights that were left out, not shapes
constexpr std::int64_t maximumIndex = std::int64_t{1} << 53; // "to the end" is written as the largest number there is

/// The list in a one-dimensional input, or in the attribute that older operator sets use for it.
std::optional<Dims> listAt(const Node& node, const Inputs& inputs, std::size_t index, const char* attribute)
{
    if (const Value* value = valueAt(inputs, index)) {
        Dims list;
        for (double number : value->numbers) {
            const double bounded = std::clamp<double>(number, -maximumIndex, maximumIndex);
            list.push_back(std::isnan(bounded) ? 0 : static_cast<std::int64_t>(bounded));
        }
        return list;
    }
    if (index < inputs.size() && inputs[index].given) {
        return std::nullopt;
    }
    auto list = listOf(node, attribute);
    if (list) {
        for (std::int64_t& number : *list) {
            number = std::clamp(number, -maximumIndex, maximumIndex);
        }
    }
    return list;
}

Result vectorOf(std::vector<double> numbers, int type = TensorProto::INT64)
{
    const auto count = static_cast<std::int64_t>(numbers.size());
    return Value{type, {count}, std::move(numbers)};
}

Result foldShape(const Node& node, const Inputs& inputs)
{
    if (inputs.empty() || !inputs[0].shape) {
        return std::nullopt;
    }
    const Dims& shape = *inputs[0].shape;
    const auto rank = static_cast<std::int64_t>(shape.size());
    const auto bound = [&](std::int64_t at) { return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank); };
    const std::int64_t first = bound(attributeOf(node, "start", 0));
    const std::int64_t last = std::max(first, bound(attributeOf(node, "end", rank)));
    return vectorOf({shape.begin() + first, shape.begin() + last});
}

Result foldSize(const Node&, const Inputs& inputs)
{
    if (inputs.empty() || !inputs[0].shape) {
        return std::nullopt;
    }
    return Value{TensorProto::INT64, {}, {elementsOf(*inputs[0].shape)}};
}

Result foldConstant(const Node& node, const Inputs&)
{
    for (const onnx::AttributeProto& attribute : node.attribute()) {
        if (attribute.name() == "value" && attribute.has_t()) {
            return readValue(attribute.t());
        }
        if (attribute.name() == "value_int") {
            return Value{TensorProto::INT64, {}, {static_cast<double>(attribute.i())}};
        }
        if (attribute.name() == "value_float") {
            return Value{TensorProto::FLOAT, {}, {static_cast<double>(attribute.f())}};
        }
        if (attribute.name() == "value_ints" && attribute.ints_size() <= static_cast<int>(maximumNumbers)) {
            return vectorOf({attribute.ints().begin(), attribute.ints().end()});
        }
        if (attribute.name() == "value_floats" && attribute.floats_size() <= static_cast<int>(maximumNumbers)) {
            return vectorOf({attribute.floats().begin(), attribute.floats().end()}, TensorProto::FLOAT);
        }
    }
    return std::nullopt;
}

Result foldFilled(const Node& node, const Inputs& inputs)
{
    const auto dims = listAt(node, inputs, 0, "");
    if (!dims || elementsOf(*dims) > maximumFilled || std::ranges::any_of(*dims, [](auto d) { return d < 0; })) {
        return std::nullopt;
    }
    Value filled{TensorProto::FLOAT, *dims, {}};
    double number = 0;
    for (const onnx::AttributeProto& attribute : node.attribute()) {
        if (attribute.name() == "value" && attribute.has_t()) {
            const Result given = readValue(attribute.t());
            if (!given || given->numbers.size() != 1) {
                return std::nullopt;
            }
            filled.type = given->type;
            number = given->numbers[0];
        }
    }
    filled.numbers.assign(static_cast<std::size_t>(elementsOf(*dims)), number);
    return filled;
}

Result foldCopy(const Node&, const Inputs& inputs)
{
    const Value* value = valueAt(inputs, 0);
    return value ? Result(*value) : std::nullopt;
}

Result foldCast(const Node& node, const Inputs& inputs)
{
    Result value = foldCopy(node, inputs);
    if (value) {
        value->type = static_cast<int>(attributeOf(node, "to", TensorProto::FLOAT));
        for (double& number : value->numbers) {
            number = value->type == TensorProto::BOOL ? number != 0 : value->isInteger() ? std::trunc(number) : number;
        }
    }
    return value;
}

/// Reshape, Squeeze, Unsqueeze, Flatten: the numbers stay, and the shape is left to the library's inference.
Result foldReshape(const Node& node, const Inputs& inputs)
{
    Result value = foldCopy(node, inputs);
    if (value) {
        value->dims = {-1}; // filled in by the caller, who knows the inferred shape
    }
    return value;
}

Result foldGather(const Node& node, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    const Value* indices = valueAt(inputs, 1);
    if (!data || !indices || data->dims.size() != 1) {
        return std::nullopt;
    }
    Value result{data->type, indices->dims, {}};
    const auto size = static_cast<double>(data->numbers.size());
    for (double index : indices->numbers) {
        const double at = index < 0 ? index + size : index;
        if (!(at >= 0 && at < size)) {
            return std::nullopt;
        }
        result.numbers.push_back(data->numbers[static_cast<std::size_t>(at)]);
    }
    return attributeOf(node, "axis", 0) > 0 ? std::nullopt : Result(result);
}

Result foldConcat(const Node&, const Inputs& inputs)
{
    std::vector<double> numbers;
    int type = TensorProto::INT64;
    for (const Fact& input : inputs) {
        if (!input.value || input.value->dims.size() != 1 || numbers.size() > maximumNumbers) {
            return std::nullopt;
        }
        type = input.value->type;
        numbers.insert(numbers.end(), input.value->numbers.begin(), input.value->numbers.end());
    }
    return vectorOf(std::move(numbers), type);
}

Result foldSlice(const Node& node, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    const auto starts = listAt(node, inputs, 1, "starts");
    const auto ends = listAt(node, inputs, 2, "ends");
    const auto steps = listAt(node, inputs, 4, "steps");
    if (!data || data->dims.size() != 1 || !starts || !ends || starts->size() != 1 || ends->size() != 1) {
        return std::nullopt;
    }
    if (inputs.size() > 4 && inputs[4].given && !steps) {
        return std::nullopt;
    }
    const std::int64_t step = steps && steps->size() == 1 ? steps->front() : 1;
    const auto size = static_cast<std::int64_t>(data->numbers.size());
    if (step == 0) {
        return std::nullopt;
    }
    const auto bound = [&](std::int64_t at) {
        const std::int64_t low = step > 0 ? 0 : -1;
        return std::clamp<std::int64_t>(at < 0 ? at + size : at, low, step > 0 ? size : size - 1);
    };
    std::vector<double> numbers;
    const std::int64_t last = ends->front() < -size ? (step > 0 ? 0 : -1) : bound(ends->front());
    for (std::int64_t at = bound(starts->front()); step > 0 ? at < last : at > last; at += step) {
        numbers.push_back(data->numbers[static_cast<std::size_t>(at)]);
    }
    return vectorOf(std::move(numbers), data->type);
}

Result foldRange(const Node&, const Inputs& inputs)
{
    const Value* start = valueAt(inputs, 0);
    const Value* limit = valueAt(inputs, 1);
    const Value* step = valueAt(inputs, 2);
    if (!start || !limit || !step || start->numbers.empty() || limit->numbers.empty() || step->numbers.empty()) {
        return std::nullopt;
    }
    const double count = std::ceil((limit->numbers[0] - start->numbers[0]) / step->numbers[0]);
    if (!(count <= static_cast<double>(maximumNumbers))) {
        return std::nullopt;
    }
    std::vector<double> numbers;
    for (double i = 0; i < count; ++i) {
        numbers.push_back(start->numbers[0] + i * step->numbers[0]);
    }
    return vectorOf(std::move(numbers), start->type);
}

Result foldExpand(const Node& node, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    const auto dims = listAt(node, inputs, 1, "");
    if (!data || data->numbers.size() != 1 || !dims || !(elementsOf(*dims) <= maximumNumbers) ||
        std::ranges::any_of(*dims, [](auto d) { return d < 0; })) {
        return std::nullopt;
    }
    return Value{data->type, *dims, std::vector<double>(static_cast<std::size_t>(elementsOf(*dims)), data->numbers[0])};
}

Result foldReduceProduct(const Node& node, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    if (!data || data->dims.size() != 1) {
        return std::nullopt;
    }
    double product = 1;
    for (double number : data->numbers) {
        product *= number;
    }
    const bool keeps = attributeOf(node, "keepdims", 1) != 0;
    return Value{data->type, keeps ? Dims{1} : Dims{}, {product}};
}

using Fold = Result (*)(const Node&, const Inputs&);

Fold foldOf(const std::string& type)
{
    static const std::map<std::string, Fold, std::less<>> folds{
        {"Shape", foldShape},       {"Size", foldSize},
        {"Constant", foldConstant}, {"ConstantOfShape", foldFilled},
        {"Identity", foldCopy},     {"Cast", foldCast},
        {"Reshape", foldReshape},   {"Squeeze", foldReshape},
        {"Unsqueeze", foldReshape}, {"Flatten", foldReshape},
        {"Gather", foldGather},     {"Concat", foldConcat},
        {"Slice", foldSlice},       {"Range", foldRange},
        {"Expand", foldExpand},     {"ReduceProd", foldReduceProduct},
    };
    const auto found = folds.find(type);
    return found == folds.end() ? nullptr : found->second;
}

} // namespace

std::optional<Value> foldNode(const onnx::NodeProto& node, const std::vector<Fact>& inputs)
{
    if (!node.domain().empty() && node.domain() != "ai.onnx") {
        return std::nullopt;
    }
    const Fold fold = foldOf(node.op_type());
    Result result = fold ? fold(node, inputs) : foldArithmetic(node.op_type(), inputs);
    if (result && result->numbers.size() > maximumNumbers) {
        return std::nullopt;
    }
    return result;
}

} // namespace ridge::onnx_import

// The operators that exporters compute shapes with, on tensors of a few numbers: the table, and what makes numbers.

#include "core/formats/onnx/shapes/folds.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_map>

namespace ridge::onnx_import {
namespace {

using onnx::TensorProto;
using Node = onnx::NodeProto;

constexpr std::size_t maximumFilled = 64;                    // larger ones are weights that were left out, not shapes
constexpr std::size_t maximumRank = 64;                      // as of what a file stores
constexpr std::int64_t maximumIndex = std::int64_t{1} << 53; // "to the end" is written as the largest number there is

Folded vectorOf(std::vector<double> numbers, int type = TensorProto::INT64)
{
    const auto count = static_cast<std::int64_t>(numbers.size());
    return Value{type, {count}, std::move(numbers)};
}

Folded foldShape(const Node& node, const Inputs& inputs)
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

Folded foldSize(const Node&, const Inputs& inputs)
{
    if (inputs.empty() || !inputs[0].shape) {
        return std::nullopt;
    }
    return Value{TensorProto::INT64, {}, {elementsOf(*inputs[0].shape)}};
}

Folded foldConstant(const Node& node, const Inputs&)
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

Folded foldFilled(const Node& node, const Inputs& inputs)
{
    const auto dims = listAt(node, inputs, 0, "");
    if (!dims || elementsOf(*dims) > maximumFilled || !isSmall(*dims)) {
        return std::nullopt;
    }
    Value filled{TensorProto::FLOAT, *dims, {}};
    double number = 0;
    for (const onnx::AttributeProto& attribute : node.attribute()) {
        if (attribute.name() == "value" && attribute.has_t()) {
            const Folded given = readValue(attribute.t());
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

Folded foldCopy(const Node&, const Inputs& inputs)
{
    const Value* value = valueAt(inputs, 0);
    return value ? Folded(*value) : std::nullopt;
}

Value castTo(Value value, int type)
{
    value.type = type;
    for (double& number : value.numbers) {
        number = type == TensorProto::BOOL ? number != 0 : value.isInteger() ? std::trunc(number) : number;
    }
    return value;
}

Folded foldCast(const Node& node, const Inputs& inputs)
{
    Folded value = foldCopy(node, inputs);
    return value ? Folded(castTo(std::move(*value), static_cast<int>(attributeOf(node, "to", TensorProto::FLOAT))))
                 : std::nullopt;
}

/// As Cast, to the type of the second input.
Folded foldCastLike(const Node& node, const Inputs& inputs)
{
    const Value* like = valueAt(inputs, 1);
    Folded value = like ? foldCopy(node, inputs) : std::nullopt;
    return value ? Folded(castTo(std::move(*value), like->type)) : std::nullopt;
}

/// Reshape, Squeeze, Unsqueeze, Flatten: the numbers stay, and the shape is left to the library's inference.
Folded foldReshape(const Node& node, const Inputs& inputs)
{
    Folded value = foldCopy(node, inputs);
    if (value) {
        value->dims = {-1}; // filled in by the caller, who knows the inferred shape
    }
    return value;
}

Folded foldRange(const Node&, const Inputs& inputs)
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

std::vector<FoldRow> makingRows()
{
    return {{"Shape", foldShape},       {"Size", foldSize},       {"Constant", foldConstant},
            {"Range", foldRange},       {"Identity", foldCopy},   {"ConstantOfShape", foldFilled},
            {"Cast", foldCast},         {"Reshape", foldReshape}, {"Squeeze", foldReshape},
            {"Unsqueeze", foldReshape}, {"Flatten", foldReshape}, {"CastLike", foldCastLike}};
}

const FoldRow* rowOf(const std::string& type)
{
    static const auto table = [] {
        std::unordered_map<std::string_view, FoldRow> rows;
        for (const auto& part : {makingRows(), arithmeticRows(), arrangementRows(), selectionRows(), reductionRows()}) {
            for (const FoldRow& row : part) {
                rows.emplace(row.type, row);
            }
        }
        return rows;
    }();
    const auto found = table.find(type);
    return found == table.end() ? nullptr : &found->second;
}

} // namespace

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

bool isSmall(const Dims& dims)
{
    return dims.size() <= maximumRank && std::ranges::all_of(dims, [](std::int64_t size) { return size >= 0; }) &&
           elementsOf(dims) <= static_cast<double>(maximumNumbers);
}

Dims stridesOf(const Dims& dims)
{
    Dims strides(dims.size(), 1);
    if (elementsOf(dims) <= 0) {
        return strides; // nothing lies anywhere, however large the other sizes are
    }
    for (std::size_t k = dims.size(); k > 1; --k) {
        strides[k - 2] = strides[k - 1] * dims[k - 1];
    }
    return strides;
}

std::optional<std::size_t> axisIn(std::int64_t axis, std::size_t rank)
{
    const auto size = static_cast<std::int64_t>(rank);
    const std::int64_t place = axis < 0 ? axis + size : axis;
    return place >= 0 && place < size ? std::optional(static_cast<std::size_t>(place)) : std::nullopt;
}

std::optional<Dims> broadcastDims(const Dims& a, const Dims& b)
{
    Dims result(std::max(a.size(), b.size()), 1);
    for (const Dims* dims : {&a, &b}) {
        const std::size_t offset = result.size() - dims->size();
        for (std::size_t k = 0; k < dims->size(); ++k) {
            std::int64_t& size = result[offset + k];
            if (size != 1 && (*dims)[k] != 1 && size != (*dims)[k]) {
                return std::nullopt;
            }
            size = size == 1 ? (*dims)[k] : size;
        }
    }
    return result;
}

Folded broadcastTo(const Value& value, const Dims& dims)
{
    if (value.dims.size() > dims.size() || !isSmall(dims)) {
        return std::nullopt;
    }
    Dims strides(dims.size(), 0);
    const Dims own = stridesOf(value.dims);
    const std::size_t offset = dims.size() - value.dims.size();
    for (std::size_t k = 0; k < own.size(); ++k) {
        if (value.dims[k] != 1 && value.dims[k] != dims[offset + k]) {
            return std::nullopt;
        }
        strides[offset + k] = value.dims[k] == 1 ? 0 : own[k];
    }
    return viewOf(value, dims, strides);
}

Value viewOf(const Value& source, const Dims& dims, const Dims& strides, std::int64_t start)
{
    Value view{source.type, dims, {}};
    view.numbers.reserve(static_cast<std::size_t>(elementsOf(dims)));
    walk(dims, strides, start, [&](std::size_t offset) { view.numbers.push_back(source.numbers[offset]); });
    return view;
}

std::vector<Value> foldNode(const Node& node, const Inputs& inputs)
{
    const bool isStandard = node.domain().empty() || node.domain() == "ai.onnx";
    const FoldRow* row = isStandard ? rowOf(node.op_type()) : nullptr;
    std::vector<Value> results;
    if (row && row->foldSeveral) {
        results = row->foldSeveral(node, inputs);
    } else if (Folded value = row ? row->fold(node, inputs) : std::nullopt) {
        results.push_back(std::move(*value));
    }
    const auto isHeld = [](const Value& value) { return value.numbers.size() <= maximumNumbers; };
    return std::ranges::all_of(results, isHeld) ? results : std::vector<Value>{};
}

} // namespace ridge::onnx_import

// Turning, cutting, joining and repeating tensors of a few numbers.

#include "core/formats/onnx/shapes/folds.h"

#include <algorithm>
#include <numeric>

namespace ridge::onnx_import {
namespace {

using Node = onnx::NodeProto;

Folded transpose(const Node& node, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    if (!data) {
        return std::nullopt;
    }
    const std::size_t rank = data->dims.size();
    Dims order = listOf(node, "perm").value_or(Dims());
    if (order.empty()) {
        order.resize(rank);
        std::iota(order.rbegin(), order.rend(), 0);
    }
    Dims sorted = order;
    std::ranges::sort(sorted);
    for (std::size_t k = 0; k < sorted.size(); ++k) {
        if (sorted[k] != static_cast<std::int64_t>(k)) {
            return std::nullopt; // no order of all axes
        }
    }
    if (order.size() != rank) {
        return std::nullopt;
    }
    const Dims strides = stridesOf(data->dims);
    Dims dims, turned;
    for (const std::int64_t axis : order) {
        dims.push_back(data->dims[static_cast<std::size_t>(axis)]);
        turned.push_back(strides[static_cast<std::size_t>(axis)]);
    }
    return viewOf(*data, dims, turned);
}

/// A view of a tensor that is narrowed axis by axis.
struct Window {
    Dims dims, strides;
    std::int64_t start = 0;

    explicit Window(const Dims& of) : dims(of), strides(stridesOf(of)) {}

    /// Ends and steps as Slice has them: from behind where negative, beyond the tensor where large.
    bool narrow(std::size_t axis, std::int64_t from, std::int64_t to, std::int64_t step)
    {
        const std::int64_t size = dims[axis];
        if (step == 0) {
            return false;
        }
        constexpr std::int64_t furthest = 2 * maximumNumbers;
        step = std::clamp(step, -furthest, furthest);
        const std::int64_t least = step > 0 ? 0 : -1;
        const std::int64_t most = step > 0 ? size : size - 1;
        const auto within = [&](std::int64_t at) {
            return std::clamp<std::int64_t>(at < 0 ? at + size : at, least, most);
        };
        const std::int64_t first = within(from), last = within(to);
        const std::int64_t length = step > 0 ? last - first : first - last;
        const std::int64_t stride = step > 0 ? step : -step;
        dims[axis] = length <= 0 ? 0 : (length + stride - 1) / stride;
        start += std::max<std::int64_t>(first, 0) * strides[axis];
        strides[axis] *= step;
        return true;
    }
};

Folded slice(const Node& node, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    const auto starts = listAt(node, inputs, 1, "starts");
    const auto ends = listAt(node, inputs, 2, "ends");
    const auto axes = listAt(node, inputs, 3, "axes");
    const auto steps = listAt(node, inputs, 4, "steps");
    const auto isOpen = [&](std::size_t index) { return index < inputs.size() && inputs[index].given; };
    if (!data || !starts || !ends || starts->size() != ends->size() || (!axes && isOpen(3)) || (!steps && isOpen(4))) {
        return std::nullopt;
    }
    Window window(data->dims);
    for (std::size_t k = 0; k < starts->size(); ++k) {
        const auto axis =
            axisIn(axes && k < axes->size() ? (*axes)[k] : static_cast<std::int64_t>(k), window.dims.size());
        const std::int64_t step = steps && k < steps->size() ? (*steps)[k] : 1;
        if (!axis || !window.narrow(*axis, (*starts)[k], (*ends)[k], step)) {
            return std::nullopt;
        }
    }
    return viewOf(*data, window.dims, window.strides, window.start);
}

/// How long each part is; empty where the node does not say and the parts are not equal.
std::optional<Dims> partsOf(const Node& node, const Inputs& inputs, std::int64_t size)
{
    if (auto given = listAt(node, inputs, 1, "split"); given && !given->empty()) {
        return given;
    }
    if (inputs.size() > 1 && inputs[1].given) {
        return std::nullopt;
    }
    const auto count = static_cast<std::int64_t>(node.output_size());
    const std::int64_t part = count > 0 ? (size + count - 1) / count : 0;
    Dims parts;
    for (std::int64_t k = 0; k < count; ++k) {
        parts.push_back(std::clamp<std::int64_t>(size - k * part, 0, part));
    }
    return parts;
}

std::vector<Value> split(const Node& node, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    const auto axis = data ? axisIn(attributeOf(node, "axis", 0), data->dims.size()) : std::nullopt;
    const auto parts = axis ? partsOf(node, inputs, data->dims[*axis]) : std::nullopt;
    if (!parts) {
        return {};
    }
    std::vector<Value> pieces;
    std::int64_t from = 0;
    for (const std::int64_t part : *parts) {
        if (part < 0 || part > data->dims[*axis] - from) {
            return {};
        }
        Window window(data->dims);
        window.narrow(*axis, from, from + part, 1);
        pieces.push_back(viewOf(*data, window.dims, window.strides, part > 0 ? window.start : 0));
        from += part;
    }
    return pieces;
}

/// Copies each input's rows to their place between those of the others.
Folded concat(const Node& node, const Inputs& inputs)
{
    const Value* first = valueAt(inputs, 0);
    const auto axis = first ? axisIn(attributeOf(node, "axis", 0), first->dims.size()) : std::nullopt;
    if (!axis) {
        return std::nullopt;
    }
    Dims dims = first->dims;
    for (std::size_t k = 1; k < inputs.size(); ++k) {
        const Value* next = valueAt(inputs, k);
        if (!next || next->dims.size() != dims.size()) {
            return std::nullopt;
        }
        dims[*axis] += next->dims[*axis];
        Dims alike = next->dims;
        alike[*axis] = dims[*axis];
        if (alike != dims) {
            return std::nullopt;
        }
    }
    if (!isSmall(dims)) {
        return std::nullopt;
    }
    Value result{first->type, dims, std::vector<double>(static_cast<std::size_t>(elementsOf(dims)))};
    const Dims strides = stridesOf(dims);
    std::int64_t start = 0;
    for (const Fact& input : inputs) {
        std::size_t from = 0;
        walk(input.value->dims, strides, start,
             [&](std::size_t to) { result.numbers[to] = input.value->numbers[from++]; });
        start += input.value->dims[*axis] * strides[*axis];
    }
    return result;
}

/// Along every axis once around all copies, and once within each.
Folded tile(const Node& node, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    const auto repeats = listAt(node, inputs, 1, "repeats");
    if (!data || !repeats || repeats->size() != data->dims.size()) {
        return std::nullopt;
    }
    const Dims strides = stridesOf(data->dims);
    Dims dims, folded, steps;
    for (std::size_t k = 0; k < repeats->size(); ++k) {
        const std::int64_t copies = std::clamp<std::int64_t>((*repeats)[k], 0, maximumNumbers + 1);
        dims.push_back(copies * data->dims[k]);
        folded.insert(folded.end(), {copies, data->dims[k]});
        steps.insert(steps.end(), {0, strides[k]});
    }
    if (!isSmall(dims)) {
        return std::nullopt;
    }
    Value result = viewOf(*data, folded, steps);
    result.dims = dims;
    return result;
}

Folded expand(const Node& node, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    const auto target = listAt(node, inputs, 1, "");
    const auto dims = data && target ? broadcastDims(data->dims, *target) : std::nullopt;
    return dims ? broadcastTo(*data, *dims) : std::nullopt;
}

/// Constant borders; negative ones cut.
Folded pad(const Node& node, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    const auto pads = listAt(node, inputs, 1, "pads");
    const Value* filler = valueAt(inputs, 2);
    const std::string mode = textOf(node, "mode");
    const bool hasAxes = inputs.size() > 3 && inputs[3].given;
    if (!data || !pads || hasAxes || pads->size() != 2 * data->dims.size() || (!mode.empty() && mode != "constant")) {
        return std::nullopt;
    }
    const std::size_t rank = data->dims.size();
    Window inner(data->dims);
    Dims dims = data->dims;
    for (std::size_t k = 0; k < rank; ++k) {
        const std::int64_t before = (*pads)[k], after = (*pads)[k + rank];
        const std::int64_t most = maximumNumbers;
        if (std::abs(before) > most || std::abs(after) > most) {
            return std::nullopt;
        }
        const std::int64_t from = std::max<std::int64_t>(0, -before);
        inner.narrow(k, from, std::max(from, data->dims[k] + std::min<std::int64_t>(0, after)), 1);
        dims[k] += before + after;
    }
    if (!isSmall(dims)) {
        return std::nullopt;
    }
    const double filled = filler && filler->numbers.size() == 1 ? filler->numbers[0] : 0;
    Value result{data->type, dims, std::vector<double>(static_cast<std::size_t>(elementsOf(dims)), filled)};
    const Dims strides = stridesOf(dims);
    std::int64_t start = 0;
    for (std::size_t k = 0; k < rank; ++k) {
        start += std::max<std::int64_t>(0, (*pads)[k]) * strides[k];
    }
    const Value kept = viewOf(*data, inner.dims, inner.strides, elementsOf(inner.dims) > 0 ? inner.start : 0);
    std::size_t from = 0;
    walk(inner.dims, strides, start, [&](std::size_t to) { result.numbers[to] = kept.numbers[from++]; });
    return result;
}

/// The triangle above or below a diagonal of the last two axes; the rest becomes zero.
Folded triangle(const Node& node, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    const Value* given = valueAt(inputs, 1);
    const bool isOpen = inputs.size() > 1 && inputs[1].given && (!given || given->numbers.empty());
    if (!data || data->dims.size() < 2 || isOpen) {
        return std::nullopt;
    }
    const double diagonal = given ? given->numbers[0] : 0;
    const bool isUpper = attributeOf(node, "upper", 1) != 0;
    const auto columns = static_cast<std::size_t>(data->dims.back());
    const auto rows = static_cast<std::size_t>(data->dims[data->dims.size() - 2]);
    Value result = *data;
    for (std::size_t i = 0; i < result.numbers.size(); ++i) {
        const double place = static_cast<double>(i % columns) - static_cast<double>(i / columns % rows) - diagonal;
        result.numbers[i] = (isUpper ? place >= 0 : place <= 0) ? result.numbers[i] : 0;
    }
    return result;
}

} // namespace

std::vector<FoldRow> arrangementRows()
{
    return {{"Transpose", transpose}, {"Slice", slice}, {"Split", nullptr, split}, {"Concat", concat}, {"Tile", tile},
            {"Expand", expand},       {"Pad", pad},     {"Trilu", triangle}};
}

} // namespace ridge::onnx_import

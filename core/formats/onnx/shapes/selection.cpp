// Picking and placing by index, in tensors of a few numbers.

#include "core/formats/onnx/shapes/folds.h"

#include <algorithm>

namespace ridge::onnx_import {
namespace {

using Node = onnx::NodeProto;

/// A place along an axis, counted from the end where negative.
std::optional<std::int64_t> placeIn(double index, std::int64_t size)
{
    const double at = index < 0 ? index + static_cast<double>(size) : index;
    return at >= 0 && at < static_cast<double>(size) ? std::optional(static_cast<std::int64_t>(at)) : std::nullopt;
}

Folded gather(const Node& node, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    const Value* indices = valueAt(inputs, 1);
    const auto axis = data && indices ? axisIn(attributeOf(node, "axis", 0), data->dims.size()) : std::nullopt;
    if (!axis) {
        return std::nullopt;
    }
    const auto at = static_cast<std::ptrdiff_t>(*axis);
    Dims dims(data->dims.begin(), data->dims.begin() + at);
    dims.insert(dims.end(), indices->dims.begin(), indices->dims.end());
    dims.insert(dims.end(), data->dims.begin() + at + 1, data->dims.end());
    if (!isSmall(dims)) {
        return std::nullopt;
    }
    const std::int64_t inner = stridesOf(data->dims)[*axis];
    const std::int64_t block = inner * data->dims[*axis];
    const auto all = static_cast<std::int64_t>(data->numbers.size());
    Value result{data->type, dims, {}};
    for (std::int64_t row = 0; row < all; row += block) {
        for (const double index : indices->numbers) {
            const auto place = placeIn(index, data->dims[*axis]);
            if (!place) {
                return std::nullopt;
            }
            const auto from = data->numbers.begin() + row + *place * inner;
            result.numbers.insert(result.numbers.end(), from, from + inner);
        }
    }
    return result;
}

/// Where each element of the indices points: its own place, but for the axis, where the index says.
std::optional<std::vector<std::size_t>> pointedTo(const Value& data, const Value& indices, std::size_t axis)
{
    if (indices.dims.size() != data.dims.size()) {
        return std::nullopt;
    }
    Dims strides = stridesOf(data.dims);
    for (std::size_t k = 0; k < data.dims.size(); ++k) {
        if (k != axis && indices.dims[k] > data.dims[k]) {
            return std::nullopt;
        }
    }
    const std::int64_t along = strides[axis];
    strides[axis] = 0;
    std::vector<std::size_t> places;
    bool fits = true;
    walk(indices.dims, strides, 0, [&](std::size_t offset) {
        const auto place = placeIn(indices.numbers[places.size()], data.dims[axis]);
        fits = fits && place;
        places.push_back(offset + static_cast<std::size_t>(place.value_or(0) * along));
    });
    return fits ? std::optional(places) : std::nullopt;
}

Folded gatherElements(const Node& node, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    const Value* indices = valueAt(inputs, 1);
    const auto axis = data && indices ? axisIn(attributeOf(node, "axis", 0), data->dims.size()) : std::nullopt;
    const auto places = axis ? pointedTo(*data, *indices, *axis) : std::nullopt;
    if (!places) {
        return std::nullopt;
    }
    Value result{data->type, indices->dims, {}};
    for (const std::size_t place : *places) {
        result.numbers.push_back(data->numbers[place]);
    }
    return result;
}

/// Puts the new number in its place, or adds it, as the node says; false for other ways.
bool place(const Node& node, double& old, double number)
{
    const std::string how = textOf(node, "reduction");
    if (how == "add") {
        old += number;
    } else if (how.empty() || how == "none") {
        old = number;
    } else {
        return false;
    }
    return true;
}

Folded scatterElements(const Node& node, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    const Value* indices = valueAt(inputs, 1);
    const Value* updates = valueAt(inputs, 2);
    const auto axis =
        data && indices && updates ? axisIn(attributeOf(node, "axis", 0), data->dims.size()) : std::nullopt;
    const auto places = axis && updates->dims == indices->dims ? pointedTo(*data, *indices, *axis) : std::nullopt;
    if (!places) {
        return std::nullopt;
    }
    Value result = *data;
    for (std::size_t i = 0; i < places->size(); ++i) {
        if (!place(node, result.numbers[(*places)[i]], updates->numbers[i])) {
            return std::nullopt;
        }
    }
    return result;
}

/// The first element that each tuple of the last axis of the indices points to, and the shape of what it points to.
struct Pointed {
    std::vector<std::size_t> starts;
    Dims rest;
    std::size_t length = 0; // elements of what each points to
};

std::optional<Pointed> tuplesOf(const Value& data, const Value& indices)
{
    if (indices.dims.empty() || indices.dims.back() < 1 ||
        indices.dims.back() > static_cast<std::int64_t>(data.dims.size())) {
        return std::nullopt;
    }
    const auto depth = static_cast<std::size_t>(indices.dims.back());
    const Dims strides = stridesOf(data.dims);
    Pointed found;
    found.rest.assign(data.dims.begin() + static_cast<std::ptrdiff_t>(depth), data.dims.end());
    found.length = static_cast<std::size_t>(elementsOf(found.rest));
    for (std::size_t i = 0; i + depth <= indices.numbers.size(); i += depth) {
        std::int64_t start = 0;
        for (std::size_t k = 0; k < depth; ++k) {
            const auto at = placeIn(indices.numbers[i + k], data.dims[k]);
            if (!at) {
                return std::nullopt;
            }
            start += *at * strides[k];
        }
        found.starts.push_back(static_cast<std::size_t>(start));
    }
    return found;
}

Folded gatherTuples(const Node& node, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    const Value* indices = valueAt(inputs, 1);
    const bool isPlain = data && indices && attributeOf(node, "batch_dims", 0) == 0;
    const auto found = isPlain ? tuplesOf(*data, *indices) : std::nullopt;
    if (!found) {
        return std::nullopt;
    }
    Dims dims(indices->dims.begin(), indices->dims.end() - 1);
    dims.insert(dims.end(), found->rest.begin(), found->rest.end());
    if (!isSmall(dims)) {
        return std::nullopt;
    }
    Value result{data->type, dims, {}};
    for (const std::size_t start : found->starts) {
        const auto from = data->numbers.begin() + static_cast<std::ptrdiff_t>(start);
        result.numbers.insert(result.numbers.end(), from, from + static_cast<std::ptrdiff_t>(found->length));
    }
    return result;
}

Folded scatterTuples(const Node& node, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    const Value* indices = valueAt(inputs, 1);
    const Value* updates = valueAt(inputs, 2);
    const auto found = data && indices && updates ? tuplesOf(*data, *indices) : std::nullopt;
    if (!found || updates->numbers.size() != found->starts.size() * found->length) {
        return std::nullopt;
    }
    Value result = *data;
    std::size_t from = 0;
    for (const std::size_t start : found->starts) {
        for (std::size_t k = 0; k < found->length; ++k) {
            if (!place(node, result.numbers[start + k], updates->numbers[from++])) {
                return std::nullopt;
            }
        }
    }
    return result;
}

} // namespace

std::vector<FoldRow> selectionRows()
{
    return {{"Gather", gather},           {"GatherElements", gatherElements},   {"GatherND", gatherTuples},
            {"Scatter", scatterElements}, {"ScatterElements", scatterElements}, {"ScatterND", scatterTuples}};
}

} // namespace ridge::onnx_import

// How operators are worked out on tensors of a few numbers of any rank: the rows, and what their rules share.
// Not a runtime: nothing beyond `maximumNumbers` elements is ever made.
#pragma once

#include "core/formats/onnx/shapes/values.h"

#include <string_view>

namespace ridge::onnx_import {

using Dims = std::vector<std::int64_t>;
using Inputs = std::vector<Fact>;
using Folded = std::optional<Value>;

inline constexpr std::size_t maximumNumbers = 1024;

/// The rule of an operator with one result; with several, one value for each or none at all.
struct FoldRow {
    std::string_view type;
    Folded (*fold)(const onnx::NodeProto& node, const Inputs& inputs) = nullptr;
    std::vector<Value> (*foldSeveral)(const onnx::NodeProto& node, const Inputs& inputs) = nullptr;
};

/// Functions of numbers, comparisons, choices between two tensors.
std::vector<FoldRow> arithmeticRows();
/// What turns, cuts, joins and repeats.
std::vector<FoldRow> arrangementRows();
/// What picks and places by index.
std::vector<FoldRow> selectionRows();
/// Sums, extremes, running sums, and what is found by looking at all numbers.
std::vector<FoldRow> reductionRows();

/// The list in an input, or in the attribute that older operator sets use for it; empty where it is not known.
std::optional<Dims> listAt(const onnx::NodeProto& node, const Inputs& inputs, std::size_t index, const char* attribute);

/// Whether such a tensor may be held at all.
bool isSmall(const Dims& dims);
/// Elements between neighbours along each axis, the last one's being 1.
Dims stridesOf(const Dims& dims);
std::optional<std::size_t> axisIn(std::int64_t axis, std::size_t rank);
/// The shape of two tensors together, as element-wise operators take them; empty where they do not fit.
std::optional<Dims> broadcastDims(const Dims& a, const Dims& b);
/// `value` repeated to a shape that it fits into.
Folded broadcastTo(const Value& value, const Dims& dims);
/// Elements of `source` as another tensor sees them: how far apart they lie along each of its axes.
Value viewOf(const Value& source, const Dims& dims, const Dims& strides, std::int64_t start = 0);

/// Calls `visit` with the offset of every element, in the order of the axes.
template <class Visit> void walk(const Dims& dims, const Dims& strides, std::int64_t start, Visit visit)
{
    if (elementsOf(dims) <= 0) {
        return;
    }
    Dims at(dims.size(), 0);
    for (std::int64_t offset = start;;) {
        visit(static_cast<std::size_t>(offset));
        std::size_t axis = dims.size();
        for (; axis > 0; --axis) {
            const std::size_t k = axis - 1;
            offset += strides[k];
            if (++at[k] < dims[k]) {
                break;
            }
            offset -= strides[k] * dims[k];
            at[k] = 0;
        }
        if (axis == 0) {
            return;
        }
    }
}

} // namespace ridge::onnx_import

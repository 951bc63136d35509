// Sums, extremes and running sums of tensors of a few numbers, and where their numbers stand.

#include "core/formats/onnx/shapes/folds.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ridge::onnx_import {
namespace {

using Node = onnx::NodeProto;
using Numbers = std::vector<double>;

/// Which axes are reduced; empty where that is not known.
std::optional<std::vector<bool>> reducedAxes(const Node& node, const Inputs& inputs, std::size_t rank)
{
    const auto axes = listAt(node, inputs, 1, "axes");
    if (!axes && inputs.size() > 1 && inputs[1].given) {
        return std::nullopt;
    }
    const bool isEmpty = !axes || axes->empty();
    std::vector<bool> isReduced(rank, isEmpty && attributeOf(node, "noop_with_empty_axes", 0) == 0);
    for (std::size_t k = 0; !isEmpty && k < axes->size(); ++k) {
        const auto axis = axisIn((*axes)[k], rank);
        if (!axis) {
            return std::nullopt;
        }
        isReduced[*axis] = true;
    }
    return isReduced;
}

/// The numbers that belong to each result, and the shape of the results.
struct Groups {
    Dims dims;
    std::vector<Numbers> members;
};

std::optional<Groups> groupsOf(const Value& data, const std::vector<bool>& isReduced, bool keeps)
{
    Dims kept, dims;
    for (std::size_t k = 0; k < data.dims.size(); ++k) {
        kept.push_back(isReduced[k] ? 1 : data.dims[k]);
        if (!isReduced[k] || keeps) {
            dims.push_back(kept.back());
        }
    }
    if (!isSmall(kept)) {
        return std::nullopt;
    }
    Dims strides = stridesOf(kept);
    for (std::size_t k = 0; k < strides.size(); ++k) {
        strides[k] = isReduced[k] ? 0 : strides[k];
    }
    Groups groups{dims, std::vector<Numbers>(static_cast<std::size_t>(elementsOf(kept)))};
    std::size_t from = 0;
    walk(data.dims, strides, 0, [&](std::size_t to) { groups.members[to].push_back(data.numbers[from++]); });
    return groups;
}

template <double (*Function)(const Numbers&), bool OfNothing> Folded reduce(const Node& node, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    const auto axes = data ? reducedAxes(node, inputs, data->dims.size()) : std::nullopt;
    const auto groups = axes ? groupsOf(*data, *axes, attributeOf(node, "keepdims", 1) != 0) : std::nullopt;
    if (!groups) {
        return std::nullopt;
    }
    Value result{data->type, groups->dims, {}};
    for (const Numbers& members : groups->members) {
        const double number = members.empty() && !OfNothing ? HUGE_VAL : Function(members);
        if (!std::isfinite(number)) {
            return std::nullopt;
        }
        result.numbers.push_back(result.isInteger() ? std::trunc(number) : number);
    }
    return result;
}

double sumOf(const Numbers& numbers) { return std::accumulate(numbers.begin(), numbers.end(), 0.0); }
double productOf(const Numbers& numbers)
{
    return std::accumulate(numbers.begin(), numbers.end(), 1.0, std::multiplies<>());
}
double squaresOf(const Numbers& numbers)
{
    return std::inner_product(numbers.begin(), numbers.end(), numbers.begin(), 0.0);
}
double lengthOf(const Numbers& numbers) { return std::sqrt(squaresOf(numbers)); }
double absoluteOf(const Numbers& numbers)
{
    return std::accumulate(numbers.begin(), numbers.end(), 0.0, [](double sum, double x) { return sum + std::abs(x); });
}
double meanOf(const Numbers& numbers) { return sumOf(numbers) / static_cast<double>(numbers.size()); }
double largestOf(const Numbers& numbers) { return *std::ranges::max_element(numbers); }
double smallestOf(const Numbers& numbers) { return *std::ranges::min_element(numbers); }

template <bool IsLargest> Folded extremePlace(const Node& node, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    const auto axis = data ? axisIn(attributeOf(node, "axis", 0), data->dims.size()) : std::nullopt;
    if (!axis || data->dims[*axis] == 0) {
        return std::nullopt;
    }
    std::vector<bool> isReduced(data->dims.size(), false);
    isReduced[*axis] = true;
    const auto groups = groupsOf(*data, isReduced, attributeOf(node, "keepdims", 1) != 0);
    if (!groups) {
        return std::nullopt;
    }
    Value result{onnx::TensorProto::INT64, groups->dims, {}};
    for (const Numbers& members : groups->members) {
        const auto found = IsLargest ? std::ranges::max_element(members) : std::ranges::min_element(members);
        result.numbers.push_back(static_cast<double>(found - members.begin()));
    }
    return result;
}

Folded runningSum(const Node& node, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    const auto given = listAt(node, inputs, 1, "axis");
    const auto axis = data && given && given->size() == 1 ? axisIn(given->front(), data->dims.size()) : std::nullopt;
    if (!axis) {
        return std::nullopt;
    }
    const bool isExclusive = attributeOf(node, "exclusive", 0) != 0;
    const bool isReversed = attributeOf(node, "reverse", 0) != 0;
    const Dims strides = stridesOf(data->dims);
    Dims lines = data->dims;
    lines[*axis] = std::min<std::int64_t>(1, lines[*axis]);
    Value result = *data;
    walk(lines, strides, 0, [&](std::size_t start) {
        double sum = 0;
        for (std::int64_t k = 0; k < data->dims[*axis]; ++k) {
            const std::int64_t at = isReversed ? data->dims[*axis] - 1 - k : k;
            double& number = result.numbers[start + static_cast<std::size_t>(at * strides[*axis])];
            const double own = number;
            number = isExclusive ? sum : sum + own;
            sum += own;
        }
    });
    return result;
}

/// The first numbers of a line by size, with their places; equal ones in the order of their places.
std::vector<std::size_t> firstOf(const Numbers& line, std::size_t count, bool isLargest)
{
    std::vector<std::size_t> order(line.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(
        order, [&](std::size_t a, std::size_t b) { return isLargest ? line[a] > line[b] : line[a] < line[b]; });
    order.resize(count);
    return order;
}

std::vector<Value> largest(const Node& node, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    const auto given = listAt(node, inputs, 1, "");
    const std::int64_t count = given && given->size() == 1 ? given->front() : attributeOf(node, "k", -1);
    const auto axis = data ? axisIn(attributeOf(node, "axis", -1), data->dims.size()) : std::nullopt;
    if (!axis || count < 0 || count > data->dims[*axis] || (inputs.size() > 1 && !given)) {
        return {};
    }
    Dims dims = data->dims, lines = data->dims;
    dims[*axis] = count;
    lines[*axis] = std::min<std::int64_t>(1, lines[*axis]);
    const Dims strides = stridesOf(data->dims), out = stridesOf(dims);
    const auto size = static_cast<std::size_t>(elementsOf(dims));
    Value numbers{data->type, dims, Numbers(size)};
    Value places{onnx::TensorProto::INT64, dims, Numbers(size)};
    std::vector<std::size_t> starts;
    walk(lines, out, 0, [&](std::size_t start) { starts.push_back(start); });
    std::size_t next = 0;
    walk(lines, strides, 0, [&](std::size_t start) {
        Numbers line;
        for (std::int64_t k = 0; k < data->dims[*axis]; ++k) {
            line.push_back(data->numbers[start + static_cast<std::size_t>(k * strides[*axis])]);
        }
        std::size_t to = starts[next++];
        for (const std::size_t at :
             firstOf(line, static_cast<std::size_t>(count), attributeOf(node, "largest", 1) != 0)) {
            numbers.numbers[to] = line[at];
            places.numbers[to] = static_cast<double>(at);
            to += static_cast<std::size_t>(out[*axis]);
        }
    });
    return {std::move(numbers), std::move(places)};
}

/// One row an axis, one column for each number that is not zero.
Folded nonZero(const Node&, const Inputs& inputs)
{
    const Value* data = valueAt(inputs, 0);
    if (!data || data->dims.empty()) {
        return std::nullopt;
    }
    const Dims strides = stridesOf(data->dims);
    std::vector<std::int64_t> places;
    for (std::size_t i = 0; i < data->numbers.size(); ++i) {
        if (data->numbers[i] != 0) {
            places.push_back(static_cast<std::int64_t>(i));
        }
    }
    Dims dims{static_cast<std::int64_t>(data->dims.size()), static_cast<std::int64_t>(places.size())};
    if (!isSmall(dims)) {
        return std::nullopt;
    }
    Value result{onnx::TensorProto::INT64, dims, {}};
    for (std::size_t k = 0; k < data->dims.size(); ++k) {
        for (const std::int64_t place : places) {
            result.numbers.push_back(static_cast<double>(place / strides[k] % data->dims[k]));
        }
    }
    return result;
}

} // namespace

std::vector<FoldRow> reductionRows()
{
    return {{"ReduceSum", reduce<sumOf, true>},
            {"ReduceProd", reduce<productOf, true>},
            {"ReduceMax", reduce<largestOf, false>},
            {"ReduceMin", reduce<smallestOf, false>},
            {"ReduceMean", reduce<meanOf, false>},
            {"ReduceL1", reduce<absoluteOf, true>},
            {"ReduceL2", reduce<lengthOf, true>},
            {"ReduceSumSquare", reduce<squaresOf, true>},
            {"ArgMax", extremePlace<true>},
            {"ArgMin", extremePlace<false>},
            {"CumSum", runningSum},
            {"TopK", nullptr, largest},
            {"NonZero", nonZero}};
}

} // namespace ridge::onnx_import

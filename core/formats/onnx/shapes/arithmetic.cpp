// Arithmetic, comparisons and choices on tensors of a few numbers.

#include "core/formats/onnx/shapes/folds.h"

#include <algorithm>
#include <cmath>

namespace ridge::onnx_import {
namespace {

using Node = onnx::NodeProto;
using Binary = double (*)(double, double);

bool isFinite(const Value& value)
{
    return std::ranges::all_of(value.numbers, [](double x) { return std::isfinite(x); });
}

Folded combine(const Value& a, const Value& b, Binary function, int type)
{
    const auto dims = broadcastDims(a.dims, b.dims);
    const Folded left = dims ? broadcastTo(a, *dims) : std::nullopt;
    const Folded right = dims ? broadcastTo(b, *dims) : std::nullopt;
    if (!left || !right) {
        return std::nullopt;
    }
    Value result{type, *dims, {}};
    for (std::size_t i = 0; i < left->numbers.size(); ++i) {
        const double number = function(left->numbers[i], right->numbers[i]);
        result.numbers.push_back(result.isInteger() ? std::trunc(number) : number);
    }
    return isFinite(result) ? Folded(std::move(result)) : std::nullopt;
}

/// Of two operands, or of as many as there are.
template <auto Function, bool IsComparison = false> Folded binary(const Node&, const Inputs& inputs)
{
    const Value* first = valueAt(inputs, 0);
    Folded result = first ? Folded(*first) : std::nullopt;
    for (std::size_t k = 1; k < inputs.size() && result; ++k) {
        const Value* other = valueAt(inputs, k);
        result = !other ? std::nullopt
                        : combine(*result, *other, Function, IsComparison ? onnx::TensorProto::BOOL : result->type);
    }
    return result;
}

template <auto Function> Folded unary(const Node&, const Inputs& inputs)
{
    const Value* value = valueAt(inputs, 0);
    if (!value) {
        return std::nullopt;
    }
    Value result = *value;
    for (double& number : result.numbers) {
        number = Function(number);
    }
    return isFinite(result) ? Folded(std::move(result)) : std::nullopt;
}

Folded mean(const Node& node, const Inputs& inputs)
{
    Folded sum = binary<[](double a, double b) { return a + b; }>(node, inputs);
    if (sum) {
        std::ranges::for_each(sum->numbers, [&](double& number) { number /= static_cast<double>(inputs.size()); });
    }
    return sum;
}

/// With the sign of the divisor, or of the dividend as C has it.
Folded remainder(const Node& node, const Inputs& inputs)
{
    return attributeOf(node, "fmod", 0) != 0
               ? binary<[](double a, double b) { return std::fmod(a, b); }>(node, inputs)
               : binary<[](double a, double b) { return a - b * std::floor(a / b); }>(node, inputs);
}

Folded where(const Node&, const Inputs& inputs)
{
    const Value* condition = valueAt(inputs, 0);
    const Value* yes = valueAt(inputs, 1);
    const Value* no = valueAt(inputs, 2);
    const auto both = yes && no ? broadcastDims(yes->dims, no->dims) : std::nullopt;
    const auto dims = both && condition ? broadcastDims(*both, condition->dims) : std::nullopt;
    if (!dims) {
        return std::nullopt;
    }
    const Folded choice = broadcastTo(*condition, *dims), first = broadcastTo(*yes, *dims),
                 second = broadcastTo(*no, *dims);
    if (!choice || !first || !second) {
        return std::nullopt;
    }
    Value result{yes->type, *dims, {}};
    for (std::size_t i = 0; i < choice->numbers.size(); ++i) {
        result.numbers.push_back(choice->numbers[i] != 0 ? first->numbers[i] : second->numbers[i]);
    }
    return result;
}

/// A limit in an input, or in the attribute that older operator sets have for it.
Folded limitOf(const Node& node, const Inputs& inputs, std::size_t index, const char* name, double none)
{
    if (index < inputs.size() && inputs[index].given) {
        const Value* value = inputs[index].value;
        return value && value->numbers.size() == 1 ? Folded(*value) : std::nullopt;
    }
    for (const onnx::AttributeProto& attribute : node.attribute()) {
        none = attribute.name() == name ? static_cast<double>(attribute.f()) : none;
    }
    return Value{onnx::TensorProto::FLOAT, {}, {none}};
}

Folded clip(const Node& node, const Inputs& inputs)
{
    const Value* value = valueAt(inputs, 0);
    const Folded least = limitOf(node, inputs, 1, "min", -HUGE_VAL);
    const Folded most = limitOf(node, inputs, 2, "max", HUGE_VAL);
    if (!value || !least || !most) {
        return std::nullopt;
    }
    Value result = *value;
    for (double& number : result.numbers) {
        number = std::min(std::max(number, least->numbers[0]), most->numbers[0]);
    }
    return result;
}

double sign(double a) { return a > 0 ? 1 : a < 0 ? -1 : 0; }
double halfToEven(double a) { return std::nearbyint(a); } // of the default rounding mode

std::vector<FoldRow> comparisons()
{
    return {{"Equal", binary<[](double a, double b) -> double { return a == b; }, true>},
            {"Less", binary<[](double a, double b) -> double { return a < b; }, true>},
            {"LessOrEqual", binary<[](double a, double b) -> double { return a <= b; }, true>},
            {"Greater", binary<[](double a, double b) -> double { return b < a; }, true>},
            {"GreaterOrEqual", binary<[](double a, double b) -> double { return b <= a; }, true>},
            {"And", binary<[](double a, double b) -> double { return a != 0 && b != 0; }, true>},
            {"Or", binary<[](double a, double b) -> double { return a != 0 || b != 0; }, true>},
            {"Xor", binary<[](double a, double b) -> double { return (a != 0) != (b != 0); }, true>},
            {"Not", unary<[](double a) -> double { return a == 0; }>}};
}

} // namespace

std::vector<FoldRow> arithmeticRows()
{
    std::vector<FoldRow> rows{{"Add", binary<[](double a, double b) { return a + b; }>},
                              {"Sum", binary<[](double a, double b) { return a + b; }>},
                              {"Sub", binary<[](double a, double b) { return a - b; }>},
                              {"Mul", binary<[](double a, double b) { return a * b; }>},
                              {"Div", binary<[](double a, double b) { return a / b; }>},
                              {"Pow", binary<[](double a, double b) { return std::pow(a, b); }>},
                              {"Max", binary<[](double a, double b) { return std::max(a, b); }>},
                              {"Min", binary<[](double a, double b) { return std::min(a, b); }>},
                              {"Mean", mean},
                              {"Mod", remainder},
                              {"Where", where},
                              {"Clip", clip},
                              {"Neg", unary<[](double a) { return -a; }>},
                              {"Abs", unary<[](double a) { return std::abs(a); }>},
                              {"Sign", unary<sign>},
                              {"Relu", unary<[](double a) { return std::max(a, 0.0); }>},
                              {"Sqrt", unary<[](double a) { return std::sqrt(a); }>},
                              {"Exp", unary<[](double a) { return std::exp(a); }>},
                              {"Log", unary<[](double a) { return std::log(a); }>},
                              {"Reciprocal", unary<[](double a) { return 1 / a; }>},
                              {"Floor", unary<[](double a) { return std::floor(a); }>},
                              {"Ceil", unary<[](double a) { return std::ceil(a); }>},
                              {"Round", unary<halfToEven>}};
    for (const FoldRow& row : comparisons()) {
        rows.push_back(row);
    }
    return rows;
}

} // namespace ridge::onnx_import

// Arithmetic and comparisons on tensors of a few numbers: part of foldNode.

#include "core/formats/onnx/shapes/values.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace ridge::onnx_import {
namespace {

using Inputs = std::vector<Fact>;
using Result = std::optional<Value>;

Result firstValue(const Inputs& inputs)
{
    const Value* value = valueAt(inputs, 0);
    return value ? Result(*value) : std::nullopt;
}

/// Numbers of one operand for `count` results: a single number serves all of them.
double operandAt(const Value& value, std::size_t index) { return value.numbers[value.numbers.size() == 1 ? 0 : index]; }

using Binary = double (*)(double, double);

Result foldBinary(const Inputs& inputs, Binary function, bool isComparison)
{
    Result result = firstValue(inputs);
    for (std::size_t k = 1; k < inputs.size() && result; ++k) {
        const Value* other = valueAt(inputs, k);
        if (!other || other->numbers.empty() || result->numbers.empty()) {
            return std::nullopt;
        }
        const std::size_t count = std::max(result->numbers.size(), other->numbers.size());
        if ((result->numbers.size() != count && result->numbers.size() != 1) ||
            (other->numbers.size() != count && other->numbers.size() != 1)) {
            return std::nullopt; // broadcasting between matrices computes no shapes
        }
        Value next{result->type, other->dims.size() > result->dims.size() ? other->dims : result->dims, {}};
        if (elementsOf(next.dims) != static_cast<double>(count)) {
            next.dims = other->numbers.size() == count ? other->dims : result->dims;
        }
        for (std::size_t i = 0; i < count; ++i) {
            const double number = function(operandAt(*result, i), operandAt(*other, i));
            next.numbers.push_back(next.isInteger() && !isComparison ? std::trunc(number) : number);
        }
        result = std::move(next);
    }
    if (result && isComparison) {
        result->type = onnx::TensorProto::BOOL;
    }
    if (result && !std::ranges::all_of(result->numbers, [](double x) { return std::isfinite(x); })) {
        return std::nullopt;
    }
    return result;
}

template <Binary Function, bool IsComparison = false> Result binary(const Inputs& inputs)
{
    return foldBinary(inputs, Function, IsComparison);
}

template <double (*Function)(double)> Result unary(const Inputs& inputs)
{
    Result value = firstValue(inputs);
    if (value) {
        for (double& number : value->numbers) {
            number = Function(number);
            if (!std::isfinite(number)) {
                return std::nullopt;
            }
        }
    }
    return value;
}

Result foldWhere(const Inputs& inputs)
{
    const Value* condition = valueAt(inputs, 0);
    const Value* yes = valueAt(inputs, 1);
    const Value* no = valueAt(inputs, 2);
    if (!condition || !yes || !no || condition->numbers.empty() || yes->numbers.empty() || no->numbers.empty()) {
        return std::nullopt;
    }
    const Value* largest = condition;
    for (const Value* each : {yes, no}) {
        largest = each->numbers.size() > largest->numbers.size() ? each : largest;
    }
    Value result{yes->type, largest->dims, {}};
    const std::size_t count = largest->numbers.size();
    for (const Value* each : {condition, yes, no}) {
        if (each->numbers.size() != count && each->numbers.size() != 1) {
            return std::nullopt;
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        result.numbers.push_back(operandAt(operandAt(*condition, i) != 0 ? *yes : *no, i));
    }
    return result;
}

double add(double a, double b) { return a + b; }
double subtract(double a, double b) { return a - b; }
double multiply(double a, double b) { return a * b; }
double divide(double a, double b) { return a / b; }
double larger(double a, double b) { return std::max(a, b); }
double smaller(double a, double b) { return std::min(a, b); }
double remainder(double a, double b) { return a - b * std::floor(a / b); }
double raise(double a, double b) { return std::pow(a, b); }
double equal(double a, double b) { return a == b; }
double less(double a, double b) { return a < b; }
double greater(double a, double b) { return a > b; }
double both(double a, double b) { return a != 0 && b != 0; }
double either(double a, double b) { return a != 0 || b != 0; }
double negate(double a) { return -a; }
double invert(double a) { return a == 0; }
double root(double a) { return std::sqrt(a); }
double roundDown(double a) { return std::floor(a); }
double roundUp(double a) { return std::ceil(a); }

using Fold = Result (*)(const Inputs&);

const std::map<std::string, Fold, std::less<>>& foldTable()
{
    static const std::map<std::string, Fold, std::less<>> folds{
        {"Add", binary<add>},
        {"Sub", binary<subtract>},
        {"Mul", binary<multiply>},
        {"Div", binary<divide>},
        {"Max", binary<larger>},
        {"Min", binary<smaller>},
        {"Mod", binary<remainder>},
        {"Pow", binary<raise>},
        {"Equal", binary<equal, true>},
        {"Less", binary<less, true>},
        {"Greater", binary<greater, true>},
        {"And", binary<both, true>},
        {"Or", binary<either, true>},
        {"Neg", unary<negate>},
        {"Not", unary<invert>},
        {"Sqrt", unary<root>},
        {"Floor", unary<roundDown>},
        {"Ceil", unary<roundUp>},
        {"Where", foldWhere},
    };
    return folds;
}

} // namespace

std::optional<Value> foldArithmetic(const std::string& type, const std::vector<Fact>& inputs)
{
    const auto found = foldTable().find(type);
    return found == foldTable().end() ? std::nullopt : found->second(inputs);
}

} // namespace ridge::onnx_import

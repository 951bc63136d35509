// What element-wise functions cost: operations per output element, one table for all model families.
// Not MACs: element-wise work is counted apart (Convention::countElementwise).
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace ridge {

struct ElementwiseFunction {
    std::string_view name;
    double ops;
};

/// Every add, subtract, multiply, divide, compare, exp, tanh and root counts as one operation.
inline constexpr std::array<ElementwiseFunction, 31> elementwiseFunctions{{
    {"add", 1},         {"multiply", 1}, {"relu", 1}, // one compare
    {"batch", 2}, // the norms as layer lists name them; searched from the top, where their names stand
    {"layer", 5},       {"rms", 4},      {"relu6", 2},   // two compares
    {"leaky_relu", 2},                                   // compare, multiply
    {"prelu", 2},                                        // compare, multiply
    {"elu", 4},                                          // compare, exp, subtract, multiply
    {"tanh", 1},        {"exp", 1},      {"sigmoid", 4}, // negate, exp, add, divide
    {"hsigmoid", 4},                                     // add, two compares, multiply
    {"hswish", 4},      // add, two compares, multiply; the 1/6 is folded into the next weights
    {"silu", 5},        // a sigmoid and a multiply
    {"gelu", 8},        // tanh form: square, multiply, multiply, add, tanh, add, multiply, multiply
    {"softplus", 3},    // exp, add, log
    {"softsign", 3},    // absolute value, add, divide
    {"mish", 5},        // softplus, tanh, multiply
    {"quantize", 4},    // divide, round, two compares
    {"dequantize", 2},  // subtract, multiply
    {"lrn", 9},         // square, four adds over five channels, multiply, add, power, divide
    {"softmax", 5},     // max, subtract, exp, sum, divide
    {"batch_norm", 2},  // inference: one folded scale and shift
    {"layer_norm", 5},  // subtract mean, square for the variance, divide, scale, shift
    {"rms_norm", 4},    // square, sum, divide, scale
    {"unit_length", 3}, // square, sum, divide
    {"rope", 3},        // rotary positions: two multiplies and an add
    {"softcap", 3},     // divide, tanh, multiply
    {"none", 0},        // copies: concatenation, nearest-neighbour upsampling
}};

/// Operations of one output element; empty for a name that is not in the table.
constexpr std::optional<double> knownOpsPerElement(std::string_view function)
{
    for (const ElementwiseFunction& row : elementwiseFunctions) {
        if (row.name == function) {
            return row.ops;
        }
    }
    return std::nullopt;
}

/// As above, with one operation for an unknown function: something is done to every element.
constexpr double opsPerElement(std::string_view function) { return knownOpsPerElement(function).value_or(1); }

} // namespace ridge

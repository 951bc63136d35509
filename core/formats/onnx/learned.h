// Which inputs of an operator hold what it learned, and which only what it is told.
// Not whether they are constant: assembly.h asks for those that are.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace ridge::onnx_import {

/// Operators without a row learn all of their constants or, see isSetting, none.
struct LearnedInputs {
    std::string_view type;
    std::initializer_list<std::size_t> learned;
    std::initializer_list<std::size_t> shared = {}; // scales and zero points of those: stored, but no parameters
};

/// nullptr where there is no row.
const LearnedInputs* learnedInputs(std::string_view type);

/// Inputs that hold what an operator is told, not what it learned: limits, ratios, scales, zero points, statistics.
bool isSetting(const std::string& type, std::size_t position);
/// Whether an operator expects learned numbers there, whatever made them.
bool expectsWeight(const std::string& type, std::size_t position);
/// Functions of single elements of several tensors: what stands beside a map there may be learned.
bool isElementwise(const std::string& type);
/// Whether integers in that place are weights.
bool readsIntegers(const std::string& type, std::size_t position, int elementType);

} // namespace ridge::onnx_import

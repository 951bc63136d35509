// A weight tensor as it lies in a file, and its values, for whoever shows how they are distributed.
// Not the model: that is read without its weights.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ridge {

/// A matrix or kernel of two or more dimensions.
struct FileWeight {
    std::string name;
    std::string type; // "float32", "int8"
    double elements = 0;
};
/// The values of one, as numbers: all of them, or evenly spread ones where it holds more than `mostWeightValues`.
struct WeightValues {
    std::vector<float> values;
    double elements = 0; // of the whole tensor
};
inline constexpr std::size_t mostWeightValues = std::size_t{1} << 22;

} // namespace ridge

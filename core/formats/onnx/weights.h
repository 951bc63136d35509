// The values of single weights of an ONNX file, for whoever shows how they are distributed.
// Not the model: read_onnx.h reads that without its weights.
#pragma once

#include "core/formats/file_bytes.h"

#include <string>
#include <vector>

namespace ridge {

/// A matrix or kernel of an ONNX file: initialisers of two or more dimensions that hold floats or 8-bit integers.
struct OnnxWeight {
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

/// Both walk the framing and leave the rest of the file alone. In the file's order. Throw FormatError.
std::vector<OnnxWeight> listOnnxWeights(const FileBytes& bytes, const std::string& fileName);
/// `weight` is a name from the list. Values that another file holds are refused.
WeightValues readOnnxWeight(const FileBytes& bytes, const std::string& fileName, const std::string& weight);

} // namespace ridge

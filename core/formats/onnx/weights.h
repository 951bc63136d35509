// The weights of an ONNX file: initialisers of two or more dimensions that hold floats or 8-bit integers.
// Not the model: read_onnx.h reads that without its weights.
#pragma once

#include "core/formats/file_bytes.h"
#include "core/formats/file_weight.h"

namespace ridge {

/// Both walk the framing and leave the rest of the file alone. In the file's order. Throw FormatError.
std::vector<FileWeight> listOnnxWeights(const FileBytes& bytes, const std::string& fileName);
/// `weight` is a name from the list. Values that another file holds are refused.
WeightValues readOnnxWeight(const FileBytes& bytes, const std::string& fileName, const std::string& weight);

} // namespace ridge

// An ONNX file becomes a model with an imported graph.
// Not the values of its weights: weights.h.
#pragma once

#include "core/formats/file_bytes.h"
#include "core/scenario/model.h"

namespace ridge {

/// Whether the first field is one that a model may have. There is no magic number: much else begins like that too.
bool mayBeOnnx(std::string_view head);

/// Throws FormatError.
Model readOnnx(const FileBytes& bytes, const std::string& name);

} // namespace ridge

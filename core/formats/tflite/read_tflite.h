// A TensorFlow Lite file, as microcontrollers run it, becomes a model: int8 or float, shapes fixed in the file.
// Not what the file holds field by field: tflite.h.
#pragma once

#include "core/formats/file_bytes.h"
#include "core/scenario/model.h"

namespace ridge {

bool looksLikeTflite(std::string_view head);

/// Throws FormatError.
Model readTflite(const FileBytes& bytes, const std::string& name);

} // namespace ridge

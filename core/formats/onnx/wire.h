// The framing of an ONNX file: checks every message's length and copies the file without its weights.
// Not a parser: it knows which fields are messages and which are data, and nothing of what they mean.
#pragma once

#include "core/formats/file_bytes.h"

namespace ridge::onnx_import {

/// Tensor data larger than this is left out; what shapes are computed from is far smaller.
inline constexpr std::size_t keptDataBytes = 1024;
/// More nodes than any model has; a file that claims more is damaged or hostile.
inline constexpr std::size_t maximumNodes = 1'000'000;
/// What a graph may take without its weights.
inline constexpr std::size_t maximumStrippedBytes = 256u << 20;

/// The file without weights, documentation and training graphs. Throws FormatError that names the byte where it breaks.
std::string stripWeights(const FileBytes& bytes, const std::string& fileName);

} // namespace ridge::onnx_import

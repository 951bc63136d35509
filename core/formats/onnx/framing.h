// The framing of protobuf as ONNX uses it: numbers, and fields whose length is checked against what surrounds them.
// Not a parser: it knows no message and copies nothing.
#pragma once

#include "core/formats/file_bytes.h"

namespace ridge::onnx_import {

enum WireType : std::uint64_t { Varint = 0, Fixed64 = 1, Length = 2, Fixed32 = 5 };

/// Whether a field of the outermost message may have that wire type; with anything else the file is not ONNX.
bool belongsToModel(std::uint64_t field, std::uint64_t wireType);

/// A position in the bytes of a file that moves from field to field. Failures are FormatErrors that name the byte.
class Framing {
public:
    Framing(const FileBytes& bytes, const std::string& fileName) : m_bytes(bytes), m_fileName(fileName) {}

protected:
    std::uint64_t readVarint(std::size_t end);
    /// Moves behind the field's content and returns where that starts: of a number the place behind it.
    std::size_t skipContent(std::uint64_t wireType, std::size_t fieldStart, std::size_t end);
    [[noreturn]] void fail(const std::string& what, std::size_t at) const;
    [[noreturn]] void failNotOnnx(std::size_t at) const;
    [[noreturn]] void failShort(std::size_t start, std::size_t end) const;

    FileWindow m_bytes;
    const std::string& m_fileName;
    std::size_t m_at = 0;
};

} // namespace ridge::onnx_import

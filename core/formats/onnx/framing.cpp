#include "core/formats/onnx/framing.h"

#include "core/formats/format_error.h"

namespace ridge::onnx_import {

std::uint64_t Framing::readVarint(std::size_t end)
{
    const std::size_t start = m_at;
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (m_at >= end) {
            failShort(start, end);
        }
        const auto byte = static_cast<unsigned char>(m_bytes.byteAt(m_at++));
        value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if (byte < 0x80) {
            return value;
        }
    }
    fail("a number is longer than any number can be", start);
}

std::size_t Framing::skipContent(std::uint64_t wireType, std::size_t fieldStart, std::size_t end)
{
    std::uint64_t length = 0;
    switch (wireType) {
    case Varint:
        readVarint(end);
        return m_at;
    case Fixed64:
        length = 8;
        break;
    case Fixed32:
        length = 4;
        break;
    case Length:
        length = readVarint(end);
        break;
    default:
        fail("a field has a type that ONNX does not use", fieldStart);
    }
    const std::size_t start = m_at;
    if (length > end - start) {
        failShort(fieldStart, end);
    }
    m_at = start + static_cast<std::size_t>(length);
    return start;
}

bool belongsToModel(std::uint64_t field, std::uint64_t wireType)
{
    const bool isNumber = field == 1 || field == 5;
    return field > 0 && field < 64 && wireType == (isNumber ? Varint : Length);
}

void Framing::fail(const std::string& what, std::size_t at) const
{
    throw FormatError(m_fileName + ": " + what + " at byte " + std::to_string(at) + "; export or download it again.");
}

void Framing::failNotOnnx(std::size_t at) const
{
    throw FormatError(m_fileName + ": byte " + std::to_string(at) +
                      " does not belong to an ONNX model; open a file exported as .onnx.");
}

void Framing::failShort(std::size_t start, std::size_t end) const
{
    if (end == m_bytes.size()) {
        fail("the file ends in the middle of a field", start);
    }
    fail("a field is longer than the message around it", start);
}

} // namespace ridge::onnx_import

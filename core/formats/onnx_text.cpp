// Names from the file as they may be shown: cleanText and describe of onnx_graph.h.

#include "core/formats/onnx_graph.h"

#include <algorithm>

namespace ridge::onnx_import {
namespace {

/// Bytes of the printable UTF-8 character the text starts with; 0 when it starts with none.
std::size_t characterLength(std::string_view text)
{
    const auto byteAt = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byteAt(0);
    if (lead < 0x80) {
        return lead >= 0x20 && lead != 0x7f ? 1 : 0;
    }
    const std::size_t length = lead >= 0xc2 && lead < 0xe0   ? 2
                               : (lead >> 4) == 14           ? 3
                               : lead >= 0xf0 && lead < 0xf5 ? 4
                                                             : 0;
    if (length == 0 || text.size() < length) {
        return 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if ((byteAt(i) & 0xc0) != 0x80) {
            return 0;
        }
    }
    const unsigned char second = byteAt(1);
    const bool isOverlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
    const bool isOutside =
        (lead == 0xed && second > 0x9f) || (lead == 0xf4 && second > 0x8f); // surrogates, beyond Unicode
    return isOverlong || isOutside ? 0 : length;
}

} // namespace

std::string describe(const onnx::NodeProto& node)
{
    const std::string name = !node.name().empty() ? node.name() : node.output_size() > 0 ? node.output(0) : "";
    return cleanText(node.op_type()) + " '" + cleanText(name) + "'";
}

std::string cleanText(std::string_view text)
{
    constexpr std::size_t longest = 200;
    const auto isPlain = [](char c) { return c >= 0x20 && c < 0x7f; };
    if (text.size() <= longest && std::ranges::all_of(text, isPlain)) {
        return std::string(text);
    }
    std::string clean;
    while (!text.empty() && clean.size() < longest) {
        const std::size_t length = characterLength(text);
        clean += length > 0 ? text.substr(0, length) : "?";
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return text.empty() ? clean : clean + "…";
}

} // namespace ridge::onnx_import

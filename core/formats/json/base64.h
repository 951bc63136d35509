// Bytes as text inside JSON: base64 with padding (RFC 4648).
// Not a streaming codec: scenario files are small.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ridge {

std::string toBase64(std::string_view bytes);
/// Empty when the text is no base64.
std::optional<std::string> fromBase64(std::string_view text);

} // namespace ridge

// What a JSON object says of itself: its keys, and the "format" that this program's own files name.
// Not its values: the readers parse those.
#pragma once

#include <set>
#include <stop_token>
#include <string>
#include <string_view>

namespace ridge {

struct JsonOutline {
    std::set<std::string, std::less<>> keys; // of the outermost object, up to a "format" that is text
    std::string format;                      // empty: none, or no text
    bool has(std::string_view key) const { return keys.contains(key); }
};

/// Looks no further than the "format". Throws FormatError for what is no JSON.
JsonOutline outlineOf(std::string_view text, const std::stop_token& stop = {});

} // namespace ridge

// Words as a sentence lists them: "csv, json or text".
// Not sorted and not shortened: they come as their catalogue has them.
#pragma once

#include <string>
#include <string_view>

namespace ridge {

/// "a", "a or b", "a, b or c"; of each element of the range what `name` gives.
template <class Range, class Name> std::string alternatives(const Range& range, Name name)
{
    std::string text, last;
    for (const auto& each : range) {
        text += (text.empty() ? "" : ", ") + last;
        last = std::string(name(each));
    }
    return text + (text.empty() ? "" : " or ") + last;
}

template <class Range> std::string alternatives(const Range& words)
{
    return alternatives(words, [](const auto& word) { return std::string_view(word); });
}

} // namespace ridge

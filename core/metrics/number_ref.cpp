#include "core/metrics/number_ref.h"

#include <charconv>

namespace ridge {

NumberRef NumberRef::parse(std::string_view text)
{
    NumberRef ref;
    const std::size_t at = text.find_first_of("#:@"); // none of which an id has; what follows may have them
    ref.id = std::string(text.substr(0, at));
    if (at == std::string_view::npos) {
        return ref;
    }
    if (text[at] != '@') {
        (text[at] == '#' ? ref.group : ref.block) = std::string(text.substr(at + 1));
        return ref.isMetric() ? NumberRef{} : ref;
    }
    const char* const end = text.data() + text.size();
    const auto stage = std::from_chars(text.data() + at + 1, end, ref.stage);
    if (stage.ec != std::errc() || stage.ptr == end || *stage.ptr != ':') {
        return {};
    }
    const auto op = std::from_chars(stage.ptr + 1, end, ref.op);
    return op.ec == std::errc() && op.ptr == end && ref.isOperator() ? ref : NumberRef{};
}

} // namespace ridge

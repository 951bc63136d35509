#include "core/quantity/digits.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace ridge {
namespace {

template <class... How> std::string written(double value, How... how)
{
    std::array<char, 512> buffer; // the largest double has 309 digits
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, how...);
    return error == std::errc() ? std::string(buffer.data(), end) : std::string();
}

} // namespace

std::string fixedDigits(double value, int decimals) { return written(value, std::chars_format::fixed, decimals); }

std::string scientificDigits(double value, int decimals)
{
    return written(value, std::chars_format::scientific, decimals);
}

std::string generalDigits(double value, int digits) { return written(value, std::chars_format::general, digits); }

std::string groupedDigits(double count)
{
    std::string digits = fixedDigits(std::abs(count), 0);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), ",");
    }
    return (count < 0 ? "-" : "") + digits;
}

std::string exactNumber(double value) { return written(value); }

std::optional<double> readDigits(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lower;
}

} // namespace ridge

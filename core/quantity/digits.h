// Digits of numbers and letters of words, the same whatever locale the process runs in.
// Not units and prefixes: unit.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ridge {

/// "0.160"
std::string fixedDigits(double value, int decimals);
/// "1.60e-01"
std::string scientificDigits(double value, int decimals);
/// At most so many significant digits, without trailing zeros: "0.16", "1e-08".
std::string generalDigits(double value, int digits);
/// A count with every digit: "8,030,261,248".
std::string groupedDigits(double count);
/// The shortest text that reads back as the same number.
std::string exactNumber(double value);

/// The number that is the whole text, as programs write it: "12", "1.5e-3".
std::optional<double> readDigits(std::string_view text);

/// A to Z alone become small: in Turkish "I" would not become "i".
std::string lowerCase(std::string_view text);

} // namespace ridge

#include "tests/fuzz/target.h"

#include <cmath>

using namespace ridge;

namespace {

/// What fields can show: deviations of a distribution are only ever shown.
constexpr auto units = static_cast<std::uint8_t>(Unit::Sigma);

/// A field shows a number with three digits; what it shows is read back as that, and stays when shown again.
void checkShown(double value, Unit unit, NumberStyle style)
{
    const std::string shown = formatForField(value, unit, style);
    const std::optional<double> read = parseNumber(shown, unit);
    fuzz::require(read.has_value(), "what is shown can be typed: " + shown);
    fuzz::require(std::fabs(*read - value) <= 0.005001 * std::fabs(value), "and means about the same: " + shown);
    const std::optional<double> again = parseNumber(formatForField(*read, unit, style), unit);
    fuzz::require(again && std::fabs(*again - *read) <= 1e-9 * std::fabs(*read), "and stays so: " + shown);
}

} // namespace

/// A unit, a style, and what somebody types.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    if (size < 2) {
        return 0;
    }
    const auto unit = static_cast<Unit>(bytes[0] % units);
    const NumberStyle style{.binaryBytes = bytes[1] % 2 == 1};
    const std::optional<double> value = parseNumber(fuzz::textOf(bytes + 2, size - 2), unit);
    if (!value) {
        return 0;
    }
    fuzz::require(std::isfinite(*value), "a number that is read is finite");
    if (const double magnitude = std::fabs(*value); magnitude == 0 || (magnitude > 1e-200 && magnitude < 1e200)) {
        checkShown(*value, unit, style);
    }
    return 0;
}

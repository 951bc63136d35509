#include "core/quantity/unit.h"

#include "core/quantity/digits.h"

#include <array>
#include <cmath>

namespace ridge {
namespace {

enum class Prefixes { None, Si, Binary, SiLarge }; // SiLarge: k, M, G … but never m, µ

struct UnitRow {
    std::string_view symbol;
    Prefixes prefixes;
    double scale; // base units per displayed unit
};

constexpr UnitRow rowOf(Unit unit)
{
    switch (unit) {
    case Unit::Count:
        return {"", Prefixes::SiLarge, 1};
    case Unit::Macs:
        return {"MAC", Prefixes::SiLarge, 1};
    case Unit::Ops:
        return {"FLOP", Prefixes::SiLarge, 1};
    case Unit::Bytes:
        return {"B", Prefixes::SiLarge, 1};
    case Unit::BytesPerSecond:
        return {"B/s", Prefixes::SiLarge, 1};
    case Unit::OpsPerSecond:
        return {"FLOP/s", Prefixes::SiLarge, 1};
    case Unit::OpsPerByte:
        return {"FLOP/B", Prefixes::None, 1};
    case Unit::Seconds:
        return {"s", Prefixes::Si, 1};
    case Unit::PerSecond:
        return {"/s", Prefixes::SiLarge, 1};
    case Unit::TokensPerSecond:
        return {"tok/s", Prefixes::SiLarge, 1};
    case Unit::Watts:
        return {"W", Prefixes::Si, 1};
    case Unit::Joules:
        return {"J", Prefixes::Si, 1};
    case Unit::JoulesPerOp:
        return {"J/FLOP", Prefixes::Si, 1};
    case Unit::JoulesPerByte:
        return {"J/B", Prefixes::Si, 1};
    case Unit::OpsPerWatt:
        return {"FLOP/s/W", Prefixes::SiLarge, 1};
    case Unit::OpsPerWattHour:
        return {"FLOP/Wh", Prefixes::SiLarge, 1.0 / 3600.0};
    case Unit::PerWatt:
        return {"/s/W", Prefixes::SiLarge, 1};
    case Unit::Grams:
        return {"gCO₂", Prefixes::Si, 1};
    case Unit::GramsPerKilowattHour:
        return {"g/kWh", Prefixes::None, 1};
    case Unit::Dollars:
        return {"USD", Prefixes::Si, 1};
    case Unit::DollarsPerKilowattHour:
        return {"USD/kWh", Prefixes::None, 1};
    case Unit::Bits:
        return {"bit", Prefixes::None, 1};
    case Unit::Fraction:
        return {"", Prefixes::None, 1};
    case Unit::Percent:
        return {"%", Prefixes::None, 0.01};
    case Unit::Ratio:
        return {"×", Prefixes::None, 1};
    case Unit::Sigma:
        return {"σ", Prefixes::None, 1};
    case Unit::SigmaSquared:
        return {"σ²", Prefixes::None, 1};
    case Unit::Choice:
        return {"", Prefixes::None, 1};
    }
    return {"", Prefixes::None, 1};
}

struct Prefix {
    std::string_view text;
    double factor;
};

constexpr std::array<Prefix, 13> siPrefixes{{{"", 1},
                                             {"k", 1e3},
                                             {"M", 1e6},
                                             {"G", 1e9},
                                             {"T", 1e12},
                                             {"P", 1e15},
                                             {"E", 1e18},
                                             {"Z", 1e21},
                                             {"Y", 1e24},
                                             {"m", 1e-3},
                                             {"µ", 1e-6},
                                             {"n", 1e-9},
                                             {"p", 1e-12}}};

constexpr std::array<Prefix, 9> binaryPrefixes{{{"", 1},
                                                {"Ki", 0x1p10},
                                                {"Mi", 0x1p20},
                                                {"Gi", 0x1p30},
                                                {"Ti", 0x1p40},
                                                {"Pi", 0x1p50},
                                                {"Ei", 0x1p60},
                                                {"Zi", 0x1p70},
                                                {"Yi", 0x1p80}}};

bool countsBytes(Unit unit) { return unit == Unit::Bytes || unit == Unit::BytesPerSecond; }

double roundTo3(double magnitude)
{
    if (magnitude == 0) {
        return 0;
    }
    const double step = std::pow(10.0, std::floor(std::log10(magnitude)) - 2);
    return std::round(magnitude / step) * step;
}

/// Three significant digits without trailing exponent, for 0.001 … 99,999.
std::string threeDigits(double magnitude)
{
    const double rounded = roundTo3(magnitude);
    int decimals = 0;
    if (rounded != 0) {
        decimals = std::max(0, 2 - static_cast<int>(std::floor(std::log10(rounded) + 1e-9)));
    }
    if (decimals > 6 || rounded >= 1e6) {
        return scientific(magnitude);
    }
    return fixedDigits(rounded, decimals);
}

/// The largest prefix that keeps the rounded number at or above one.
Prefix prefixFor(double magnitude, Prefixes kind)
{
    Prefix best{"", 1};
    if (kind == Prefixes::None || magnitude == 0) {
        return best;
    }
    const double rounded = kind == Prefixes::Binary ? magnitude : roundTo3(magnitude);
    if (kind == Prefixes::Binary) {
        for (const Prefix& prefix : binaryPrefixes) {
            if (rounded >= prefix.factor * 0.9995) {
                best = prefix;
            }
        }
        return best;
    }
    const bool small = kind == Prefixes::Si && rounded < 1;
    if (small) {
        best = siPrefixes.back();
    }
    for (const Prefix& prefix : siPrefixes) {
        const bool candidate = small ? prefix.factor < 1 : prefix.factor >= 1;
        if (candidate && rounded >= prefix.factor * (1 - 1e-9) && prefix.factor > best.factor) {
            best = prefix;
        }
    }
    return best;
}

std::string shortest(double value) { return generalDigits(value, 10); }

} // namespace

std::string_view symbolOf(Unit unit) { return rowOf(unit).symbol; }

std::string scientific(double value, int digits)
{
    static constexpr std::string_view raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    const std::string all = scientificDigits(std::fabs(value), digits - 1);
    const std::size_t e = all.find('e');
    std::string mantissa = all.substr(0, e);
    if (digits != 3) {
        mantissa.erase(std::min(mantissa.find_last_not_of("0.") + 1, mantissa.size()));
    }
    std::string text = (value < 0 ? "−" : "") + mantissa + "×10" + (all[e + 1] == '-' ? "⁻" : "");
    for (std::size_t i = std::min(all.find_first_not_of("0", e + 2), all.size() - 1); i < all.size(); ++i) {
        text += raised[all[i] - '0'];
    }
    return text;
}

NumberText formatParts(std::optional<double> value, Unit unit, NumberStyle style)
{
    if (!value || !std::isfinite(*value)) {
        return {"—", ""};
    }
    const UnitRow row = rowOf(unit);
    const double shown = *value / row.scale;
    const double magnitude = std::fabs(shown);
    const Prefixes kind = countsBytes(unit) && style.binaryBytes ? Prefixes::Binary : row.prefixes;
    // Nobody thinks in kiloseconds.
    const bool wholeSeconds = unit == Unit::Seconds && magnitude >= 1;
    const Prefix prefix = wholeSeconds ? Prefix{"", 1} : prefixFor(magnitude, kind);
    const double scaled = magnitude / prefix.factor;
    const bool counts = unit == Unit::Count || unit == Unit::Bits;
    const double count = unit == Unit::Bits && magnitude < 1000 ? roundTo3(magnitude) : magnitude; // 31.96 bit are 32
    const bool wholeCount = counts && count < 10000 && count == std::floor(count);
    std::string number = wholeCount ? shortest(count) : threeDigits(scaled);
    if (shown < 0 && number.find_first_not_of("0.") != std::string::npos) {
        number.insert(0, "−");
    }
    std::string suffix = wholeCount ? std::string() : std::string(prefix.text);
    const bool apart = unit == Unit::TokensPerSecond && !suffix.empty(); // "2.24 k tok/s": ktok would be no word
    return {std::move(number), suffix + (apart ? " " : "") + std::string(row.symbol)};
}

std::string format(std::optional<double> value, Unit unit, NumberStyle style)
{
    const NumberText parts = formatParts(value, unit, style);
    if (parts.unit.empty()) {
        return parts.number;
    }
    const bool tight = unit == Unit::Ratio;
    return parts.number + (tight ? "" : " ") + parts.unit;
}

std::string formatForField(double value, Unit unit, NumberStyle style)
{
    if (unit == Unit::Count && std::fabs(value) < 1e7 && value == std::floor(value)) {
        return (value < 0 ? "−" : "") + shortest(std::fabs(value));
    }
    if (unit == Unit::Fraction || unit == Unit::GramsPerKilowattHour || unit == Unit::DollarsPerKilowattHour) {
        const std::string_view symbol = symbolOf(unit);
        return (value < 0 ? "−" : "") + shortest(std::fabs(value)) + (symbol.empty() ? "" : " " + std::string(symbol));
    }
    return format(value, unit, style);
}

std::string formatTick(double value, bool binary)
{
    const double magnitude = std::fabs(value);
    const Prefix prefix =
        magnitude < 1 ? Prefix{"", 1} : prefixFor(magnitude, binary ? Prefixes::Binary : Prefixes::SiLarge);
    // 0.3, not 0.30000000000000004
    std::string text = (value < 0 ? "−" : "") + generalDigits(magnitude / prefix.factor, 6);
    if (!prefix.text.empty()) {
        text += " " + std::string(prefix.text);
    }
    return text;
}

} // namespace ridge

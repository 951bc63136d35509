#include "core/quantity/unit.h"

#include "core/quantity/digits.h"

#include <array>
#include <cmath>

namespace ridge {
namespace {

enum class Prefixes { None, Si, Binary, SiLarge }; // SiLarge: k, M, G … but never m, µ

struct UnitRow {
    Unit unit;
    std::string_view symbol;
    Prefixes prefixes;
    double scale = 1;                 // base units per displayed unit
    std::string_view baseSymbol = {}; // where the scale is not one: of the base unit, which a share of a whole has not
};

constexpr UnitRow rows[] = {
    {Unit::Count, "", Prefixes::SiLarge},
    {Unit::Macs, "MAC", Prefixes::SiLarge},
    {Unit::Ops, "FLOP", Prefixes::SiLarge},
    {Unit::Bytes, "B", Prefixes::SiLarge},
    {Unit::BytesPerSecond, "B/s", Prefixes::SiLarge},
    {Unit::OpsPerSecond, "FLOP/s", Prefixes::SiLarge},
    {Unit::OpsPerByte, "FLOP/B", Prefixes::None},
    {Unit::Seconds, "s", Prefixes::Si},
    {Unit::PerSecond, "/s", Prefixes::SiLarge},
    {Unit::TokensPerSecond, "tok/s", Prefixes::SiLarge},
    {Unit::Watts, "W", Prefixes::Si},
    {Unit::Joules, "J", Prefixes::Si},
    {Unit::JoulesPerOp, "J/FLOP", Prefixes::Si},
    {Unit::JoulesPerByte, "J/B", Prefixes::Si},
    {Unit::OpsPerWatt, "FLOP/s/W", Prefixes::SiLarge},
    {Unit::OpsPerWattHour, "FLOP/Wh", Prefixes::SiLarge, 1.0 / 3600.0, "FLOP/J"},
    {Unit::PerWatt, "/s/W", Prefixes::SiLarge},
    {Unit::Grams, "gCO₂", Prefixes::Si},
    {Unit::GramsPerKilowattHour, "g/kWh", Prefixes::None},
    {Unit::Dollars, "USD", Prefixes::Si},
    {Unit::DollarsPerKilowattHour, "USD/kWh", Prefixes::None},
    {Unit::DollarsPerHour, "USD/h", Prefixes::None},
    {Unit::Fraction, "", Prefixes::None},
    {Unit::Percent, "%", Prefixes::None, 0.01, ""},
    {Unit::Ratio, "×", Prefixes::None},
    {Unit::Bits, "bit", Prefixes::None},
    {Unit::Sigma, "σ", Prefixes::None},
    {Unit::SigmaSquared, "σ²", Prefixes::None},
    {Unit::Choice, "", Prefixes::None},
};

constexpr const UnitRow& rowOf(Unit unit) { return rows[static_cast<std::size_t>(unit)]; }

constexpr bool inOrder()
{
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        if (rows[i].unit != static_cast<Unit>(i)) {
            return false;
        }
    }
    return std::size(rows) == static_cast<std::size_t>(Unit::Choice) + 1;
}
static_assert(inOrder(), "the rows stand in the order of the units");

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

/// Nobody thinks in kiloseconds, nor in megagrams.
struct LargeUnit {
    Unit unit;
    double from, factor;
    std::string_view symbol;
};
constexpr double day = 86400, year = 365.25 * day;
constexpr LargeUnit largeUnits[] = {
    {Unit::Seconds, 1e4, 3600, "h"}, {Unit::Seconds, 100 * 3600, day, "d"}, {Unit::Seconds, 1000 * day, year, "y"},
    {Unit::Grams, 1e6, 1e6, "tCO₂"}, {Unit::Grams, 1e9, 1e9, "ktCO₂"},      {Unit::Grams, 1e12, 1e12, "MtCO₂"},
};

/// The largest that the number reaches; null: none.
const LargeUnit* largeUnitOf(Unit unit, double magnitude)
{
    const LargeUnit* best = nullptr;
    for (const LargeUnit& row : largeUnits) {
        best = row.unit == unit && roundTo3(magnitude) >= row.from ? &row : best;
    }
    return best;
}

std::string shortest(double value) { return generalDigits(value, 10); }

/// Operations on integers are no floating-point ones.
std::string symbolIn(NumberStyle style, const UnitRow& row)
{
    std::string symbol(row.symbol);
    if (const std::size_t at = style.integerOps ? symbol.find("FLOP") : std::string::npos; at != std::string::npos) {
        symbol.erase(at, 2);
    }
    return symbol;
}

} // namespace

std::string_view symbolOf(Unit unit) { return rowOf(unit).symbol; }

std::string_view baseSymbolOf(Unit unit)
{
    const UnitRow& row = rowOf(unit);
    return row.scale == 1 ? row.symbol : row.baseSymbol;
}

UnitNumber inBaseUnits(double value, Unit unit) { return {value, baseSymbolOf(unit)}; }

UnitNumber inShownUnits(double value, Unit unit) { return {value / rowOf(unit).scale, symbolOf(unit)}; }

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
    for (std::size_t i = std::min(all.find_first_not_of('0', e + 2), all.size() - 1); i < all.size(); ++i) {
        text += raised[all[i] - '0'];
    }
    return text;
}

NumberText formatParts(std::optional<double> value, Unit unit, NumberStyle style)
{
    if (!value || !std::isfinite(*value)) {
        return {"—", ""};
    }
    const UnitRow& row = rowOf(unit);
    const double shown = inShownUnits(*value, unit).number;
    const double magnitude = std::fabs(shown);
    const Prefixes kind = countsBytes(unit) && style.binaryBytes ? Prefixes::Binary : row.prefixes;
    if (const LargeUnit* large = largeUnitOf(unit, magnitude)) {
        return {(shown < 0 ? "−" : "") + threeDigits(magnitude / large->factor), std::string(large->symbol)};
    }
    const bool wholeSeconds = unit == Unit::Seconds && magnitude >= 1;
    if (unit == Unit::Dollars && magnitude > 0 && roundTo3(magnitude) < 1e-6) { // nor in picodollars
        return {scientific(shown), std::string(row.symbol)};
    }
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
    return {std::move(number), suffix + (apart ? " " : "") + symbolIn(style, row)};
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
    if (unit == Unit::Fraction || unit == Unit::GramsPerKilowattHour || unit == Unit::DollarsPerKilowattHour ||
        unit == Unit::DollarsPerHour) {
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

// Units of numbers shown to people: symbols, prefixes, and the one formatter and parser.
// Not dimensions (quantity.h): a unit only says how a base-unit number is written and read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ridge {

enum class Unit {
    Count, // parameters, elements, tokens, layers
    Macs,
    Ops,
    Bytes,
    BytesPerSecond,
    OpsPerSecond,
    OpsPerByte,
    Seconds,
    PerSecond,
    TokensPerSecond,
    Watts,
    Joules,
    JoulesPerOp,
    JoulesPerByte,
    OpsPerWatt, // operations per second and watt, that is per joule
    OpsPerWattHour,
    PerWatt, // inferences (or tokens) per second and watt
    Grams,   // CO2-equivalent
    GramsPerKilowattHour,
    Dollars,
    DollarsPerKilowattHour,
    DollarsPerHour,
    Fraction, // shown as a plain number between 0 and 1
    Percent,  // a share of a whole
    Ratio,
    Bits,
    Sigma,        // standard deviations of a distribution
    SigmaSquared, // its variance
    Choice,       // an index into a list of names
};

struct NumberStyle {
    bool binaryBytes = false; // GiB instead of GB
    bool integerOps = false;  // OP/s instead of FLOP/s
    friend bool operator==(const NumberStyle&, const NumberStyle&) = default;
};

/// The symbol of what people are shown, without any prefix, e.g. "FLOP/s", "FLOP/Wh", "%"; empty for counts.
std::string_view symbolOf(Unit unit);
/// The symbol of the base unit, e.g. "FLOP/s", "FLOP/J"; empty for counts and for shares.
std::string_view baseSymbolOf(Unit unit);

/// A number and the unit that it is a number of. Whoever writes the two apart takes both from here.
struct UnitNumber {
    double number = 0;
    std::string_view symbol;
};
/// As programs read them: 0.0625 and no symbol, 3.11e11 "FLOP/J".
UnitNumber inBaseUnits(double value, Unit unit);
/// As people are shown them, before any prefix: 6.25 "%", 1.12e15 "FLOP/Wh".
UnitNumber inShownUnits(double value, Unit unit);

/// Three significant digits, SI prefix, real minus sign, e.g. "3.35 TB/s"; "—" for absent.
std::string format(std::optional<double> value, Unit unit, NumberStyle style = {});

/// The two halves of `format`, for views that set number and unit apart.
struct NumberText {
    std::string number;
    std::string unit;
};
NumberText formatParts(std::optional<double> value, Unit unit, NumberStyle style = {});

/// For fields: as `format`, but whole numbers below ten million keep every digit.
std::string formatForField(double value, Unit unit, NumberStyle style = {});

/// A tick label on a logarithmic or linear axis: "100 G", "0.1".
std::string formatTick(double value, bool binary = false);

/// "9.89×10¹⁴": three digits and a power of ten; with another number of digits, no more of them than it needs.
std::string scientific(double value, int digits = 3);

/// Reads "2.5T", "80 GiB", "3.35 TB/s", "4*1024", "1e9", "70 %". Empty when it is no number in that unit.
/// Decimals have a point; commas only group thousands, and only where they cannot be taken for a decimal comma.
std::optional<double> parseNumber(std::string_view text, Unit unit);

/// What is wrong with a text that was not taken: that it is not what was expected ("a number from 1 to 5"), or that its
/// comma or point can be read in two ways.
std::string refusal(std::string_view text, Unit unit, std::string_view expected);

} // namespace ridge

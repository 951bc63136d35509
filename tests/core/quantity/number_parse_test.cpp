#include "core/quantity/unit.h"

#include "tests/support/catch.h"

#include <cmath>

namespace ridge {
namespace {

struct Typed {
    const char* text;
    Unit unit;
    double value;
};

TEST_CASE("powers of ten are read as the formatter writes them", "[parse]")
{
    for (const double value : {8.71e-5, 1e-8, 9.89e14, 3.6e6}) {
        CHECK(parseNumber(scientific(value), Unit::Fraction) == Approx(value).epsilon(1e-12));
    }
    CHECK(parseNumber("1.5×10³ B", Unit::Bytes) == 1500.0);
    CHECK_FALSE(parseNumber("×10", Unit::Fraction));
    CHECK_FALSE(parseNumber("2×10⁻", Unit::Fraction));
}

TEST_CASE("numbers are read as people write them", "[parse]")
{
    const auto row = GENERATE(values<Typed>({
        {"2.5T", Unit::OpsPerSecond, 2.5e12},
        {"2.5 TFLOPS", Unit::OpsPerSecond, 2.5e12},
        {"80 GiB", Unit::Bytes, 80 * 1073741824.0},
        {"80GB", Unit::Bytes, 80e9},
        {"3.35 TB/s", Unit::BytesPerSecond, 3.35e12},
        {"3.35TB/s", Unit::BytesPerSecond, 3.35e12},
        {"100 Gb/s", Unit::BytesPerSecond, 12.5e9}, // bits: 100e9 / 8
        {"4*1024", Unit::Count, 4096},
        {"4·1024", Unit::Count, 4096},
        {"70 %", Unit::Fraction, 0.7},
        {"70%", Unit::Fraction, 0.7},
        {"1e9", Unit::Count, 1e9},
        {"1E9", Unit::Count, 1e9}, // an exponent, not exa
        {"5E", Unit::Count, 5e18}, // exa, not an exponent
        {"25,557,032", Unit::Count, 25557032},
        {"2^10", Unit::Count, 1024},
        {"2^3^2", Unit::Count, 512}, // powers bind to the right: 2^9
        {"-2^2", Unit::Ratio, -4},   // and before the sign
        {"(1+2)*3 - 4/2", Unit::Count, 7},
        {"5 min", Unit::Seconds, 300},
        {"5 m", Unit::Seconds, 0.005},
        {"10 µs", Unit::Seconds, 1e-5},
        {"10 us", Unit::Seconds, 1e-5},
        {"−3", Unit::Count, -3},                   // the real minus sign that the program itself shows
        {"7 pJ/bit", Unit::JoulesPerByte, 56e-12}, // 8 bits
        {"1.2 kWh", Unit::Joules, 4.32e6},         // 1200 W · 3600 s
        {"16 bit", Unit::Bits, 16},
        {" 12 ", Unit::Count, 12},
        {"475 g/kWh", Unit::GramsPerKilowattHour, 475},
        {"0.475 kg/kWh", Unit::GramsPerKilowattHour, 475},
        {"0.2 USD/kWh", Unit::DollarsPerKilowattHour, 0.2},
        {"2.95 $/h", Unit::DollarsPerHour, 2.95},
    }));
    INFO(row.text);
    const auto value = parseNumber(row.text, row.unit);
    REQUIRE(value);
    CHECK(*value == Approx(row.value).epsilon(1e-12));
}

TEST_CASE("what is no number in the unit is refused", "[parse]")
{
    const auto row = GENERATE(values<Typed>({
        {"", Unit::Count, 0},         {"   ", Unit::Count, 0},     {"abc", Unit::Count, 0},
        {"nan", Unit::Count, 0},      {"inf", Unit::Count, 0},     {"-infinity", Unit::Count, 0},
        {"1/inf", Unit::Count, 0}, // nor by way of an expression that would be finite
        {"nan^0", Unit::Count, 0},    {"1e999", Unit::Count, 0},   {"1e300*1e300", Unit::Count, 0},
        {"1/0", Unit::Count, 0},      {"0/0", Unit::Count, 0},     {"(0-8)^0.5", Unit::Count, 0}, // no real root
        {"5 s", Unit::Bytes, 0},      {"5 GB", Unit::Seconds, 0},  {"12 %", Unit::Bytes, 0},
        {"1 2", Unit::Count, 0},      {"1+", Unit::Count, 0},      {"*2", Unit::Count, 0},
        {"(1", Unit::Count, 0},       {"1)", Unit::Count, 0},      {"0x10", Unit::Bytes, 0},
        {"1,5", Unit::Ratio, 0},      // a decimal comma must not become fifteen
        {"1,50,000", Unit::Count, 0}, // nor any comma that groups no three digits
        {"1234,567", Unit::Count, 0}, {"0.5,000", Unit::Count, 0}, {",500", Unit::Count, 0},
        {"12\n", Unit::Count, 0},
    }));
    INFO(row.text);
    CHECK_FALSE(parseNumber(row.text, row.unit));
}

TEST_CASE("hostile text costs nothing and is refused", "[parse]")
{
    CHECK_FALSE(parseNumber(std::string(1000000, '('), Unit::Count));
    CHECK_FALSE(parseNumber(std::string(199, '('), Unit::Count));
    CHECK_FALSE(parseNumber(std::string(199, '-'), Unit::Count));
    CHECK_FALSE(parseNumber(std::string(1000000, '9'), Unit::Count));
    CHECK_FALSE(parseNumber(std::string("1\0+1", 4), Unit::Count));
    CHECK_FALSE(parseNumber("\xff\xfe", Unit::Count));
    std::string nested(90, '(');
    nested.append("7").append(90, ')');
    CHECK(parseNumber(nested, Unit::Count) == 7.0);
    std::string powers = "2";
    for (int i = 0; i < 90; ++i) {
        powers += "^2";
    }
    CHECK_FALSE(parseNumber(powers, Unit::Count)); // beyond every double, not infinite
}

constexpr Unit everyUnit[] = {
    Unit::Count,
    Unit::Macs,
    Unit::Ops,
    Unit::Bytes,
    Unit::BytesPerSecond,
    Unit::OpsPerSecond,
    Unit::OpsPerByte,
    Unit::Seconds,
    Unit::PerSecond,
    Unit::TokensPerSecond,
    Unit::Watts,
    Unit::Joules,
    Unit::JoulesPerOp,
    Unit::JoulesPerByte,
    Unit::OpsPerWatt,
    Unit::OpsPerWattHour,
    Unit::PerWatt,
    Unit::Grams,
    Unit::GramsPerKilowattHour,
    Unit::Dollars,
    Unit::DollarsPerKilowattHour,
    Unit::DollarsPerHour,
    Unit::Fraction,
    Unit::Percent,
    Unit::Ratio,
    Unit::Bits,
};

TEST_CASE("what a field shows is read back as about the same number, in every unit", "[parse][format]")
{
    for (const Unit unit : everyUnit) {
        for (const NumberStyle style : {NumberStyle{}, NumberStyle{.binaryBytes = true}}) {
            for (double value = 1.2345e-13; value < 1e25; value *= 7.3) {
                const std::string text = formatForField(value, unit, style);
                INFO(text << " for " << value);
                const auto back = parseNumber(text, unit);
                REQUIRE(back);
                CHECK(std::fabs(*back - value) <= 0.005001 * value); // three digits: at most half a unit of the third
                const auto negative = parseNumber(formatForField(-value, unit, style), unit);
                REQUIRE(negative);
                CHECK(*negative == -*back);
            }
        }
    }
}

} // namespace
} // namespace ridge

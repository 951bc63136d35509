#include "core/quantity/unit.h"

#include "tests/support/catch.h"

#include <cmath>
#include <limits>

namespace ridge {
namespace {

struct Shown {
    double value;
    Unit unit;
    const char* text;
};

TEST_CASE("numbers are shown with three significant digits and an SI prefix", "[format]")
{
    const auto row = GENERATE(values<Shown>({
        {3.35e12, Unit::BytesPerSecond, "3.35 TB/s"},
        {989e12, Unit::OpsPerSecond, "989 TFLOP/s"},
        {8030261248, Unit::Count, "8.03 G"},
        {25557032, Unit::Count, "25.6 M"},
        {4.089e9, Unit::Macs, "4.09 GMAC"},
        {0.0146, Unit::Seconds, "14.6 ms"},
        {5.01e-6, Unit::Seconds, "5.01 µs"},
        {70, Unit::Watts, "70.0 W"},
        {1e-12, Unit::JoulesPerOp, "1.00 pJ/FLOP"},
        {295.2, Unit::OpsPerByte, "295 FLOP/B"},
        {4, Unit::Ratio, "4.00×"},
        {0.7, Unit::Fraction, "0.700"},
        {0.7, Unit::Percent, "70.0 %"},
        {0.00001, Unit::Percent, "0.00100 %"},
        {2.5e21, Unit::Ops, "2.50 ZFLOP"},
        {1.0 / 3600.0, Unit::OpsPerWattHour, "1.00 FLOP/Wh"}, // 1 op per joule is 3600 per watt-hour
    }));
    CHECK(format(row.value, row.unit) == row.text);
}

TEST_CASE("rounding that reaches the next prefix takes it", "[format]")
{
    const auto row = GENERATE(values<Shown>({
        {999.4, Unit::Bytes, "999 B"},         // three digits still hold it
        {999.6, Unit::Bytes, "1.00 kB"},       // 1000 of them
        {999.6e9, Unit::Macs, "1.00 TMAC"},    //
        {999.4e9, Unit::Macs, "999 GMAC"},     //
        {0.9996, Unit::Seconds, "1.00 s"},     // from below one upwards
        {0.9994, Unit::Seconds, "999 ms"},     //
        {0.0009996, Unit::Seconds, "1.00 ms"}, //
        {9.996, Unit::Watts, "10.0 W"},        // a digit more before the point, one less behind
        {99.96, Unit::Watts, "100 W"},         //
    }));
    CHECK(format(row.value, row.unit) == row.text);
}

TEST_CASE("whole counts below ten thousand keep every digit", "[format]")
{
    CHECK(format(1280, Unit::Count) == "1280");
    CHECK(format(9999, Unit::Count) == "9999");
    CHECK(format(10000, Unit::Count) == "10.0 k");
    CHECK(format(1280.5, Unit::Count) == "1.28 k");
    CHECK(format(16, Unit::Bits) == "16 bit"); // a bit width is a whole number as well
}

TEST_CASE("minus is the real sign, and nothing is ever minus zero", "[format]")
{
    CHECK(format(-2.46e6, Unit::Bytes) == "−2.46 MB");
    CHECK(format(-17, Unit::Count) == "−17");
    CHECK(format(-0.0, Unit::Seconds) == "0 s");
    CHECK(format(-0.0, Unit::Count) == "0");
}

TEST_CASE("what is absent or no number is a dash", "[format]")
{
    CHECK(format(std::nullopt, Unit::Bytes) == "—");
    CHECK(format(std::numeric_limits<double>::infinity(), Unit::Bytes) == "—");
    CHECK(format(std::nan(""), Unit::Seconds) == "—");
    CHECK(formatParts(std::nullopt, Unit::Bytes).unit.empty());
}

TEST_CASE("capacities are decimal or binary, and say which", "[format]")
{
    const double eightyGib = 80 * 1073741824.0;
    const NumberStyle binary{.binaryBytes = true};
    CHECK(format(eightyGib, Unit::Bytes) == "85.9 GB"); // 80·1.0737
    CHECK(format(eightyGib, Unit::Bytes, binary) == "80.0 GiB");
    CHECK(format(512 * 1024.0, Unit::Bytes, binary) == "512 KiB");
    CHECK(format(1023.7 * 1048576, Unit::Bytes, binary) == "1.00 GiB");   // 0.9997 GiB
    CHECK(format(1000, Unit::Bytes, binary) == "1000 B");                 // below one KiB there is nothing to divide
    CHECK(format(3.35e12, Unit::BytesPerSecond, binary) == "3.05 TiB/s"); // 3.35e12 / 2^40
    CHECK(format(3.35e12, Unit::OpsPerSecond, binary) == "3.35 TFLOP/s"); // only bytes have binary prefixes
}

TEST_CASE("number and unit come apart for views that set them in different sizes", "[format]")
{
    const NumberText parts = formatParts(3.35e12, Unit::BytesPerSecond);
    CHECK(parts.number == "3.35");
    CHECK(parts.unit == "TB/s");
    CHECK(symbolOf(Unit::Macs) == "MAC");
}

TEST_CASE("a number and its unit mean the same, in base units and as people are shown them", "[format]")
{
    for (int i = 0; i < static_cast<int>(Unit::Choice); ++i) {
        const auto unit = static_cast<Unit>(i);
        const double value = 0.0625;
        const UnitNumber base = inBaseUnits(value, unit), shown = inShownUnits(value, unit);
        INFO(base.symbol << ", " << shown.symbol);
        CHECK(base.number == value);
        for (const UnitNumber& each : {base, shown}) {
            CHECK(each.number * parseNumber("1 " + std::string(each.symbol), unit).value_or(0) == value);
        }
    }
    CHECK(inShownUnits(0.0625, Unit::Percent).number == 6.25);
    CHECK(inBaseUnits(1, Unit::Percent).symbol.empty());
    CHECK(inShownUnits(1, Unit::OpsPerWattHour).number == 3600);
    CHECK(inBaseUnits(1, Unit::OpsPerWattHour).symbol == "FLOP/J");
}

TEST_CASE("numbers beyond all prefixes are still numbers", "[format]")
{
    CHECK(format(1e-20, Unit::Seconds) == "1.00×10⁻⁸ ps");
    CHECK(format(1e31, Unit::Count) == "1.00×10⁷ Y"); // 10^31 = 10^7 · 10^24
    CHECK(format(0, Unit::Joules) == "0 J");
}

TEST_CASE("fields keep whole counts exactly and fractions with all their digits", "[format]")
{
    CHECK(formatForField(128256, Unit::Count) == "128256");
    CHECK(formatForField(9999999, Unit::Count) == "9999999");
    CHECK(formatForField(25557032, Unit::Count) == "25.6 M");
    CHECK(formatForField(0.6875, Unit::Fraction) == "0.6875");
    CHECK(formatForField(473.5, Unit::GramsPerKilowattHour) == "473.5 g/kWh");
    CHECK(formatForField(2.955, Unit::DollarsPerHour) == "2.955 USD/h");
    CHECK(formatForField(-3, Unit::Count) == "−3");
    CHECK(formatForField(-0.25, Unit::Fraction) == "−0.25");
}

TEST_CASE("ticks are short and exact", "[format]")
{
    CHECK(formatTick(1e11) == "100 G");
    CHECK(formatTick(1000) == "1 k");
    CHECK(formatTick(0.1) == "0.1");
    CHECK(formatTick(0.1 + 0.2) == "0.3"); // not 0.30000000000000004
    CHECK(formatTick(2.5e9) == "2.5 G");
    CHECK(formatTick(0) == "0");
    CHECK(formatTick(1e-8) == "1e-08"); // never "0"
    CHECK(formatTick(-4e6) == "−4 M");
    CHECK(formatTick(16 * 1073741824.0, true) == "16 Gi");
}

TEST_CASE("sums of money below a millionth are written as such, not in nano- and picodollars", "[format]")
{
    CHECK(format(0.0125, Unit::Dollars) == "12.5 mUSD");
    CHECK(format(1.25e-5, Unit::Dollars) == "12.5 µUSD");
    CHECK(format(1e-6, Unit::Dollars) == "1.00 µUSD");
    CHECK(format(1.51e-9, Unit::Dollars) == "1.51×10⁻⁹ USD");
    CHECK(format(-3.88e-10, Unit::Dollars) == "−3.88×10⁻¹⁰ USD");
    CHECK(format(0.0, Unit::Dollars) == "0 USD");
}

TEST_CASE("long times and heavy carbon are in units that people use, and are read in them", "[format]")
{
    CHECK(format(9990, Unit::Seconds) == "9990 s");
    CHECK(format(10000, Unit::Seconds) == "2.78 h");
    CHECK(format(258000, Unit::Seconds) == "71.7 h");
    CHECK(format(4e5, Unit::Seconds) == "4.63 d");
    CHECK(format(-1.2e8, Unit::Seconds) == "−3.80 y");
    CHECK(format(88.6e6, Unit::Grams) == "88.6 tCO₂");
    CHECK(format(999e3, Unit::Grams) == "999 kgCO₂");
    CHECK(format(1.2e10, Unit::Grams) == "12.0 ktCO₂");
    for (const auto& [value, unit] :
         {std::pair{5e4, Unit::Seconds}, std::pair{5e6, Unit::Seconds}, std::pair{3e9, Unit::Seconds},
          std::pair{7.5e6, Unit::Grams}, std::pair{3e10, Unit::Grams}}) {
        CHECK(parseNumber(format(value, unit), unit).value_or(0) == Approx(value).epsilon(0.005));
    }
}

} // namespace
} // namespace ridge

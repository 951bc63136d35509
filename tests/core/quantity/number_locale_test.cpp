#include "core/quantity/digits.h"
#include "core/quantity/unit.h"

#include "tests/support/catch.h"
#include "tests/support/locale.h"

#include <cmath>
#include <random>

namespace ridge {
namespace {

using test::InLocale;

/// One of the last digit that the number shows, in base units: "0.160 pJ" gives 0.001 pJ.
double lastDigit(const std::string& text, double value)
{
    constexpr std::size_t most = 3; // of a number without decimals the third digit is the last that counts
    const std::size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
    const std::string digits = text.substr(0, end);
    const std::size_t point = digits.find('.');
    const double place = point != std::string::npos ? std::pow(10.0, double(point) + 1 - double(digits.size()))
                         : digits.size() > most     ? std::pow(10.0, double(digits.size() - most))
                                                    : 1;
    const double shown = *readDigits(digits);
    return shown > 0 ? place * value / shown : place;
}

/// All magnitudes, short decimals, whole numbers and powers of two.
double drawn(std::mt19937& random)
{
    const auto below = [&](int n) { return int(random() % unsigned(n)); };
    const double any = std::uniform_real_distribution<>(1, 10)(random);
    switch (below(4)) {
    case 0:
        return below(100000) * std::pow(10.0, below(24) - 14);
    case 1:
        return below(20'000'000);
    case 2:
        return std::ldexp(1 + below(2000), below(90) - 40);
    default:
        return any * std::pow(10.0, below(46) - 20);
    }
}

/// What is wrong with a value that is written, read and written again; empty when nothing is.
std::string fault(double value, Unit unit, NumberStyle style, bool inField)
{
    const auto write = [&](double x) { return inField ? formatForField(x, unit, style) : format(x, unit, style); };
    const std::string text = write(value);
    const auto back = parseNumber(text, unit);
    const std::string what = text + " for " + exactNumber(value) + " in unit " + std::to_string(int(unit));
    if (!back) {
        return what + " is not read";
    }
    if (write(*back) != text) {
        return what + " becomes " + write(*back);
    }
    const bool isNear = std::fabs(*back - value) <= 0.5 * lastDigit(text, *back) * (1 + 1e-6);
    return isNear ? std::string() : what + " is read as " + exactNumber(*back);
}

TEST_CASE("A hundred thousand numbers that are shown are read as what they show, in every locale", "[format][parse]")
{
    for (const char* name : {"C", "de_DE.UTF-8", "tr_TR.UTF-8"}) {
        const InLocale locale(name);
        std::mt19937 random(20251125);
        int faults = 0;
        std::string first;
        for (int i = 0; i < 100'000; ++i) {
            const Unit unit = static_cast<Unit>(i % static_cast<int>(Unit::Choice));
            const double any = drawn(random);
            const double value = unit == Unit::Count ? std::round(any) : any;
            const std::string found = fault(value, unit, {.binaryBytes = random() % 2 == 0}, random() % 2 == 0);
            faults += found.empty() ? 0 : 1;
            first = first.empty() ? found : first;
        }
        INFO(name << ": " << first);
        CHECK(faults == 0);
    }
}

TEST_CASE("Numbers and words are the same in every locale", "[format][parse]")
{
    for (const char* name : {"C", "de_DE.UTF-8", "tr_TR.UTF-8"}) {
        const InLocale locale(name);
        INFO(name);
        CHECK(format(1.6e-13, Unit::JoulesPerOp) == "0.160 pJ/FLOP");
        CHECK(formatForField(0.6875, Unit::Fraction) == "0.6875");
        CHECK(formatTick(0.1) == "0.1");
        CHECK(scientific(9.89e14) == "9.89×10¹⁴");
        CHECK(parseNumber("0.160 pJ/FLOP", Unit::JoulesPerOp) == 1.6e-13);
        CHECK(lowerCase("INSTANCE Ärger") == "instance Ärger");
    }
}

TEST_CASE("A comma or a point that may mean thousands is refused with a sentence that says so", "[parse]")
{
    for (const char* text : {"0,160", "1,5", "1,000", "3,35 T", "0,160,000", "1.234.567,8"}) {
        INFO(text);
        CHECK_FALSE(parseNumber(text, Unit::OpsPerSecond));
        CHECK(refusal(text, Unit::OpsPerSecond, "a number") ==
              "\"" + std::string(text) +
                  "\": its comma could separate decimals or thousands; write decimals with a point and thousands "
                  "without separators");
    }
    CHECK(parseNumber("25,557,032", Unit::Count) == 25557032.0);
    CHECK_FALSE(parseNumber("1.000", Unit::Count));
    CHECK_FALSE(parseNumber(" 128.256 ", Unit::Count));
    CHECK(refusal("1.000", Unit::Count, "a whole number") ==
          "\"1.000\": its point could separate decimals or thousands; write a whole number without it");
    CHECK(parseNumber("1.125", Unit::Fraction) == 1.125);
    CHECK(parseNumber("1.979 P", Unit::OpsPerSecond) == 1.979e15);
    CHECK(refusal("abc", Unit::Count, "a whole number") == "\"abc\" is not a whole number");
}

TEST_CASE("Narrow and unbreakable spaces, and × between numbers, are read", "[parse]")
{
    CHECK(parseNumber("80\u00A0GiB", Unit::Bytes) == 80 * 0x1p30);
    CHECK(parseNumber("\u202F3.35\u2009TB/s\u00A0", Unit::BytesPerSecond) == 3.35e12);
    CHECK(parseNumber("70\u202F%", Unit::Fraction) == Approx(0.7));
    CHECK(parseNumber("4×1024", Unit::Count) == 4096.0); // not 4·10²⁴
    CHECK(parseNumber("4 × (2 + 1)", Unit::Count) == 12.0);
    CHECK(parseNumber("2×10³", Unit::Count) == 2000.0);
    CHECK(parseNumber("1.50 σ²", Unit::SigmaSquared) == 1.5);
}

} // namespace
} // namespace ridge

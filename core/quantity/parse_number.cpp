// Reads numbers as people write them: prefixes, units, percent, and small expressions.

#include "core/quantity/unit.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>
#include <string>

namespace ridge {
namespace {

struct Scale {
    std::string_view text;
    double factor;
};

// Longest first where one is the start of another.
constexpr Scale scales[] = {
    {"Ki", 0x1p10}, {"Mi", 0x1p20}, {"Gi", 0x1p30}, {"Ti", 0x1p40}, {"Pi", 0x1p50}, {"Ei", 0x1p60},
    {"Zi", 0x1p70}, {"Yi", 0x1p80}, {"k", 1e3},     {"K", 1e3},     {"M", 1e6},     {"G", 1e9},
    {"T", 1e12},    {"P", 1e15},    {"E", 1e18},    {"Z", 1e21},    {"Y", 1e24},    {"m", 1e-3},
    {"µ", 1e-6},    {"μ", 1e-6},    {"u", 1e-6},    {"n", 1e-9},    {"p", 1e-12},
};

struct Spelling {
    std::string_view text;
    double factor; // to base units
};

// The ways to write each unit, without prefix.
constexpr Spelling counts[] = {{"", 1}, {"tokens", 1}, {"tok", 1}, {"×", 1}, {"x", 1}, {"bit", 1}, {"px", 1}};
constexpr Spelling macs[] = {{"", 1}, {"MACs", 1}, {"MAC", 1}};
constexpr Spelling ops[] = {{"", 1}, {"FLOPs", 1}, {"FLOP", 1}, {"OPs", 1}, {"OP", 1}};
constexpr Spelling bytes[] = {{"", 1},         {"bytes", 1},   {"byte", 1}, {"B", 1},
                              {"bits", 0.125}, {"bit", 0.125}, {"b", 0.125}};
constexpr Spelling rates[] = {{"", 1}, {"B/s", 1}, {"Bps", 1}, {"b/s", 0.125}, {"bit/s", 0.125}, {"B", 1}};
constexpr Spelling peaks[] = {{"", 1}, {"FLOP/s", 1}, {"FLOPS", 1}, {"FLOPs", 1}, {"OPS", 1}, {"OP/s", 1}, {"OPs", 1}};
constexpr Spelling intensity[] = {{"", 1}, {"FLOP/B", 1}, {"OP/B", 1}};
constexpr Spelling frequency[] = {{"", 1}, {"/s", 1}, {"Hz", 1}};
constexpr Spelling tokenRate[] = {{"", 1}, {"tok/s", 1}, {"tokens/s", 1}, {"/s", 1}};
constexpr Spelling seconds[] = {{"", 1},     {"s", 1},     {"sec", 1},           {"min", 60},
                                {"h", 3600}, {"d", 86400}, {"y", 365.25 * 86400}};
constexpr Spelling watts[] = {{"", 1}, {"W", 1}};
constexpr Spelling joules[] = {{"", 1}, {"J", 1}, {"Wh", 3600}};
constexpr Spelling perOp[] = {{"", 1}, {"J/FLOP", 1}, {"J/OP", 1}, {"J", 1}};
constexpr Spelling perByte[] = {{"", 1}, {"J/B", 1}, {"J/bit", 8}, {"J", 1}};
constexpr Spelling perWatt[] = {{"", 1}, {"FLOP/s/W", 1}, {"OP/s/W", 1}, {"FLOP/J", 1}, {"/s/W", 1}, {"/J", 1}};
constexpr Spelling perWattHour[] = {
    {"", 1.0 / 3600}, {"FLOP/Wh", 1.0 / 3600}, {"OP/Wh", 1.0 / 3600}, {"FLOP/J", 1}, {"OP/J", 1}};
constexpr Spelling grams[] = {{"", 1}, {"gCO₂", 1}, {"gCO2", 1}, {"g", 1}, {"tCO₂", 1e6}, {"tCO2", 1e6}, {"t", 1e6}};
constexpr Spelling dollars[] = {{"", 1}, {"USD", 1}, {"$", 1}};
constexpr Spelling grid[] = {{"", 1}, {"g/kWh", 1}, {"gCO₂/kWh", 1}, {"gCO2/kWh", 1}, {"kg/kWh", 1000}};
constexpr Spelling price[] = {{"", 1}, {"USD/kWh", 1}, {"$/kWh", 1}, {"USD", 1}, {"$", 1}};
constexpr Spelling rent[] = {{"", 1}, {"USD/h", 1}, {"$/h", 1}, {"USD", 1}, {"$", 1}};
constexpr Spelling sigma[] = {{"", 1}, {"σ", 1}};
constexpr Spelling sigmaSquared[] = {{"", 1}, {"σ²", 1}};
constexpr Spelling shares[] = {{"", 1}, {"%", 0.01}, {"×", 1}, {"x", 1}};

constexpr struct {
    Unit unit;
    std::span<const Spelling> ways;
} spellings[] = {
    {Unit::Count, counts},
    {Unit::Bits, counts},
    {Unit::Macs, macs},
    {Unit::Ops, ops},
    {Unit::Bytes, bytes},
    {Unit::BytesPerSecond, rates},
    {Unit::OpsPerSecond, peaks},
    {Unit::OpsPerByte, intensity},
    {Unit::PerSecond, frequency},
    {Unit::TokensPerSecond, tokenRate},
    {Unit::Seconds, seconds},
    {Unit::Watts, watts},
    {Unit::Joules, joules},
    {Unit::JoulesPerOp, perOp},
    {Unit::JoulesPerByte, perByte},
    {Unit::OpsPerWatt, perWatt},
    {Unit::PerWatt, perWatt},
    {Unit::OpsPerWattHour, perWattHour},
    {Unit::Grams, grams},
    {Unit::Dollars, dollars},
    {Unit::GramsPerKilowattHour, grid},
    {Unit::DollarsPerKilowattHour, price},
    {Unit::DollarsPerHour, rent},
    {Unit::Fraction, shares},
    {Unit::Percent, shares},
    {Unit::Ratio, shares},
    {Unit::Sigma, sigma},
    {Unit::SigmaSquared, sigmaSquared},
};

std::span<const Spelling> spellingsOf(Unit unit)
{
    for (const auto& row : spellings) {
        if (row.unit == unit) {
            return row.ways;
        }
    }
    static constexpr Spelling none[] = {{"", 1}};
    return none;
}

std::optional<double> factorOf(std::string_view suffix, Unit unit)
{
    for (const Spelling& spelling : spellingsOf(unit)) {
        if (suffix == spelling.text) {
            return spelling.factor;
        }
    }
    for (const Scale& scale : scales) {
        if (!suffix.starts_with(scale.text)) {
            continue;
        }
        std::string_view rest = suffix.substr(scale.text.size());
        while (rest.starts_with(' ')) {
            rest.remove_prefix(1);
        }
        for (const Spelling& spelling : spellingsOf(unit)) {
            if (rest == spelling.text) {
                return scale.factor * spelling.factor;
            }
        }
    }
    return std::nullopt;
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// "1.000" and "128.256", which somebody who groups thousands with points means as whole numbers.
bool mayGroupThousands(std::string_view text)
{
    const std::size_t point = text.find('.');
    const auto isDigits = [](std::string_view part) { return std::all_of(part.begin(), part.end(), isDigit); };
    return point != std::string_view::npos && point >= 1 && point <= 3 && text.front() != '0' &&
           text.size() == point + 4 && isDigits(text.substr(0, point)) && isDigits(text.substr(point + 1));
}

/// A whole number without decimals to say what its point is for.
bool hasUnclearPoint(std::string_view text, Unit unit)
{
    while (text.ends_with(' ')) {
        text.remove_suffix(1);
    }
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return unit == Unit::Count && mayGroupThousands(text);
}

/// Drops the commas of "25,557,032". Empty where they group anything but three digits, and where there is only one:
/// "1,5" is not fifteen, "0,160" not 160, and "1,000" may be either.
std::optional<std::string> withoutSeparators(std::string_view text)
{
    std::string clean;
    for (std::size_t i = 0; i < text.size();) {
        if (!isDigit(text[i])) {
            if (text[i] == ',') {
                return std::nullopt;
            }
            clean += text[i++];
            continue;
        }
        const bool fraction = i > 0 && text[i - 1] == '.';
        const bool zero = text[i] == '0';
        std::size_t run = 0; // digits since the last comma
        int commas = 0;
        for (; i < text.size() && (isDigit(text[i]) || text[i] == ','); ++i) {
            if (text[i] == ',') {
                if (fraction || run == 0 || run > 3 || (commas > 0 && run != 3)) {
                    return std::nullopt;
                }
                ++commas;
                run = 0;
            } else {
                clean += text[i];
                ++run;
            }
        }
        if (commas == 1 || (commas > 0 && (run != 3 || zero))) {
            return std::nullopt;
        }
    }
    return clean;
}

/// Spaces that do not break or are narrow, as other programs set them between numbers and units, become plain.
std::string plainSpaces(std::string_view text)
{
    static constexpr std::string_view spaces[] = {"\u00A0", "\u2007", "\u2009", "\u200A", "\u202F"};
    std::string plain(text);
    for (const std::string_view space : spaces) {
        for (std::size_t at = 0; (at = plain.find(space, at)) != std::string::npos;) {
            plain.replace(at, space.size(), " ");
        }
    }
    return plain;
}

/// "8.71×10⁻⁵", as the formatter writes it, becomes "8.71e-5".
std::string plainExponents(std::string_view text)
{
    static constexpr std::string_view raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string plain;
    while (!text.empty()) {
        const bool negative = text.starts_with("×10⁻");
        const std::size_t length = std::string_view(negative ? "×10⁻" : "×10").size();
        const bool isPower =
            text.starts_with("×10") && std::any_of(std::begin(raised), std::end(raised),
                                                   [&](auto digit) { return text.substr(length).starts_with(digit); });
        if (!isPower) { // "4×1024" is a product
            plain += text.front();
            text.remove_prefix(1);
            continue;
        }
        text.remove_prefix(length);
        plain += negative ? "e-" : "e";
        for (std::size_t d = 0; d < std::size(raised);) {
            const bool found = text.starts_with(raised[d]);
            if (found) {
                plain += static_cast<char>('0' + d);
                text.remove_prefix(raised[d].size());
            }
            d = found ? 0 : d + 1;
        }
    }
    return plain;
}

/// Recursive descent over + − * / ^ ( ) and suffixed numbers. Depth is bounded by the text's length limit.
class Parser {
public:
    Parser(std::string_view text, Unit unit) : m_rest(text), m_unit(unit) {}

    std::optional<double> run()
    {
        const auto value = sum();
        skipSpace();
        if (!value || !m_rest.empty() || !std::isfinite(*value)) {
            return std::nullopt;
        }
        return value;
    }

private:
    std::optional<double> sum()
    {
        auto left = product();
        for (;;) {
            if (take("+")) {
                left = combine(left, product(), [](double a, double b) { return a + b; });
            } else if (take("-") || take("−")) {
                left = combine(left, product(), [](double a, double b) { return a - b; });
            } else {
                return left;
            }
        }
    }

    std::optional<double> product()
    {
        auto left = factor();
        for (;;) {
            if (take("*") || take("·") || take("×")) {
                left = combine(left, factor(), [](double a, double b) { return a * b; });
            } else if (take("/")) {
                left = combine(left, factor(), [](double a, double b) { return a / b; });
            } else {
                return left;
            }
        }
    }

    std::optional<double> factor()
    {
        if (take("-") || take("−")) {
            const auto value = factor();
            return value ? std::optional(-*value) : std::nullopt;
        }
        auto base = take("(") ? parenthesis() : number();
        if (base && take("^")) {
            return combine(base, factor(), [](double a, double b) { return std::pow(a, b); });
        }
        return base;
    }

    std::optional<double> parenthesis()
    {
        const auto value = sum();
        return take(")") ? value : std::nullopt;
    }

    std::optional<double> number()
    {
        skipSpace();
        if (m_rest.empty() || (!isDigit(m_rest.front()) && m_rest.front() != '.')) {
            return std::nullopt; // the library would read "inf" and "nan" as well
        }
        double value = 0;
        const auto [end, error] = std::from_chars(m_rest.data(), m_rest.data() + m_rest.size(), value);
        if (error != std::errc()) {
            return std::nullopt;
        }
        m_rest.remove_prefix(static_cast<std::size_t>(end - m_rest.data()));
        return suffixed(value);
    }

    /// Takes the longest following text that is a prefix and unit.
    std::optional<double> suffixed(double value)
    {
        std::string_view candidate = m_rest;
        while (candidate.starts_with(' ')) {
            candidate.remove_prefix(1);
        }
        const std::size_t limit = std::min<std::size_t>(candidate.size(), 16);
        for (std::size_t length = limit; length > 0; --length) {
            if (candidate.substr(0, length).ends_with("×") && startsFactor(candidate.substr(length))) {
                continue; // a product, not a ratio
            }
            if (const auto scale = factorOf(candidate.substr(0, length), m_unit)) {
                m_rest = candidate.substr(length);
                return value * *scale;
            }
        }
        return value;
    }

    static bool startsFactor(std::string_view rest)
    {
        rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
        return !rest.empty() && (isDigit(rest.front()) || rest.front() == '.' || rest.front() == '(');
    }

    template <class F> static std::optional<double> combine(std::optional<double> a, std::optional<double> b, F f)
    {
        return a && b ? std::optional<double>(f(*a, *b)) : std::nullopt;
    }

    void skipSpace()
    {
        while (m_rest.starts_with(' ')) {
            m_rest.remove_prefix(1);
        }
    }

    bool take(std::string_view token)
    {
        skipSpace();
        if (!m_rest.starts_with(token)) {
            return false;
        }
        m_rest.remove_prefix(token.size());
        return true;
    }

    std::string_view m_rest;
    Unit m_unit;
};

} // namespace

std::optional<double> parseNumber(std::string_view text, Unit unit)
{
    constexpr std::size_t longest = 200; // bounds the recursion as well
    if (text.size() > longest) {
        return std::nullopt;
    }
    const std::string plain = plainExponents(plainSpaces(text));
    const auto clean = hasUnclearPoint(plain, unit) ? std::nullopt : withoutSeparators(plain);
    return clean ? Parser(*clean, unit).run() : std::nullopt;
}

std::string refusal(std::string_view text, Unit unit, std::string_view expected)
{
    const std::string quoted = "\"" + std::string(text) + "\"";
    if (hasUnclearPoint(text, unit)) {
        return quoted + ": its point could separate decimals or thousands; write a whole number without it";
    }
    if (unit != Unit::Choice && text.find(',') != std::string_view::npos && !parseNumber(text, unit)) {
        return quoted + ": its comma could separate decimals or thousands; write decimals with a point and thousands "
                        "without separators";
    }
    return quoted + " is not " + std::string(expected);
}

} // namespace ridge

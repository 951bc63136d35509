// Formulas as LaTeX, for papers and lecture notes.

#include "core/quantity/notation.h"
#include "core/quantity/shown_text.h"

#include <array>
#include <utility>

namespace ridge {
namespace {

using Part = Notation::Kind;

/// What TeX writes by a command, in math mode and, where it differs, in words.
struct Letter {
    std::string_view utf8, math, word;
};
constexpr std::array<Letter, 33> letters{{{"Σ", "\\Sigma ", "$\\Sigma$"},
                                          {"ε", "\\varepsilon ", "$\\varepsilon$"},
                                          {"<", "{<}", "$<$"}, // words in the old font encoding lack these three
                                          {">", ">", "$>$"},
                                          {"|", "|", "$|$"},
                                          {"α", "\\alpha ", "$\\alpha$"},
                                          {"σ", "\\sigma ", "$\\sigma$"},
                                          {"µ", "\\mu ", "$\\mu$"},
                                          {"×", "\\times ", "$\\times$"},
                                          {"·", "\\cdot ", "$\\cdot$"},
                                          {"−", "-", "$-$"},
                                          {"…", "\\ldots ", "\\ldots{}"},
                                          {"₂", "_2", "$_2$"},
                                          {"⁻", "^-", "$^-$"},
                                          {"⁰", "^0", "$^0$"},
                                          {"¹", "^1", "$^1$"},
                                          {"²", "^2", "$^2$"},
                                          {"³", "^3", "$^3$"},
                                          {"⁴", "^4", "$^4$"},
                                          {"⁵", "^5", "$^5$"},
                                          {"⁶", "^6", "$^6$"},
                                          {"⁷", "^7", "$^7$"},
                                          {"⁸", "^8", "$^8$"},
                                          {"⁹", "^9", "$^9$"},
                                          {"→", "\\to ", "$\\to$"},
                                          {"≈", "\\approx ", "$\\approx$"},
                                          {"≤", "\\le ", "$\\le$"},
                                          {"�", "?", "?"}, // no font has a letter for it
                                          {"↵", "\\hookleftarrow ", "$\\hookleftarrow$"},
                                          {"[", "{[}", "["}, // renderers of Markdown know links before they know math
                                          {"]", "{]}", "]"},
                                          {":", "{:}", ":"},
                                          {"`", "'", "'"}}};

constexpr std::array<std::pair<char, std::string_view>, 10> escapes{{{'&', "\\&"},
                                                                     {'%', "\\%"},
                                                                     {'$', "\\$"},
                                                                     {'#', "\\#"},
                                                                     {'_', "\\_"},
                                                                     {'{', "\\{"},
                                                                     {'}', "\\}"},
                                                                     {'~', "\\textasciitilde{}"},
                                                                     {'^', "\\textasciicircum{}"},
                                                                     {'\\', "\\textbackslash{}"}}};

std::string escaped(std::string_view shown, std::string_view Letter::*form)
{
    const std::string clean = cleanText(shown);
    const std::string_view text = clean;
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const Letter* found = nullptr;
        for (const Letter& letter : letters) {
            if (text.substr(i, letter.utf8.size()) == letter.utf8) {
                found = &letter;
            }
        }
        if (found) {
            out += found->*form;
            i += found->utf8.size();
            continue;
        }
        std::string_view replacement;
        for (const auto& [character, command] : escapes) {
            if (text[i] == character) {
                replacement = command;
            }
        }
        out += replacement.empty() ? std::string(1, text[i]) : std::string(replacement);
        ++i;
    }
    return out;
}

/// Readers of Markdown that know no mathematics would make links of addresses: a group breaks them, and shows the same.
std::string withoutLinks(std::string text)
{
    constexpr std::pair<std::string_view, std::string_view> broken[] = {
        {"www.", "www{.}"}, {"@", "{@}"}, {"://", "{:}//"}};
    for (const auto& [address, group] : broken) {
        for (std::size_t at = 0; (at = text.find(address, at)) != std::string::npos; at += group.size()) {
            text.replace(at, address.size(), group);
        }
    }
    return text;
}

/// One letter is a variable, several are a name.
std::string letterOrName(const std::string& text)
{
    std::size_t letterCount = 0;
    for (const char c : text) {
        letterCount += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }
    if (letterCount <= 1) {
        return escaped(text, &Letter::math);
    }
    const bool words = text.find_first_of(" /+()") != std::string::npos;
    return (words ? "\\text{" : "\\mathrm{") + withoutLinks(escaped(text, words ? &Letter::word : &Letter::math)) + "}";
}

/// 10⁶ has its digits as one exponent.
std::string digitsOf(const std::string& text)
{
    std::string out = escaped(text, &Letter::math);
    const std::size_t first = out.find('^');
    if (first == std::string::npos) {
        return out;
    }
    std::string exponent;
    for (std::size_t i = first; i < out.size(); ++i) {
        exponent += out[i] == '^' ? "" : std::string(1, out[i]);
    }
    return out.substr(0, first) + "^{" + exponent + "}";
}

std::string unitOf(const std::string& unit)
{
    return unit.empty() ? std::string() : "\\,\\mathrm{" + escaped(unit, &Letter::math) + "}";
}

std::string separated(const std::vector<Notation>& parts, const char* separator)
{
    std::string out;
    for (const Notation& part : parts) {
        out += (out.empty() ? "" : separator) + latex(part);
    }
    return out;
}

} // namespace

std::string latexText(std::string_view text) { return escaped(text, &Letter::word); }

std::string latex(const Notation& n)
{
    switch (n.kind) {
    case Part::Text:
        return "\\text{" + escaped(n.text, &Letter::word) + "}";
    case Part::Sign:
        return n.text == "·" ? " \\cdot " : n.text == "−" ? " - " : " " + n.text + " ";
    case Part::Number:
        return digitsOf(n.text) + unitOf(n.index);
    case Part::Symbol: {
        const bool starred = n.text.ends_with("*"); // AI*: the ridge point
        const std::string base = letterOrName(starred ? n.text.substr(0, n.text.size() - 1) : n.text);
        return base + (starred ? "^{*}" : "") + (n.index.empty() ? "" : "_{" + letterOrName(n.index) + "}");
    }
    case Part::Row:
        return separated(n.parts, "");
    case Part::Fraction:
        return "\\frac{" + latex(n.parts[0]) + "}{" + latex(n.parts[1]) + "}";
    case Part::Power:
        return latex(n.parts[0]) + "^{" + latex(n.parts[1]) + "}";
    case Part::Brackets:
        return "\\left(" + latex(n.parts[0]) + "\\right)";
    case Part::Function:
        if (n.text == "ceil") {
            return "\\left\\lceil " + latex(n.parts[0]) + " \\right\\rceil";
        }
        if (n.text == "floor") {
            return "\\left\\lfloor " + latex(n.parts[0]) + " \\right\\rfloor";
        }
        return "\\" + n.text + "\\left(" + separated(n.parts, ",\\; ") + "\\right)";
    case Part::Series:
        return (n.text == "Σ" ? std::string("\\sum_{") : "\\max_{") + letterOrName(n.index) + "} " + latex(n.parts[0]);
    }
    return {};
}

} // namespace ridge

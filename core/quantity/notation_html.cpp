#include "core/quantity/html.h"

namespace ridge {
namespace {

using Part = Notation::Kind;

std::string symbol(const std::string& text, const std::string& index)
{
    return "<i>" + forHtml(text) + "</i>" + (index.empty() ? "" : "<sub>" + forHtml(index) + "</sub>");
}

/// What only one line needs: a style sheet that draws fractions hides it.
std::string inLine(const char* text) { return std::string("<span class=\"line\">") + text + "</span>"; }

std::string side(const Notation& n, const char* kind, bool needsBrackets)
{
    return std::string("<span class=\"") + kind + "\">" + (needsBrackets ? inLine("(") : "") + html(n) +
           (needsBrackets ? inLine(")") : "") + "</span>";
}

bool isSeveral(const Notation& n) { return hasSum(n) || n.kind == Part::Row || n.kind == Part::Fraction; }

std::string separated(const std::vector<Notation>& parts, const char* separator)
{
    std::string out;
    for (const Notation& part : parts) {
        out += (out.empty() ? "" : separator) + html(part);
    }
    return out;
}

} // namespace

std::string forHtml(std::string_view text, std::size_t most)
{
    std::string out;
    for (const char c : cleanText(text, most)) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

std::string html(const Notation& n)
{
    switch (n.kind) {
    case Part::Text:
        return forHtml(n.text);
    case Part::Sign:
        return n.text == "·" ? "·" : " " + forHtml(n.text) + " ";
    case Part::Number:
        return forHtml(n.text) + (n.index.empty() ? "" : "&nbsp;" + forHtml(n.index));
    case Part::Symbol:
        return symbol(n.text, n.index);
    case Part::Row:
        return separated(n.parts, "");
    case Part::Fraction:
        return "<span class=\"frac\">" + side(n.parts[0], "num", hasSum(n.parts[0])) + inLine(" / ") +
               side(n.parts[1], "den", isSeveral(n.parts[1])) + "</span>";
    case Part::Power:
        return (isSeveral(n.parts[0]) ? "(" + html(n.parts[0]) + ")" : html(n.parts[0])) + "<sup>" + html(n.parts[1]) +
               "</sup>";
    case Part::Brackets:
        return "(" + html(n.parts[0]) + ")";
    case Part::Function:
        return forHtml(n.text) + "(" + separated(n.parts, ", ") + ")";
    case Part::Series:
        return forHtml(n.text) + "<sub>" + forHtml(n.index) + "</sub> " + html(n.parts[0]);
    }
    return {};
}

} // namespace ridge

#include "core/models/graph/einsum.h"

#include <algorithm>
#include <set>

namespace ridge {
namespace {

/// The three dots replaced by as many digits as dimensions are left; empty when they do not fit.
std::optional<std::string> withoutDots(std::string letters, std::size_t rank)
{
    const std::size_t dots = letters.find("...");
    if (dots == std::string::npos) {
        return letters.size() == rank ? std::optional(letters) : std::nullopt;
    }
    if (letters.size() > rank + 3 || rank + 3 - letters.size() > 8) {
        return std::nullopt;
    }
    std::string digits;
    for (std::size_t left = rank + 3 - letters.size(); left > 0; --left) {
        digits += static_cast<char>('0' + left);
    }
    return letters.replace(dots, 3, digits);
}

/// Without an arrow the result is every letter that stands once, in alphabetical order, behind the dots.
std::string impliedResult(const EinsumEquation& equation)
{
    std::map<char, int> uses;
    for (const std::string& operand : equation.operands) {
        for (char letter : operand) {
            ++uses[letter];
        }
    }
    std::string result;
    for (const auto& [letter, count] : uses) {
        const bool isDigit = letter <= '9';
        result += isDigit || count == 1 ? std::string(1, letter) : std::string();
    }
    return result;
}

bool addOperand(EinsumEquation& equation, const std::string& letters, const std::vector<double>& shape)
{
    const auto full = withoutDots(letters, shape.size());
    if (!full) {
        return false;
    }
    for (std::size_t i = 0; i < full->size(); ++i) {
        double& size = equation.sizes[(*full)[i]];
        size = std::max(size, shape[i]); // one of two may be 1 where dots are broadcast
    }
    equation.operands.push_back(*full);
    return true;
}

/// Replaces the dots of the result by every digit that the operands have.
void openResult(EinsumEquation& equation)
{
    const std::size_t dots = equation.result.find("...");
    if (dots == std::string::npos) {
        return;
    }
    std::string digits;
    for (auto size = equation.sizes.rbegin(); size != equation.sizes.rend(); ++size) {
        digits += size->first <= '9' ? std::string(1, size->first) : std::string();
    }
    equation.result.replace(dots, 3, digits);
}

/// Every letter of the result is an operand's, and stands once.
bool resultFits(const EinsumEquation& equation)
{
    const std::set<char> letters(equation.result.begin(), equation.result.end());
    return letters.size() == equation.result.size() &&
           std::ranges::all_of(letters, [&](char letter) { return equation.sizes.contains(letter); });
}

} // namespace

std::optional<EinsumEquation> readEinsum(std::string_view subscripts, const std::vector<std::vector<double>>& shapes)
{
    std::string text(subscripts);
    std::erase(text, ' ');
    const std::size_t arrow = text.find("->");
    const std::string left = text.substr(0, arrow);
    EinsumEquation equation;
    std::size_t start = 0;
    for (const std::vector<double>& shape : shapes) {
        const std::size_t end = std::min(left.find(',', start), left.size());
        if (start > left.size() || !addOperand(equation, left.substr(start, end - start), shape)) {
            return std::nullopt;
        }
        start = end + 1;
    }
    if (equation.operands.empty() || start <= left.size()) {
        return std::nullopt;
    }
    equation.result = arrow == std::string::npos ? impliedResult(equation) : text.substr(arrow + 2);
    openResult(equation);
    return resultFits(equation) ? std::optional(equation) : std::nullopt;
}

} // namespace ridge

// Einsum: subscripts name products of matrices, sums and rearrangements.

#include "core/models/graph_matrices.h"

#include <algorithm>
#include <map>
#include <set>

namespace ridge {
namespace {

/// Operands and result as letters, one per dimension. "..." stands for dimensions that are numbered from the right.
struct Equation {
    std::vector<std::string> operands;
    std::string result;
    std::map<char, double> sizes;
};

bool has(const std::string& letters, char letter) { return letters.find(letter) != std::string::npos; }

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
std::string impliedResult(const Equation& equation)
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

bool addOperand(Equation& equation, const std::string& letters, const GraphTensor* tensor)
{
    const auto full = tensor ? withoutDots(letters, tensor->shape.size()) : std::nullopt;
    if (!full) {
        return false;
    }
    for (std::size_t i = 0; i < full->size(); ++i) {
        double& size = equation.sizes[(*full)[i]];
        size = std::max(size, tensor->shape[i]); // one of two may be 1 where dots are broadcast
    }
    equation.operands.push_back(*full);
    return true;
}

std::optional<Equation> equationOf(const NodeView& node)
{
    std::string text = node.text("equation");
    std::erase(text, ' ');
    const std::size_t arrow = text.find("->");
    const std::string left = text.substr(0, arrow);
    Equation equation;
    std::size_t start = 0;
    for (std::size_t i = 0; i < node.inputCount(); ++i) {
        const std::size_t end = std::min(left.find(',', start), left.size());
        if (start > left.size() || !addOperand(equation, left.substr(start, end - start), node.input(i))) {
            return std::nullopt;
        }
        start = end + 1;
    }
    if (equation.operands.empty() || start <= left.size()) {
        return std::nullopt;
    }
    if (arrow == std::string::npos) {
        equation.result = impliedResult(equation);
        return equation;
    }
    equation.result = text.substr(arrow + 2);
    if (const std::size_t dots = equation.result.find("..."); dots != std::string::npos) {
        std::string digits;
        for (auto size = equation.sizes.rbegin(); size != equation.sizes.rend(); ++size) {
            digits += size->first <= '9' ? std::string(1, size->first) : std::string();
        }
        equation.result.replace(dots, 3, digits);
    }
    return equation;
}

struct Extent {
    double batch = 1, rows = 1, inner = 1, columns = 1;
};

/// Letters that one operand alone has and nobody needs later are summed before the product.
Extent extentOf(const Equation& equation, const std::string& a, const std::string& b, const std::string& kept)
{
    Extent extent;
    for (const auto& [letter, size] : equation.sizes) {
        const bool inA = has(a, letter);
        const bool inB = has(b, letter);
        const bool isKept = has(kept, letter);
        if (inA && inB) {
            (isKept ? extent.batch : extent.inner) *= size;
        } else if ((inA || inB) && isKept) {
            (inA ? extent.rows : extent.columns) *= size;
        }
    }
    return extent;
}

NodeRule unary(const NodeView& node, const Equation& equation)
{
    NodeRule rule = plainRule(node, OperatorKind::Reshape);
    double results = 1;
    for (char letter : equation.result) {
        const auto size = equation.sizes.find(letter);
        results *= size == equation.sizes.end() ? 1 : size->second;
    }
    const double all = elementsOf(*node.input(0));
    const auto dropped = [&](char letter) { return !has(equation.result, letter); };
    if (std::ranges::any_of(equation.operands[0], dropped) && results > 0) { // a sum
        rule.kind = OperatorKind::Pool;
        rule.sizes.kh = rule.sizes.perElement = all / results;
    }
    return rule;
}

Tensor tensorOf(const Equation& equation, const std::string& letters)
{
    std::vector<double> shape;
    for (char letter : letters) {
        shape.push_back(equation.sizes.at(letter));
    }
    return foldedShape(shape);
}

} // namespace

NodeRule einsumRule(const NodeView& node)
{
    const std::optional<Equation> equation = equationOf(node);
    if (!equation || equation->operands.size() > 2) {
        return {};
    }
    if (equation->operands.size() == 1) {
        return unary(node, *equation);
    }
    const Extent e = extentOf(*equation, equation->operands[0], equation->operands[1], equation->result);
    if (node.isConstant(1) && !node.isConstant(0) && e.batch == 1) {
        return linearRule(e.rows, 1, e.inner, e.columns, 1);
    }
    if (node.isConstant(0) && !node.isConstant(1) && e.batch == 1) {
        return linearRule(e.columns, 1, e.inner, e.rows, 0);
    }
    return productRule(e.batch, e.rows, e.inner, e.columns);
}

std::vector<NodePart> einsumParts(const NodeView& node)
{
    const std::optional<Equation> equation = equationOf(node);
    if (!equation || equation->operands.size() < 3) {
        return {};
    }
    std::vector<NodePart> parts;
    std::string done = equation->operands[0];
    const std::size_t count = equation->operands.size();
    for (std::size_t k = 1; k < count; ++k) {
        std::string later = equation->result;
        for (std::size_t rest = k + 1; rest < count; ++rest) {
            later += equation->operands[rest];
        }
        const std::string& operand = equation->operands[k];
        const Extent e = extentOf(*equation, done, operand, later);
        NodePart part;
        part.suffix = "." + std::to_string(k);
        part.rule = productRule(e.batch, e.rows, e.inner, e.columns);
        part.reads = {k == 1 ? 0 : -static_cast<int>(k) + 1, static_cast<int>(k)};
        const std::string both = done + operand;
        const std::set<char> letters(both.begin(), both.end());
        done.clear();
        for (char letter : letters) {
            done += has(later, letter) ? std::string(1, letter) : std::string();
        }
        part.result = tensorOf(*equation, done);
        part.output = k + 1 == count ? 0 : -1;
        parts.push_back(std::move(part));
    }
    return parts;
}

} // namespace ridge

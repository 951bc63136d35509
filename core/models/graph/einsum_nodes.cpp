// What an Einsum costs: products of matrices, sums and rearrangements.

#include "core/models/graph/einsum.h"
#include "core/models/graph/matrices.h"

#include <algorithm>
#include <set>

namespace ridge {
namespace {

using Equation = EinsumEquation;

bool has(const std::string& letters, char letter) { return letters.find(letter) != std::string::npos; }

std::optional<Equation> equationOf(const NodeView& node)
{
    std::vector<std::vector<double>> shapes;
    for (std::size_t i = 0; i < node.inputCount(); ++i) {
        if (!node.input(i)) {
            return std::nullopt;
        }
        shapes.push_back(node.input(i)->shape);
    }
    return readEinsum(node.text("equation"), shapes);
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
        results *= equation.sizes.at(letter);
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

#include "core/quantity/traced.h"

#include <functional>

namespace ridge {
namespace {

using Kind = Expression::Kind;

double apply(Kind kind, double a, double b)
{
    switch (kind) {
    case Kind::Add:
        return a + b;
    case Kind::Subtract:
        return a - b;
    case Kind::Multiply:
        return a * b;
    case Kind::Divide:
        return a / b;
    case Kind::Max:
        return larger(a, b);
    case Kind::Min:
        return smaller(a, b);
    case Kind::Power:
        return power(a, b);
    default:
        return a;
    }
}

std::shared_ptr<Expression> make(Kind kind, double value)
{
    auto expression = std::make_shared<Expression>();
    expression->kind = kind;
    expression->value = value;
    return expression;
}

bool isLiteral(const Traced& x, double value) { return x.expression()->kind == Kind::Literal && x.value() == value; }

int precedence(Kind kind)
{
    switch (kind) {
    case Kind::Sum:
        return 0; // "Σ_i a + b" could be read in two ways: brackets inside everything
    case Kind::Add:
    case Kind::Subtract:
        return 1;
    case Kind::Multiply:
    case Kind::Divide:
        return 3;
    case Kind::Power:
        return 4;
    default:
        return 5;
    }
}

using LeafText = std::function<std::string(const Expression&)>;

std::string text(const Expression& e, const LeafText& leaf, bool top);

std::string inner(const Expression& e, const LeafText& leaf, int parent, bool strict)
{
    const int own = precedence(e.kind);
    const bool brackets = own < parent || (strict && own == parent);
    const std::string plain = text(e, leaf, false);
    return brackets ? "(" + plain + ")" : plain;
}

/// The terms of a sum, largest first; equal ones stay in order.
std::vector<const Expression*> largestFirst(const Expression& sum)
{
    std::vector<const Expression*> terms;
    terms.reserve(sum.arguments.size());
    for (const ExpressionPtr& term : sum.arguments) {
        terms.push_back(term.get());
    }
    std::stable_sort(terms.begin(), terms.end(), [](auto* a, auto* b) { return a->value > b->value; });
    return terms;
}

/// A long sum is shown by its largest terms; the rest is counted, so that the text stays readable.
std::string sumText(const Expression& e, const LeafText& leaf)
{
    constexpr std::size_t shown = 3;
    const std::vector<const Expression*> terms = largestFirst(e);
    std::string out;
    for (std::size_t i = 0; i < std::min(shown, terms.size()); ++i) {
        out += (i ? " + " : "") + inner(*terms[i], leaf, 1, false);
    }
    if (terms.size() > shown) {
        out += " + … (" + std::to_string(terms.size()) + " terms)";
    }
    return terms.empty() ? "0" : out;
}

/// What is summed up, by the formula of the largest term: others may be zero or of another kind.
std::string indexedText(const Expression& e, const LeafText& leaf)
{
    const std::vector<const Expression*> terms = largestFirst(e);
    if (terms.empty()) {
        return "0";
    }
    const Expression& largest = *terms.front();
    const Expression& term = largest.kind == Kind::Named ? *largest.arguments[0] : largest;
    return "Σ_" + e.symbol + " " + inner(term, leaf, term.kind == Kind::Sum ? 0 : 2, false);
}

std::string text(const Expression& e, const LeafText& leaf, bool top)
{
    const auto operand = [&](std::size_t i, bool strict) {
        return inner(*e.arguments[i], leaf, precedence(e.kind), strict);
    };
    switch (e.kind) {
    case Kind::Literal:
    case Kind::Leaf:
        return leaf(e);
    case Kind::Named:
        return top ? text(*e.arguments[0], leaf, false) : leaf(e);
    case Kind::Add:
        return operand(0, false) + " + " + operand(1, false);
    case Kind::Subtract:
        return operand(0, false) + " − " + operand(1, true);
    case Kind::Multiply:
        return operand(0, false) + "·" + operand(1, false);
    case Kind::Divide:
        return operand(0, false) + " / " + operand(1, true);
    case Kind::Power:
        return operand(0, true) + "^" + operand(1, true);
    case Kind::Max:
        return "max(" + text(*e.arguments[0], leaf, false) + ", " + text(*e.arguments[1], leaf, false) + ")";
    case Kind::Min:
        return "min(" + text(*e.arguments[0], leaf, false) + ", " + text(*e.arguments[1], leaf, false) + ")";
    case Kind::Sum:
        return leaf(e);
    }
    return {};
}

std::string literalText(double value) { return formatForField(value, Unit::Fraction); }

} // namespace

Traced::Traced(double literal) : m_expression(make(Kind::Literal, literal)) {}

Traced Traced::parameter(std::string id, std::string symbol, double value, Unit unit)
{
    auto e = make(Kind::Leaf, value);
    e->parameter = std::move(id);
    e->symbol = std::move(symbol);
    e->unit = unit;
    return Traced(ExpressionPtr(std::move(e)));
}

Traced Traced::leaf(std::string symbol, double value, Unit unit, std::string source)
{
    auto e = make(Kind::Leaf, value);
    e->symbol = std::move(symbol);
    e->unit = unit;
    e->source = std::move(source);
    return Traced(ExpressionPtr(std::move(e)));
}

Traced Traced::named(std::string symbol, Unit unit, const Traced& inside)
{
    auto e = make(Kind::Named, inside.value());
    e->symbol = std::move(symbol);
    e->unit = unit;
    e->arguments = {inside.expression()};
    return Traced(ExpressionPtr(std::move(e)));
}

Traced Traced::sum(std::string index, std::vector<Traced> terms)
{
    auto e = make(Kind::Sum, 0);
    e->symbol = std::move(index);
    e->arguments.reserve(terms.size());
    for (const Traced& term : terms) {
        e->value += term.value(); // the same order as the plain sum, so that both agree to the last bit
        e->arguments.push_back(term.expression());
    }
    return Traced(ExpressionPtr(std::move(e)));
}

Traced Traced::combine(Expression::Kind kind, const Traced& a, const Traced& b, double value)
{
    auto e = make(kind, value);
    e->arguments = {a.expression(), b.expression()};
    return Traced(ExpressionPtr(std::move(e)));
}

Traced operator+(const Traced& a, const Traced& b)
{
    if (isLiteral(a, 0) || isLiteral(b, 0)) {
        return isLiteral(a, 0) ? b : a;
    }
    return Traced::combine(Kind::Add, a, b, a.value() + b.value());
}

Traced operator-(const Traced& a, const Traced& b)
{
    return isLiteral(b, 0) ? a : Traced::combine(Kind::Subtract, a, b, a.value() - b.value());
}

Traced operator*(const Traced& a, const Traced& b)
{
    if (isLiteral(a, 1) || isLiteral(b, 1)) {
        return isLiteral(a, 1) ? b : a;
    }
    if ((isLiteral(a, 0) || isLiteral(b, 0)) && a.value() * b.value() == 0) { // what does not apply is not written
        return Traced(0);
    }
    return Traced::combine(Kind::Multiply, a, b, a.value() * b.value());
}

Traced operator/(const Traced& a, const Traced& b)
{
    if (isLiteral(b, 1) || (isLiteral(a, 0) && b.value() != 0)) {
        return a;
    }
    return Traced::combine(Kind::Divide, a, b, a.value() / b.value());
}

Traced larger(const Traced& a, const Traced& b)
{
    return Traced::combine(Kind::Max, a, b, larger(a.value(), b.value()));
}

Traced smaller(const Traced& a, const Traced& b)
{
    return Traced::combine(Kind::Min, a, b, smaller(a.value(), b.value()));
}

Traced power(const Traced& a, const Traced& b)
{
    return Traced::combine(Kind::Power, a, b, power(a.value(), b.value()));
}

double recompute(const Expression& e)
{
    switch (e.kind) {
    case Kind::Literal:
    case Kind::Leaf:
        return e.value;
    case Kind::Named:
        return recompute(*e.arguments[0]);
    case Kind::Sum: {
        double total = 0;
        for (const ExpressionPtr& term : e.arguments) {
            total += recompute(*term);
        }
        return total;
    }
    default:
        return apply(e.kind, recompute(*e.arguments[0]), recompute(*e.arguments[1]));
    }
}

std::string symbolicText(const Expression& expression)
{
    const LeafText leaf = [&leaf](const Expression& e) -> std::string {
        if (e.kind == Kind::Sum) {
            return indexedText(e, leaf);
        }
        return e.kind == Kind::Literal || e.symbol.empty() ? literalText(e.value) : e.symbol;
    };
    return text(expression, leaf, true);
}

std::string substitutedText(const Expression& expression, NumberStyle style)
{
    const LeafText leaf = [&leaf, style](const Expression& e) -> std::string {
        if (e.kind == Kind::Sum) {
            return sumText(e, leaf);
        }
        return e.kind == Kind::Literal ? literalText(e.value) : formatForField(e.value, e.unit, style);
    };
    return text(expression, leaf, true);
}

} // namespace ridge

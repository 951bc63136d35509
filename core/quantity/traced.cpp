#include "core/quantity/traced.h"

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

Traced Traced::term(std::string symbol, Unit unit, const Traced& inside, std::string label, std::string subject)
{
    auto e = make(Kind::Named, inside.value());
    e->symbol = std::move(symbol);
    e->label = std::move(label);
    e->subject = std::move(subject);
    e->unit = unit;
    e->arguments = {inside.expression()};
    return Traced(ExpressionPtr(std::move(e)));
}

Traced Traced::largest(std::string index, std::vector<Traced> terms)
{
    auto e = make(Kind::Largest, terms.front().value());
    e->symbol = std::move(index);
    e->arguments.reserve(terms.size());
    for (const Traced& term : terms) {
        e->value = larger(e->value, term.value());
        e->arguments.push_back(term.expression());
    }
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

Traced wholePart(const Traced& x)
{
    auto e = make(Kind::Floor, wholePart(x.value()));
    e->arguments = {x.expression()};
    return Traced(ExpressionPtr(std::move(e)));
}

double recompute(const Expression& e)
{
    switch (e.kind) {
    case Kind::Floor:
        return wholePart(recompute(*e.arguments[0]));
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
    case Kind::Largest: {
        double most = recompute(*e.arguments.front());
        for (const ExpressionPtr& term : e.arguments) {
            most = larger(most, recompute(*term));
        }
        return most;
    }
    default:
        return apply(e.kind, recompute(*e.arguments[0]), recompute(*e.arguments[1]));
    }
}

} // namespace ridge

#include "core/quantity/traced.h"

#include <iterator>
#include <numeric>
#include <unordered_map>

namespace ridge {
namespace {

using Kind = Expression::Kind;

double apply(Kind kind, double a, double b)
{
    switch (kind) {
    case Kind::Add:
    case Kind::Sum:
        return a + b;
    case Kind::Subtract:
        return a - b;
    case Kind::Multiply:
        return a * b;
    case Kind::Divide:
        return a / b;
    case Kind::Max:
    case Kind::Largest:
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

/// The largest terms, in their own order; equal ones are taken as they come.
std::vector<std::size_t> largestOf(const std::vector<double>& values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto kept = order.begin() + static_cast<std::ptrdiff_t>(std::min(termsKept, order.size()));
    std::partial_sort(order.begin(), kept, order.end(), [&values](std::size_t a, std::size_t b) {
        return values[a] != values[b] ? values[a] > values[b] : a < b;
    });
    order.erase(kept, order.end());
    std::sort(order.begin(), order.end());
    return order;
}

/// A sum or a largest of this value.
Traced series(Kind kind, double value, std::string index, const std::vector<double>& values, Traced::MakeTerm make)
{
    auto e = std::make_shared<Expression>();
    e->kind = kind;
    e->value = value;
    e->symbol = std::move(index);
    for (const std::size_t term : largestOf(values)) {
        e->arguments.push_back(make(term).expression());
    }
    if (e->arguments.size() < values.size()) {
        e->terms = std::make_shared<Expression::Terms>(Expression::Terms{values.size(), std::move(make)});
    }
    return Traced(ExpressionPtr(std::move(e)));
}

Outlined outlineOf(const Traced& x) { return {x.value(), x.isLiteral()}; }

/// Written out, but for what does not apply.
Traced combine(Kind kind, Kept kept, const Traced& a, const Traced& b)
{
    switch (kept) {
    case Kept::First:
        return a;
    case Kept::Second:
        return b;
    case Kept::Zero:
        return Traced(0);
    case Kept::Both:
        break;
    }
    return Traced::combine(kind, a, b, apply(kind, a.value(), b.value()));
}

std::vector<double> valuesOf(const std::vector<Traced>& terms)
{
    std::vector<double> values;
    values.reserve(terms.size());
    std::transform(terms.begin(), terms.end(), std::back_inserter(values), [](const Traced& t) { return t.value(); });
    return values;
}

} // namespace

/// Takes apart what nobody else holds one by one: of any depth, without a call inside a call.
Expression::~Expression()
{
    std::vector<ExpressionPtr> left = std::move(arguments);
    while (!left.empty()) {
        const ExpressionPtr last = std::move(left.back());
        left.pop_back();
        if (last.use_count() == 1) {
            auto& inner = const_cast<Expression&>(*last).arguments; // made as no constant, and about to go
            left.insert(left.end(), std::move_iterator(inner.begin()), std::move_iterator(inner.end()));
            inner.clear();
        }
    }
}

ExpressionPtr Expression::term(std::size_t index) const
{
    return terms ? terms->make(index).expression() : arguments[index];
}

/// What every second size is, made once.
Traced::Traced(double literal)
{
    static const ExpressionPtr zero = make(Kind::Literal, 0), one = make(Kind::Literal, 1);
    m_expression = literal == 0 ? zero : literal == 1 ? one : make(Kind::Literal, literal);
}

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

Traced Traced::largest(std::string index, const std::vector<double>& values, MakeTerm make)
{
    const double most = *std::max_element(values.begin(), values.end());
    return series(Kind::Largest, most, std::move(index), values, std::move(make));
}

Traced Traced::largest(std::string index, std::vector<Traced> terms)
{
    const std::vector<double> values = valuesOf(terms);
    return largest(std::move(index), values, [all = std::move(terms)](std::size_t i) { return all[i]; });
}

Traced Traced::sum(std::string index, const std::vector<double>& values, MakeTerm make)
{
    // In the same order as the plain sum, so that both agree to the last bit.
    const double total = std::accumulate(values.begin(), values.end(), 0.0);
    return series(Kind::Sum, total, std::move(index), values, std::move(make));
}

Traced Traced::sum(std::string index, std::vector<Traced> terms)
{
    const std::vector<double> values = valuesOf(terms);
    return sum(std::move(index), values, [all = std::move(terms)](std::size_t i) { return all[i]; });
}

Traced Traced::combine(Expression::Kind kind, const Traced& a, const Traced& b, double value)
{
    auto e = make(kind, value);
    e->arguments = {a.expression(), b.expression()};
    return Traced(ExpressionPtr(std::move(e)));
}

Traced operator+(const Traced& a, const Traced& b)
{
    return combine(Kind::Add, keptOfSum(outlineOf(a), outlineOf(b)), a, b);
}

Traced operator-(const Traced& a, const Traced& b)
{
    return combine(Kind::Subtract, keptOfDifference(outlineOf(a), outlineOf(b)), a, b);
}

Traced operator*(const Traced& a, const Traced& b)
{
    return combine(Kind::Multiply, keptOfProduct(outlineOf(a), outlineOf(b)), a, b);
}

Traced operator/(const Traced& a, const Traced& b)
{
    return combine(Kind::Divide, keptOfQuotient(outlineOf(a), outlineOf(b)), a, b);
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

Traced roundedUp(const Traced& x)
{
    auto e = make(Kind::Ceiling, roundedUp(x.value()));
    e->arguments = {x.expression()};
    return Traced(ExpressionPtr(std::move(e)));
}

double recompute(const Expression& whole)
{
    struct Open {
        ExpressionPtr made; // keeps a term alive that was made for this
        const Expression* e;
        std::size_t next = 0;
        double soFar = 0;
    };
    std::vector<Open> open{{nullptr, &whole, 0, 0}};
    std::unordered_map<ExpressionPtr, double> shared; // what stands in several places is computed once
    while (true) {
        const bool isDone = open.back().next == open.back().e->termCount();
        double result = 0;
        if (!isDone) {
            ExpressionPtr term = open.back().e->term(open.back().next);
            const auto known = shared.find(term);
            if (known == shared.end()) {
                const Expression* e = term.get();
                open.push_back({std::move(term), e, 0, 0});
                continue;
            }
            result = known->second;
        } else {
            const Open done = std::move(open.back());
            open.pop_back();
            const bool isLeaf = done.e->kind == Kind::Literal || done.e->kind == Kind::Leaf;
            result = isLeaf ? done.e->value : done.soFar;
            if (open.empty()) {
                return result;
            }
            if (!isLeaf && done.made.use_count() > 2) {
                shared.emplace(done.made, result);
            }
        }
        Open& outer = open.back();
        const bool isFirst = outer.next++ == 0;
        outer.soFar = outer.e->kind == Kind::Floor     ? wholePart(result)
                      : outer.e->kind == Kind::Ceiling ? roundedUp(result)
                      : isFirst                        ? result
                                                       : apply(outer.e->kind, outer.soFar, result);
    }
}

} // namespace ridge

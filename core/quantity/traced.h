// A number that remembers how it was computed: formulas called with it give their own derivation.
// Not a computer algebra system: it records and recomputes, and never rewrites; notation.h writes it for people.
#pragma once

#include "core/quantity/outlined.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ridge {

class Traced;
struct Expression;
using ExpressionPtr = std::shared_ptr<const Expression>;

/// As deep as formulas are written, whatever an input holds: what a file has many of is one sum over them.
struct Expression {
    enum class Kind {
        Literal,
        Leaf,
        Named,
        Add,
        Subtract,
        Multiply,
        Divide,
        Max,
        Min,
        Sum,
        Largest,
        Power,
        Floor,
        Ceiling
    };

    Kind kind = Kind::Literal;
    double value = 0;
    std::vector<ExpressionPtr> arguments; // of a sum or a largest over many: the largest alone
    /// All terms of a sum or a largest over many, made when asked for: as long as lives what they were made from.
    struct Terms {
        std::size_t count;
        std::function<Traced(std::size_t)> make;
    };
    std::shared_ptr<const Terms> terms;
    std::string symbol;      // leaves, named results, and the index of a sum or a largest
    std::string label;       // a named result that belongs to something: its name, e.g. an operator's
    std::string subject;     // and which number of it this is (see explain/explain.h)
    std::string parameter;   // a leaf that is a parameter of the catalogue: its id
    std::string source;      // a leaf that is a constant: where it comes from
    Unit unit = Unit::Count; // leaves and named results

    Expression() = default;
    Expression(const Expression&) = delete;
    Expression& operator=(const Expression&) = delete;
    ~Expression();

    std::size_t termCount() const { return terms ? terms->count : arguments.size(); }
    ExpressionPtr term(std::size_t index) const;
};

/// A sum or a largest over more than these keeps as many of its terms, the largest.
inline constexpr std::size_t termsKept = 8;

/// Computes the expression again from its leaves, with the operations that were recorded.
double recompute(const Expression& expression);

class Traced {
public:
    Traced(double literal = 0);
    explicit Traced(ExpressionPtr expression) : m_expression(std::move(expression)) {}

    static Traced parameter(std::string id, std::string symbol, double value, Unit unit);
    static Traced leaf(std::string symbol, double value, Unit unit = Unit::Count, std::string source = {});
    static Traced named(std::string symbol, Unit unit, const Traced& inner);
    static Traced term(std::string symbol, Unit unit, const Traced& inner, std::string label, std::string subject);
    static Traced sum(std::string index, std::vector<Traced> terms);
    /// The largest of at least one term.
    static Traced largest(std::string index, std::vector<Traced> terms);
    /// The same over any number of terms whose values are known: `make` derives one, and is asked for the largest alone
    /// until somebody wants all.
    using MakeTerm = std::function<Traced(std::size_t)>;
    static Traced sum(std::string index, const std::vector<double>& values, MakeTerm make);
    static Traced largest(std::string index, const std::vector<double>& values, MakeTerm make);
    static Traced combine(Expression::Kind kind, const Traced& a, const Traced& b, double value);

    double value() const { return m_expression->value; }
    const ExpressionPtr& expression() const { return m_expression; }
    bool isLiteral() const { return m_expression->kind == Expression::Kind::Literal; }

    friend bool operator==(const Traced& a, const Traced& b) { return a.value() == b.value(); }
    friend auto operator<=>(const Traced& a, const Traced& b) { return a.value() <=> b.value(); }

private:
    ExpressionPtr m_expression;
};

Traced operator+(const Traced& a, const Traced& b);
inline Traced& operator+=(Traced& a, const Traced& b) { return a = a + b; }
Traced operator-(const Traced& a, const Traced& b);
Traced operator*(const Traced& a, const Traced& b);
Traced operator/(const Traced& a, const Traced& b);

// The vocabulary that formulas share between both number types.
inline double larger(double a, double b) { return std::max(a, b); }
inline double smaller(double a, double b) { return std::min(a, b); }
inline double power(double a, double b) { return std::pow(a, b); }
inline double wholePart(double x) { return std::floor(x); }
inline double roundedUp(double x) { return std::ceil(x); }
inline double valueOf(double x) { return x; }
Traced larger(const Traced& a, const Traced& b);
Traced smaller(const Traced& a, const Traced& b);
Traced power(const Traced& a, const Traced& b);
Traced wholePart(const Traced& x);
Traced roundedUp(const Traced& x);
inline double valueOf(const Traced& x) { return x.value(); }

/// To the nearest whole number, halves upwards.
template <class N> N rounded(const N& x) { return wholePart(x + N(0.5)); }

/// Gives an intermediate result its own symbol, so that the formula above it shows the symbol alone.
inline double named(const char*, Unit, double x) { return x; }
inline Traced named(const char* symbol, Unit unit, const Traced& x) { return Traced::named(symbol, unit, x); }
template <class Q> Q named(const char* symbol, Unit unit, const Q& x)
{
    return Q(named(symbol, unit, x.inBaseUnits()));
}

} // namespace ridge

#include "core/quantity/notation.h"

namespace ridge {
namespace {

using Kind = Expression::Kind;
using Part = Notation::Kind;

int precedence(Kind kind)
{
    switch (kind) {
    case Kind::Sum:
    case Kind::Largest:
        return 0; // "Σ_i a + b" could be read in two ways: brackets inside everything
    case Kind::Add:
    case Kind::Subtract:
        return 1;
    case Kind::Multiply:
        return 2;
    case Kind::Divide:
        return 3; // a fraction holds itself together
    case Kind::Power:
        return 4;
    default:
        return 5;
    }
}

Notation make(Part kind, std::string text, std::vector<Notation> parts = {})
{
    Notation n;
    n.kind = kind;
    n.text = std::move(text);
    n.parts = std::move(parts);
    return n;
}

Notation word(std::string text) { return make(Part::Text, std::move(text)); }

std::string literalText(double value)
{
    const double magnitude = value < 0 ? -value : value;
    if (magnitude < 1e6 || magnitude >= 1e21) {
        return formatForField(value, Unit::Fraction);
    }
    return scientific(value, 10);
}

/// The terms that a sum keeps, largest first; equal ones stay in order.
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

/// Writes an expression, in symbols or with the values put in.
class Writer {
public:
    Writer(bool values, NumberStyle style) : m_values(values), m_style(style) {}

    Notation write(const Expression& e, bool top) const
    {
        switch (e.kind) {
        case Kind::Literal:
        case Kind::Leaf:
            return leaf(e);
        case Kind::Named:
            return top ? write(*e.arguments[0], false) : leaf(e);
        case Kind::Add:
        case Kind::Subtract:
        case Kind::Multiply:
            return chain(e);
        case Kind::Divide:
            return fraction(e);
        case Kind::Power:
            return make(Part::Power, {}, {base(*e.arguments[0]), write(*e.arguments[1], false)});
        case Kind::Max:
        case Kind::Min:
            return make(Part::Function, e.kind == Kind::Max ? "max" : "min",
                        {write(*e.arguments[0], false), write(*e.arguments[1], false)});
        case Kind::Floor:
            return make(Part::Function, "floor", {write(*e.arguments[0], false)});
        case Kind::Ceiling:
            return make(Part::Function, "ceil", {write(*e.arguments[0], false)});
        case Kind::Sum:
        case Kind::Largest:
            return m_values ? terms(e) : series(e);
        }
        return {};
    }

private:
    /// Brackets where the part would otherwise be read as belonging to its neighbours.
    Notation operand(const Expression& e, int parent, bool strict) const
    {
        const int own = precedence(e.kind);
        const bool wraps = e.kind == Kind::Sum && m_values && e.termCount() < 2 ? false
                           : (e.kind == Kind::Largest && m_values)              ? false
                                                                   : own < parent || (strict && own == parent);
        Notation inner = write(e, false);
        return wraps ? make(Part::Brackets, {}, {std::move(inner)}) : inner;
    }

    Notation leaf(const Expression& e) const
    {
        Notation n;
        if (e.kind == Kind::Literal || (!m_values && e.symbol.empty())) {
            n = numberNotation(literalText(e.value));
            return n;
        }
        n = m_values ? numberNotation(formatForField(e.value, e.unit, m_style)) : symbolNotation(e.symbol);
        n.origin = &e;
        return n;
    }

    static bool isSquare(const Expression& e)
    {
        const Expression& a = *e.arguments[0];
        const Expression& b = *e.arguments[1];
        const bool letters = (a.kind == Kind::Leaf || a.kind == Kind::Named) && a.kind == b.kind && !a.symbol.empty();
        return e.kind == Kind::Multiply && letters && a.symbol == b.symbol && a.value == b.value;
    }

    /// What stands below an exponent: "(2.56 σ)²", because "2.56 σ²" would square the unit alone.
    Notation base(const Expression& e) const
    {
        Notation n = operand(e, precedence(Kind::Power), true);
        const bool hasUnit = n.kind == Part::Number && !n.index.empty();
        return hasUnit ? make(Part::Brackets, {}, {std::move(n)}) : n;
    }

    Notation chain(const Expression& e) const
    {
        if (isSquare(e)) {
            return make(Part::Power, {}, {base(*e.arguments[0]), numberNotation("2")});
        }
        const int own = precedence(e.kind);
        const char* sign = e.kind == Kind::Add ? "+" : e.kind == Kind::Subtract ? "−" : "·";
        Notation row = make(Part::Row, {});
        const auto append = [&row](Notation part) {
            if (part.kind == Part::Row) {
                for (Notation& inner : part.parts) {
                    row.parts.push_back(std::move(inner));
                }
            } else {
                row.parts.push_back(std::move(part));
            }
        };
        append(operand(*e.arguments[0], own, false));
        row.parts.push_back(make(Part::Sign, sign));
        append(operand(*e.arguments[1], own, e.kind == Kind::Subtract));
        return row;
    }

    /// a / b / c is one fraction with the denominator b·c: nested bars are hard to read.
    Notation fraction(const Expression& e) const
    {
        const Expression* numerator = &e;
        std::vector<const Expression*> below;
        while (numerator->kind == Kind::Divide) {
            below.insert(below.begin(), numerator->arguments[1].get());
            numerator = numerator->arguments[0].get();
        }
        if (below.size() == 1) {
            return make(Part::Fraction, {}, {write(*numerator, false), write(*below[0], false)});
        }
        Notation denominator = make(Part::Row, {});
        for (const Expression* factor : below) {
            if (!denominator.parts.empty()) {
                denominator.parts.push_back(make(Part::Sign, "·"));
            }
            denominator.parts.push_back(operand(*factor, precedence(Kind::Multiply), false));
        }
        return make(Part::Fraction, {}, {write(*numerator, false), std::move(denominator)});
    }

    /// A long sum is shown by its largest terms; the rest is counted, so that it stays readable.
    Notation terms(const Expression& e) const
    {
        constexpr std::size_t shown = 3;
        const std::vector<const Expression*> all = largestFirst(e);
        if (all.empty()) {
            return numberNotation("0");
        }
        const std::string rest = "… (" + std::to_string(e.termCount()) + " terms)";
        const std::size_t count = std::min(shown, all.size());
        if (e.kind == Kind::Largest) {
            Notation function = make(Part::Function, "max");
            for (std::size_t i = 0; i < count; ++i) {
                function.parts.push_back(write(*all[i], false));
            }
            if (e.termCount() > shown) {
                function.parts.push_back(word(rest));
            }
            return function;
        }
        if (all.size() == 1) {
            return write(*all[0], false);
        }
        Notation row = make(Part::Row, {});
        for (std::size_t i = 0; i < count; ++i) {
            if (i > 0) {
                row.parts.push_back(make(Part::Sign, "+"));
            }
            row.parts.push_back(operand(*all[i], 1, false));
        }
        if (e.termCount() > shown) {
            row.parts.push_back(make(Part::Sign, "+"));
            row.parts.push_back(word(rest));
        }
        return row;
    }

    /// What is summed up, by the formula of the largest term: others may be zero or of another kind.
    Notation series(const Expression& e) const
    {
        const std::vector<const Expression*> all = largestFirst(e);
        if (all.empty()) {
            return numberNotation("0");
        }
        const Expression& largest = *all.front();
        const Expression& term = largest.kind == Kind::Named ? *largest.arguments[0] : largest;
        const bool nested = term.kind == Kind::Sum || term.kind == Kind::Largest;
        Notation n = make(Part::Series, e.kind == Kind::Sum ? "Σ" : "max", {operand(term, nested ? 0 : 2, false)});
        n.index = e.symbol;
        return n;
    }

    bool m_values;
    NumberStyle m_style;
};

/// Would not hold together as a denominator or an exponent.
bool isCompound(const Notation& n) { return n.kind == Part::Row || n.kind == Part::Fraction || n.kind == Part::Series; }

std::string bracketed(const Notation& n, bool wraps) { return wraps ? "(" + plainText(n) + ")" : plainText(n); }

/// A fraction that is multiplied further is bracketed: "(a / b)·c" can be read in one way only.
std::string rowText(const Notation& row)
{
    std::string out;
    for (std::size_t i = 0; i < row.parts.size(); ++i) {
        const bool goesOn = i + 1 < row.parts.size() && row.parts[i + 1].text == "·";
        out += bracketed(row.parts[i], row.parts[i].kind == Part::Fraction && goesOn);
    }
    return out;
}

std::string argumentsText(const Notation& function)
{
    std::string out;
    for (const Notation& part : function.parts) {
        out += (out.empty() ? "" : ", ") + plainText(part);
    }
    return out;
}

} // namespace

bool hasSum(const Notation& n)
{
    return n.kind == Part::Series ||
           (n.kind == Part::Row && std::any_of(n.parts.begin(), n.parts.end(), [](const Notation& part) {
                return part.kind == Part::Sign && part.text != "·";
            }));
}

Notation symbolNotation(std::string_view symbol)
{
    const std::size_t bar = symbol.find('_');
    Notation n = make(Part::Symbol, std::string(symbol.substr(0, bar)));
    n.index = bar == std::string_view::npos ? std::string() : std::string(symbol.substr(bar + 1));
    return n;
}

Notation numberNotation(std::string_view formatted)
{
    const std::size_t gap = formatted.find(' ');
    Notation n = make(Part::Number, std::string(formatted.substr(0, gap)));
    n.index = gap == std::string_view::npos ? std::string() : std::string(formatted.substr(gap + 1));
    return n;
}

Notation symbolicNotation(const Expression& expression) { return Writer(false, {}).write(expression, true); }

Notation substitutedNotation(const Expression& expression, NumberStyle style)
{
    return Writer(true, style).write(expression, true);
}

std::string plainText(const Notation& n)
{
    switch (n.kind) {
    case Part::Text:
        return n.text;
    case Part::Sign:
        return n.text == "·" ? n.text : " " + n.text + " ";
    case Part::Number:
        return n.text + (n.index.empty() ? "" : " " + n.index);
    case Part::Symbol:
        return n.text + (n.index.empty() ? "" : "_" + n.index);
    case Part::Row:
        return rowText(n);
    case Part::Fraction:
        return bracketed(n.parts[0], hasSum(n.parts[0])) + " / " + bracketed(n.parts[1], isCompound(n.parts[1]));
    case Part::Power:
        if (n.parts[1].kind == Part::Number && n.parts[1].text == "2") {
            return plainText(n.parts[0]) + "²";
        }
        return plainText(n.parts[0]) + "^" +
               bracketed(n.parts[1],
                         isCompound(n.parts[1]) || (n.parts[1].kind == Part::Number && !n.parts[1].index.empty()));
    case Part::Brackets:
        return "(" + plainText(n.parts[0]) + ")";
    case Part::Function:
        return n.text + "(" + argumentsText(n) + ")";
    case Part::Series:
        return n.text + "_" + n.index + " " + plainText(n.parts[0]);
    }
    return {};
}

std::string symbolicText(const Expression& expression) { return plainText(symbolicNotation(expression)); }

std::string substitutedText(const Expression& expression, NumberStyle style)
{
    return plainText(substitutedNotation(expression, style));
}

} // namespace ridge

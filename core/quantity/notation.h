// A formula laid out for people: fractions, indices, sums, in symbols or with the values put in; as text and as LaTeX.
// Not painting (ui/why/formula_layout.h), and no arithmetic: it only reads an Expression.
#pragma once

#include "core/quantity/traced.h"

namespace ridge {

struct Notation {
    enum class Kind {
        Text,   // words
        Sign,   // + − · : lines may break before it
        Number, // text: digits, index: unit
        Symbol, // text: letters, index: subscript
        Row,
        Fraction, // numerator, denominator
        Power,    // base, exponent
        Brackets, // one part
        Function, // text: name; parts: arguments
        Series    // text: Σ or max; index: what runs; one part
    };

    Kind kind = Kind::Text;
    std::string text;
    std::string index;
    std::vector<Notation> parts;
    /// The leaf or named result this stands for: what a click on it opens. Lives as long as the expression.
    const Expression* origin = nullptr;
};

/// One level of symbols: "max(T_compute, T_memory)"; named results stay closed, sums show their largest term's formula.
Notation symbolicNotation(const Expression& expression);

/// The same with values and units put in; long sums show their largest terms.
Notation substitutedNotation(const Expression& expression, NumberStyle style = {});

/// "max(t_compute, t_memory) + t_0"
std::string plainText(const Notation& notation);

/// Both forms of an expression in one line.
std::string symbolicText(const Expression& expression);
std::string substitutedText(const Expression& expression, NumberStyle style = {});

/// A row with + or − on its own level: it needs brackets beside a stroke.
bool hasSum(const Notation& notation);

/// Without the surrounding math mode: "\frac{c_o \cdot c_i}{g}".
std::string latex(const Notation& notation);

/// Words for LaTeX outside math mode, with what TeX would take as commands written out.
std::string latexText(std::string_view text);

/// A symbol alone, such as a metric's: "T_compute".
Notation symbolNotation(std::string_view symbol);
/// A formatted number with its unit: "3.35 TB/s".
Notation numberNotation(std::string_view formatted);

} // namespace ridge

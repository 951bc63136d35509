// Typesets a Notation: fractions, indices, sums, with line breaks where a formula is wider than its place.
// Not a widget, and it knows no metric: links are asked of the caller.
#pragma once

#include "core/quantity/notation.h"
#include "ui/theme/theme.h"
#include "ui/why/page.h"

#include <functional>

namespace ridge {

/// Drawn with its baseline at y = 0, from x = 0.
struct FormulaBox {
    Page page;
    double width = 0;
    double ascent = 0;
    double descent = 0;
};

class FormulaLayout {
public:
    using Targets = std::function<PageTarget(const Expression&)>;

    /// Leaves and named results for which `targets` gives something become links.
    FormulaLayout(const Theme& theme, double nominalPx, Targets targets)
        : m_theme(theme), m_size(nominalPx), m_targets(std::move(targets))
    {
    }
    FormulaLayout(Theme&&, double, Targets) = delete; // the theme is kept by reference

    /// In one line, however wide.
    FormulaBox line(const Notation& notation) const { return box(notation, m_size); }

    /// As many lines as it takes; fractions that do not fit are written with a stroke.
    std::vector<FormulaBox> lines(const Notation& notation, double width) const;

private:
    FormulaBox box(const Notation& n, double size) const;
    FormulaBox text(const QString& words, const QFont& font, const QColor& colour) const;
    FormulaBox symbol(const Notation& n, double size) const;
    FormulaBox number(const Notation& n, double size) const;
    FormulaBox operatorSign(const Notation& n, double size) const;
    FormulaBox fraction(const Notation& n, double size) const;
    FormulaBox power(const Notation& n, double size) const;
    FormulaBox bracketed(FormulaBox inner, double size) const;
    FormulaBox function(const Notation& n, double size) const;
    FormulaBox series(const Notation& n, double size) const;
    FormulaBox linked(FormulaBox inner, const Notation& n) const;
    void addPieces(const Notation& n, double width, std::vector<Notation>& out) const;
    void addOperand(const Notation& n, bool isEnclosed, double width, std::vector<Notation>& out) const;

    const Theme& m_theme;
    double m_size;
    Targets m_targets;
};

} // namespace ridge

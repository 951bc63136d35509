// A sheet of formulas, paragraphs and tables that is written in one of several formats.
// Not what it says: worked_solution.h, and the sheets of problems.
#pragma once

#include "core/quantity/notation.h"
#include "core/quantity/text_table.h"

#include <memory>

namespace ridge {

enum class SolutionFormat { Text, Markdown, Latex, Html };

/// The equal parts of one equation: symbol = formula = values = result.
using Equation = std::vector<Notation>;

/// How headings, paragraphs, equations and tables are written; what is said is the same in every format.
class SolutionSheet {
public:
    virtual ~SolutionSheet() = default;
    virtual void heading(int level, const std::string& text) = 0;
    virtual void paragraph(const std::string& text) = 0;
    virtual void equation(const Equation& parts) = 0;
    virtual void bullet(const std::string& text) = 0;
    virtual void endBullets() = 0;
    virtual void table(std::vector<TextRow> rows, std::size_t firstNumber) = 0;
    /// Symbol, name, value, origin: origins are long, so only Markdown has them in columns.
    virtual void inputs(std::vector<TextRow> rows)
    {
        paragraph("What went in:");
        for (std::size_t i = 1; i < rows.size(); ++i) {
            bullet(rows[i][0] + " = " + rows[i][2] + " (" + rows[i][1] + "): " + rows[i][3]);
        }
        endBullets();
    }

    std::string text;
};

std::unique_ptr<SolutionSheet> sheetFor(SolutionFormat format);

} // namespace ridge

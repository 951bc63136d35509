#include "core/explain/worked_solution.h"

#include "core/quantity/notation.h"
#include "core/quantity/shown_text.h"
#include "core/quantity/text_table.h"
#include "core/scenario/badge.h"

#include <memory>

namespace ridge {
namespace {

/// The equal parts of one equation: symbol = formula = values = result.
using Equation = std::vector<Notation>;

/// How headings, paragraphs, equations and tables are written; what is said is the same in every format.
class Sheet {
public:
    virtual ~Sheet() = default;
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

class TextSheet : public Sheet {
public:
    void heading(int level, const std::string& words) override
    {
        std::size_t letters = 0;
        for (const char c : cleanText(words)) {
            letters += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
        }
        text += cleanText(words) + "\n" + (level < 3 ? std::string(letters, level == 1 ? '=' : '-') + "\n" : "") + "\n";
    }
    void paragraph(const std::string& words) override { text += cleanText(words) + "\n\n"; }
    void equation(const Equation& parts) override
    {
        const std::string left = cleanText(plainText(parts.front()));
        std::size_t width = 0;
        for (const char c : left) {
            width += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
        }
        for (std::size_t i = 1; i < parts.size(); ++i) {
            text += "    " + (i == 1 ? left : std::string(width, ' ')) + " = " + cleanText(plainText(parts[i])) + "\n";
        }
        text += "\n";
    }
    void bullet(const std::string& words) override { text += "  - " + cleanText(words) + "\n"; }
    void endBullets() override { text += "\n"; }
    void table(std::vector<TextRow> rows, std::size_t firstNumber) override
    {
        text += textTable(std::move(rows), {.first = firstNumber}, false) + "\n";
    }
};

class MarkdownSheet : public Sheet {
public:
    void heading(int level, const std::string& words) override
    {
        text += std::string(static_cast<std::size_t>(level), '#') + " " + forMarkdown(words) + "\n\n";
    }
    void paragraph(const std::string& words) override { text += forMarkdown(words) + "\n\n"; }
    void equation(const Equation& parts) override
    {
        text += "$$\n\\begin{aligned}\n" + latex(parts.front());
        for (std::size_t i = 1; i < parts.size(); ++i) {
            text += (i == 1 ? " &= " : " \\\\\n &= ") + latex(parts[i]);
        }
        text += "\n\\end{aligned}\n$$\n\n";
    }
    void bullet(const std::string& words) override { text += "- " + forMarkdown(words) + "\n"; }
    void endBullets() override { text += "\n"; }
    void table(std::vector<TextRow> rows, std::size_t firstNumber) override
    {
        text += textTable(std::move(rows), {.first = firstNumber}, true) + "\n";
    }
    void inputs(std::vector<TextRow> rows) override { table(std::move(rows), 4); }
};

class LatexSheet : public Sheet {
public:
    void heading(int level, const std::string& words) override
    {
        static constexpr const char* commands[] = {"section", "subsection", "paragraph"};
        text += "\\" + std::string(commands[level - 1]) + "*{" + latexText(words) + "}\n\n";
    }
    void paragraph(const std::string& words) override { text += latexText(words) + "\n\n"; }
    void equation(const Equation& parts) override
    {
        text += "\\begin{align*}\n" + latex(parts.front());
        for (std::size_t i = 1; i < parts.size(); ++i) {
            text += (i == 1 ? " &= " : " \\\\\n &= ") + latex(parts[i]);
        }
        text += "\n\\end{align*}\n\n";
    }
    void bullet(const std::string& words) override
    {
        text += (m_listing ? "" : "\\begin{itemize}\n") + ("  \\item " + atStart(words)) + "\n";
        m_listing = true;
    }
    void endBullets() override
    {
        text += m_listing ? "\\end{itemize}\n\n" : "";
        m_listing = false;
    }
    void table(std::vector<TextRow> rows, std::size_t firstNumber) override
    {
        text += "\\begin{tabular}{";
        for (std::size_t c = 0; c < rows.front().size(); ++c) {
            text += c < firstNumber ? "l" : "r";
        }
        text += "}\n";
        for (std::size_t r = 0; r < rows.size(); ++r) {
            for (std::size_t c = 0; c < rows[r].size(); ++c) {
                text += c ? " & " + latexText(rows[r][c]) : atStart(rows[r][c]);
            }
            text += r == 0 ? " \\\\ \\hline\n" : " \\\\\n";
        }
        text += "\\end{tabular}\n\n";
    }

private:
    /// After \\item and \\\\ TeX takes a bracket or a star for an option.
    static std::string atStart(const std::string& words)
    {
        return (words.starts_with('[') || words.starts_with('*') ? "{}" : "") + latexText(words);
    }

    bool m_listing = false;
};

std::unique_ptr<Sheet> sheetFor(SolutionFormat format)
{
    switch (format) {
    case SolutionFormat::Markdown:
        return std::make_unique<MarkdownSheet>();
    case SolutionFormat::Latex:
        return std::make_unique<LatexSheet>();
    case SolutionFormat::Text:
        break;
    }
    return std::make_unique<TextSheet>();
}

/// symbol = formula = values = result, without saying the same twice.
Equation equationOf(const ExplainedStep& step, NumberStyle style)
{
    if (step.expression->kind == Expression::Kind::Literal) {
        return {symbolNotation(step.symbol), numberNotation(step.result)};
    }
    Equation parts{symbolNotation(step.symbol), symbolicNotation(*step.expression)};
    const Notation values = substitutedNotation(*step.expression, style);
    const std::string already = plainText(parts.back());
    for (const Notation& next : {values, numberNotation(step.result)}) {
        if (plainText(next) != plainText(parts.back()) && plainText(next) != already) {
            parts.push_back(next);
        }
    }
    return parts;
}

std::string percent(double share) { return share >= 5e-4 || share == 0 ? format(share, Unit::Percent) : "< 0.05 %"; }

void writeTerms(const ExplainedStep& step, NumberStyle style, Sheet& sheet)
{
    std::vector<TextRow> rows{{"Term", "Formula with its values", "Each", "Times", "Together", "Share"}};
    for (const ExplainedTerm& term : step.terms) {
        if (term.label.empty()) {
            return; // a sum of plain numbers says everything itself
        }
        rows.push_back({term.label, substitutedText(*term.expression, style), format(term.each, term.unit, style),
                        format(term.count, Unit::Count), format(term.total, term.unit, style), percent(term.share)});
    }
    if (rows.size() == 1) {
        return;
    }
    const std::string kind = step.isLargest ? "candidates" : "terms";
    const std::string all = std::to_string(step.termCount);
    sheet.paragraph(step.terms.size() < step.termCount
                        ? "The largest of " + all + " " + kind + " of " + step.symbol + ":"
                        : "The " + all + " " + kind + " of " + step.symbol + ":");
    sheet.table(std::move(rows), 2);
}

void writeClosed(const Explanation& e, Sheet& sheet)
{
    std::string symbols;
    for (const std::string& symbol : e.closed) {
        symbols += (symbols.empty() ? "" : "; ") + symbol;
    }
    if (!symbols.empty()) {
        sheet.paragraph("Not opened further here: " + symbols + ".");
    }
}

void writeInputs(const Explanation& e, Sheet& sheet)
{
    std::vector<TextRow> rows{{"Symbol", "What went in", "Value", "Where it comes from"}};
    for (const ExplainedInput& input : e.inputs) {
        const bool chosen = !input.parameter.starts_with("device.") && !input.parameter.starts_with("model.");
        const std::string origin =
            !input.source.empty() ? input.source : (chosen ? "chosen: " : "no source stated: ") + input.parameter;
        rows.push_back({input.symbol, input.label.empty() ? "constant" : input.label, input.value, origin});
    }
    if (rows.size() > 1) {
        sheet.inputs(std::move(rows));
    }
}

void writeConventions(const Explanation& e, Sheet& sheet)
{
    for (std::size_t i = 0; i < e.conventions.size(); ++i) {
        if (i == 0) {
            sheet.paragraph("Conventions that matter here:");
        }
        const ExplainedConvention& c = e.conventions[i];
        sheet.bullet(c.chosen + ". With " + c.alternative +
                     (c.otherwise == "does not apply" ? " it " : " it would be ") + c.otherwise + ".");
    }
    if (!e.conventions.empty()) {
        sheet.endBullets();
    }
}

void write(const Explanation& e, Sheet& sheet)
{
    sheet.heading(2, e.title + ": " + e.result);
    sheet.paragraph(e.help);
    for (std::size_t i = 0; i < e.steps.size(); ++i) {
        const std::string& of = e.steps[i].of;
        if (i > 0 && of != e.steps[i - 1].of) {
            sheet.paragraph(of.empty() ? "with" : "for example " + of + ", the largest term:");
        } else if (i == 1) {
            sheet.paragraph("with");
        }
        sheet.equation(equationOf(e.steps[i], e.style));
        writeTerms(e.steps[i], e.style, sheet);
    }
    writeClosed(e, sheet);
    writeInputs(e, sheet);
    writeConventions(e, sheet);
    for (const std::string& note : e.notes) {
        sheet.paragraph("About the sheet: " + note);
    }
    sheet.paragraph("Source of the formula: " + e.source + ".");
}

std::string finished(std::string text)
{
    while (text.ends_with("\n\n")) {
        text.pop_back();
    }
    return text;
}

} // namespace

std::string workedSolution(const Explanation& explanation, SolutionFormat format)
{
    const std::unique_ptr<Sheet> sheet = sheetFor(format);
    write(explanation, *sheet);
    return finished(std::move(sheet->text));
}

std::string workedSolutions(const Evaluation& evaluation, std::span<const Explanation> explanations,
                            SolutionFormat format)
{
    const std::unique_ptr<Sheet> sheet = sheetFor(format);
    const Scenario& s = *evaluation.scenario;
    sheet->heading(1, scenarioName(s));
    if (const std::string gaps = sentenceOf(evaluation.program.gaps); !gaps.empty()) {
        sheet->paragraph(gaps);
    }
    sheet->paragraph(evaluation.verdict.sentence);
    sheet->paragraph("Conventions: " + conventionBadge(s));
    for (const Explanation& explanation : explanations) {
        write(explanation, *sheet);
    }
    return finished(std::move(sheet->text));
}

} // namespace ridge

#include "core/explain/worked_solution.h"

#include "core/explain/solution_sheet.h"
#include "core/quantity/notation.h"
#include "core/scenario/badge.h"

#include <memory>

namespace ridge {
namespace {

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

void writeTerms(const ExplainedStep& step, NumberStyle style, SolutionSheet& sheet)
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

void writeClosed(const Explanation& e, SolutionSheet& sheet)
{
    std::string symbols;
    for (const std::string& symbol : e.closed) {
        symbols += (symbols.empty() ? "" : "; ") + symbol;
    }
    if (!symbols.empty()) {
        sheet.paragraph("Not opened further here: " + symbols + ".");
    }
}

void writeInputs(const Explanation& e, SolutionSheet& sheet)
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

void writeConventions(const Explanation& e, SolutionSheet& sheet)
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

void write(const Explanation& e, SolutionSheet& sheet)
{
    sheet.heading(2, e.title + ": " + e.result);
    if (!e.help.empty()) {
        sheet.paragraph(e.help);
    }
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
    const std::unique_ptr<SolutionSheet> sheet = sheetFor(format);
    write(explanation, *sheet);
    return finished(std::move(sheet->text));
}

std::string workedSolutions(const Evaluation& evaluation, std::span<const Explanation> explanations,
                            SolutionFormat format)
{
    const std::unique_ptr<SolutionSheet> sheet = sheetFor(format);
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

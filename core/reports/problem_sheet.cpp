#include "core/reports/problem_sheet.h"

#include "core/reports/html_page.h"
#include "core/scenario/badge.h"

namespace ridge {
namespace {

constexpr const char* title = "Problems";
constexpr const char* latexHead = "\\documentclass{article}\n\\usepackage{amsmath}\n\\usepackage[utf8]{inputenc}\n"
                                  "\\usepackage[T1]{fontenc}\n\\begin{document}\n\n";

void write(std::size_t number, const Problem& problem, SolutionSheet& sheet)
{
    const Explanation& asked = problem.solution;
    sheet.heading(2, std::to_string(number) + ". " + asked.title);
    sheet.paragraph(problem.about + ".");
    sheet.paragraph("Find " + asked.title + (asked.symbol.empty() ? "" : " (" + asked.symbol + ")") +
                    (problem.unit.empty() ? "." : ", in " + problem.unit + "."));
    if (!problem.meaning.empty()) {
        sheet.paragraph(problem.meaning);
    }
    sheet.paragraph("Given (" + conventionBadge(*problem.evaluation->scenario) + "):");
    for (const ProblemGiven& given : problem.givens) {
        sheet.bullet(given.symbol + " = " + given.value + (given.label.empty() ? "" : " (" + given.label + ")"));
    }
    sheet.endBullets();
}

std::string whole(std::string text, SolutionFormat format)
{
    switch (format) {
    case SolutionFormat::Html:
        return htmlPage(title, text);
    case SolutionFormat::Latex:
        return latexHead + text + "\\end{document}\n";
    case SolutionFormat::Markdown:
    case SolutionFormat::Text:
        break;
    }
    return text;
}

} // namespace

std::string problemSheet(const std::vector<Problem>& problems, SolutionFormat format, bool withSolutions)
{
    const std::unique_ptr<SolutionSheet> sheet = sheetFor(format);
    sheet->heading(1, title);
    for (std::size_t i = 0; i < problems.size(); ++i) {
        write(i + 1, problems[i], *sheet);
    }
    std::string text = std::move(sheet->text);
    if (withSolutions) {
        const std::unique_ptr<SolutionSheet> solutions = sheetFor(format);
        solutions->heading(1, "Solutions");
        text += solutions->text;
        for (std::size_t i = 0; i < problems.size(); ++i) {
            Explanation solution = problems[i].solution;
            solution.title = std::to_string(i + 1) + ". " + solution.title;
            solution.help.clear();
            solution.conventions.clear();
            solution.inputs.clear(); // they stand with the problem
            text += workedSolution(solution, format) + "\n";
        }
    }
    return whole(std::move(text), format);
}

} // namespace ridge

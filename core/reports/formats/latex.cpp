// Derivations as LaTeX, for papers and lecture notes; there is no report of all figures.

#include "core/explain/worked_solution.h"
#include "core/reports/report_format.h"

namespace ridge {

extern const ReportFormat latexReport{
    .id = "latex",
    .suffix = "tex",
    .label = "LaTeX",
    .derivations = [](const Evaluation& e, std::span<const Explanation> explanations) {
        return workedSolutions(e, explanations, SolutionFormat::Latex);
    }};

} // namespace ridge

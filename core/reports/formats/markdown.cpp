// Reports as Markdown, for documents and pages.

#include "core/explain/worked_solution.h"
#include "core/reports/readable.h"
#include "core/reports/report_format.h"

namespace ridge {

extern const ReportFormat markdownReport{
    .id = "markdown",
    .suffix = "md",
    .label = "Markdown",
    .report = [](const Evaluation& e, const PresetLookup& beside) { return readableReport(e, beside, true); },
    .derivations =
        [](const Evaluation& e, std::span<const Explanation> explanations) {
            return workedSolutions(e, explanations, SolutionFormat::Markdown);
        },
    .selfCheck = [](const std::vector<CheckedFigure>& figures,
                    const std::vector<CheckedRun>& runs) { return readableSelfCheck(figures, runs, true); }};

} // namespace ridge

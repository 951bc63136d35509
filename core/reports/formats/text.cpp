// Reports as plain text, for a terminal.

#include "core/explain/worked_solution.h"
#include "core/reports/readable.h"
#include "core/reports/report_format.h"

namespace ridge {

extern const ReportFormat textReport{
    .id = "text",
    .suffix = "txt",
    .label = "Text",
    .report = [](const Evaluation& e, const PresetLookup& beside) { return readableReport(e, beside, false); },
    .derivations =
        [](const Evaluation& e, std::span<const Explanation> explanations) {
            return workedSolutions(e, explanations, SolutionFormat::Text);
        },
    .selfCheck = [](const std::vector<CheckedFigure>& figures,
                    const std::vector<CheckedRun>& runs) { return readableSelfCheck(figures, runs, false); }};

} // namespace ridge

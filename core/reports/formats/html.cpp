// Reports as one HTML file, for browsers, with pictures where somebody draws them.

#include "core/explain/worked_solution.h"
#include "core/reports/html_page.h"
#include "core/reports/html_report.h"
#include "core/reports/report_format.h"

namespace ridge {

extern const ReportFormat htmlReport{
    .id = "html",
    .suffix = "html",
    .label = "HTML",
    .report = [](const Evaluation& e, const PresetLookup& beside) { return writeHtmlReport(e, beside); },
    .illustrated = writeHtmlReport,
    .derivations =
        [](const Evaluation& e, std::span<const Explanation> explanations) {
            return htmlPage(e.scenario->model.name, workedSolutions(e, explanations, SolutionFormat::Html));
        }};

} // namespace ridge

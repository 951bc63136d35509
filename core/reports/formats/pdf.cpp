// Reports on paper, from the same pages as those in HTML.

#include "core/reports/html_report.h"
#include "core/reports/report_format.h"

namespace ridge {

extern const ReportFormat pdfReport{
    .id = "pdf",
    .suffix = "pdf",
    .label = "PDF",
    .report = [](const Evaluation& e, const PresetLookup& beside) { return writePrintedReport(e, beside); },
    .illustrated = writePrintedReport,
    .isPrinted = true};

} // namespace ridge

// A report as the bytes of a file: with charts as pictures where its format holds some, and printed where it is paper.
// Not what stands in it: core/reports.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/reports/report_format.h"

#include <memory>
#include <string>

namespace ridge {

/// Formats with pictures or on paper need a QApplication, on whatever platform. Throws FormatError.
std::string reportFile(const ReportFormat& format, const std::shared_ptr<const Evaluation>& evaluation,
                       std::string_view table = {});

} // namespace ridge

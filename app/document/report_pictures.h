// The charts of an evaluation as pictures that a report holds inside.
// Not the report: core/reports/html_report.h.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/reports/html_report.h"

#include <memory>
#include <vector>

namespace ridge {

/// Those that have something to show, drawn for light and for dark ground. Needs a QGuiApplication.
std::vector<ReportPicture> picturesOf(const std::shared_ptr<const Evaluation>& evaluation);

} // namespace ridge

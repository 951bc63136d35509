// A report that a browser opens without anything beside it: pictures, tables, derivations that unfold, sources, and the
// scenario itself. Not the pictures: whoever can draw brings them.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/library/baseline.h"

#include <span>
#include <string>

namespace ridge {

/// A chart, as addresses that hold all of it: data:image/svg+xml;base64,…
struct ReportPicture {
    std::string title; // "Roofline"
    std::string words; // what stands in its place where pictures are not seen
    std::string light, dark;
};

/// The same for paper: nothing unfolds, and derivations and the scenario are left out.
std::string writePrintedReport(const Evaluation& evaluation, const PresetLookup& beside,
                               std::span<const ReportPicture> pictures = {});
std::string writeHtmlReport(const Evaluation& evaluation, const PresetLookup& beside,
                            std::span<const ReportPicture> pictures = {});

} // namespace ridge

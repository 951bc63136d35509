// The formats of reports: one row each, from which the command line, dialogs and refusals are made.
// Not the rows: each is a file of formats/, and the build lists what lies there.
#pragma once

#include "core/explain/explain.h"
#include "core/library/baseline.h"
#include "core/reports/html_report.h"
#include "core/studies/measured.h"
#include "core/studies/published.h"

#include <span>

namespace ridge {

/// One table that a format holds alone, as spreadsheets want it.
struct ReportTable {
    std::string_view id;    // "operators"
    std::string_view label; // "Operators"
    std::string (*write)(const Evaluation& evaluation);
};

/// What a format cannot write is null.
struct ReportFormat {
    std::string_view id;     // "markdown": on the command line
    std::string_view suffix; // "md": of its files
    std::string_view label;  // "Markdown": in dialogs
    /// Every figure. What a scenario changed is told against the presets it is named after, those beside among them.
    std::string (*report)(const Evaluation& evaluation, const PresetLookup& beside) = nullptr;
    /// The same with pictures, of formats that hold some; null: it holds none.
    std::string (*illustrated)(const Evaluation& evaluation, const PresetLookup& beside,
                               std::span<const ReportPicture> pictures) = nullptr;
    bool isPrinted = false; // what is written is a page of HTML, for whoever can put it on paper
    /// Formats of one table at a time have these instead; the first is what is meant where none is named.
    std::span<const ReportTable> tables = {};
    std::string (*derivations)(const Evaluation& evaluation, std::span<const Explanation> explanations) = nullptr;
    std::string (*selfCheck)(const std::vector<CheckedFigure>& figures, const std::vector<CheckedRun>& runs) = nullptr;

    bool reportsFigures() const { return report || !tables.empty(); }
};

/// By their ids.
std::span<const ReportFormat* const> reportFormats();
/// Of that id, or whose files end so; nullptr when there is none.
const ReportFormat* reportFormat(std::string_view id);
const ReportFormat* reportFormatOfSuffix(std::string_view suffix);

/// The report in that format: of a format of tables the one of that id, or the first. Throws FormatError where the
/// format has no such report.
std::string writeReport(const ReportFormat& format, const Evaluation& evaluation, const PresetLookup& beside = {},
                        std::string_view table = {}, std::span<const ReportPicture> pictures = {});

} // namespace ridge

// Where the cheat sheet is wrong or loose: one row per place, worded for a student with the scenario's own numbers.
// Not findings about the scenario: those are in evaluate/findings.cpp.
#pragma once

#include "core/metrics/catalogue.h"

namespace ridge {

struct SheetNote {
    std::string_view id;                   // "flops-per-token"
    std::string_view line;                 // what the sheet says, in its own words
    std::vector<std::string_view> metrics; // the figures the line is about; none: no model class here has them yet
    std::string (*text)(const Evaluation& evaluation);
};

const std::vector<SheetNote>& sheetNotes();

/// The notes that belong to a metric, in the sheet's order.
std::vector<const SheetNote*> notesFor(std::string_view metricId);

/// The note with this id; nullptr when there is none.
const SheetNote* findSheetNote(std::string_view id);

} // namespace ridge

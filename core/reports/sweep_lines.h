// A sweep as lines that programs read, one a scenario: for spreadsheets, and as JSON.
// Not a report of one scenario: report_format.h.
#pragma once

#include "core/studies/search/crossings.h"

#include <span>

namespace ridge {

/// Every digit, base units. What is absent is an empty field, or null.
struct SweepFormat {
    std::string_view id;
    std::string (*heading)(const SweepPlan& plan); // of the rows
    void (*append)(const SweepPlan& plan, const SweepTable& table, std::size_t from, std::size_t to, std::string& out);
    /// Where limits change and memory ends, with a heading where rows have one.
    std::string (*crossings)(const SweepPlan& plan, const std::vector<SweepCrossing>& crossings);
};

std::span<const SweepFormat> sweepFormats();

} // namespace ridge

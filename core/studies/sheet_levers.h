// The cheat sheet's table of levers, each line with what its levers give this scenario beside what the sheet claims.
// Not the levers: a line names those of the catalogue that stand for it.
#pragma once

#include "core/studies/lever_gains.h"

namespace ridge {

struct SheetLever {
    std::string_view line;                // "GQA / MQA": in the sheet's words, as the two after it
    std::string_view reduces;             // "KV Cache size"
    std::string_view claim;               // "↓ Memory for LLM serving"
    std::vector<std::string_view> levers; // ids; those that the catalogue lacks are passed over
    std::string_view metric;              // what the claim is about, of gainMetrics
    std::string_view why;                 // what makes this scenario's number differ from the claim
};

const std::vector<SheetLever>& sheetLevers();

/// "Grouped-query attention: KV cache 2.15 GB → 537 MB, 4×." for each of its levers, or why there is no number.
std::vector<std::string> resultsOf(const SheetLever& line, const LeverGains& gains);

} // namespace ridge

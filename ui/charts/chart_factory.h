// Makes charts by the names they have on the command line and in dialogs.
// Not their arrangement in the window.
#pragma once

#include "ui/charts/chart.h"

#include <span>

namespace ridge {

struct ChartKind {
    const char* id;    // "roofline"
    const char* label; // "Roofline"
    std::unique_ptr<Chart> (*make)();
};

inline constexpr std::size_t chartKindCount = 8;
/// The roofline first.
std::span<const ChartKind> chartKinds();

/// The chart of that id; the roofline when there is none.
std::unique_ptr<Chart> makeChart(std::string_view id);

} // namespace ridge

// What the benchmark reports: one row per figure, and the parts that measure them.
// Not assertions: nothing fails here, however slow.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ridge::bench {

struct Row {
    std::string name;
    double value = 0;
    std::string unit;
    std::optional<double> limit;  // what was measured beside it, in the same unit
    std::optional<double> target; // what `ratio` should not exceed, or `value` where there is no limit
    std::optional<double> ratio;  // value over limit, of runs taken in turns
};

using Rows = std::vector<Row>;

void measureEvaluation(Rows& rows);
void measureGrowth(Rows& rows);
void measureOnnx(Rows& rows);
void measureCharts(Rows& rows);
void measureSize(Rows& rows);
void measureStart(Rows& rows);
void measureSweep(Rows& rows);

} // namespace ridge::bench

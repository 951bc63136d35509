// Carbon intensities of power grids, compiled in from resources/grids.json.
// Not what an evaluation uses: that is a number of its environment, which a grid sets.
#pragma once

#include "core/scenario/scenario.h"

#include <string>
#include <string_view>
#include <vector>

namespace ridge {

/// Where electricity comes from, and what a kilowatt-hour of it has emitted.
struct Grid {
    std::string id;    // "fra"
    std::string name;  // "France"
    std::string group; // "Countries"
    std::string method;
    std::string source;
    int year = 0; // of the figure; 0: not stated
    double gramsPerKilowattHour = 0;

    /// "56.0 g/kWh · 2023"
    std::string detail() const;
};

/// By their groups.
const std::vector<Grid>& grids();
/// Throws FormatError, also for an id that is used twice.
std::vector<Grid> readGridsJson(std::string_view text);

/// Throws FormatError where there is none.
const Grid& gridCalled(std::string_view id);
/// The one whose figure an environment has; null where that is the user's own.
const Grid* gridOf(const Environment& environment);

} // namespace ridge

// Carbon intensities of power grids, compiled in from resources/grids.json.
// Not what an evaluation uses: that is a number of its environment, which a grid sets.
#pragma once

#include "core/scenario/scenario.h"

#include <optional>
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
    std::optional<double> price; // USD per kilowatt-hour; absent: nobody read one
    std::string priceSource;

    /// "56.0 g/kWh · 2023"
    std::string detail() const;
    /// "2023: life-cycle emissions of generated electricity, average of the year"
    std::string meaning() const;
};

/// By their groups.
const std::vector<Grid>& grids();
/// Throws FormatError, also for an id that is used twice.
std::vector<Grid> readGridsJson(std::string_view text);

/// Throws FormatError where there is none.
const Grid& gridCalled(std::string_view id);
/// The one whose figure an environment has; null where that is the user's own.
const Grid* gridOf(const Environment& environment);

/// Whether the price of electricity is the user's own: neither the usual one nor that of a grid.
bool isOwnPrice(const Environment& environment);
/// An environment whose electricity comes from a grid: at its price, the usual one where none is known; an own price
/// stays.
Environment suppliedBy(const Grid& grid, Environment environment);

} // namespace ridge

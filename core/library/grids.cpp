#include "core/library/grids.h"

#include "core/formats/closest.h"
#include "core/formats/embedded.h"
#include "core/library/entries.h"
#include "core/quantity/unit.h"
#include "core/scenario/parameters/parameters.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace ridge {
namespace {

constexpr std::size_t mostGroups = 100, mostGrids = 1000;
constexpr NumberRange yearRange{1990, 2100, true};

Grid readGrid(const Json& json, const std::string& place, Grid grid)
{
    static const NumberRange intensityRange = catalogueRow(Scenario(), "environment.grid_intensity")->range();
    static const NumberRange priceRange = catalogueRow(Scenario(), "environment.price")->range();
    const ObjectReader reader(json, place);
    grid.id = reader.text("id");
    grid.name = reader.text("name");
    grid.year = static_cast<int>(reader.number("year", yearRange, 0));
    grid.gramsPerKilowattHour = reader.number("grams_per_kwh", intensityRange);
    grid.price = reader.optionalNumber("usd_per_kwh", priceRange);
    reader.rejectUnknown();
    return grid;
}

} // namespace

std::string Grid::detail() const
{
    return format(gramsPerKilowattHour, Unit::GramsPerKilowattHour) + (year > 0 ? " · " + std::to_string(year) : "");
}

std::string Grid::meaning() const
{
    return (year > 0 ? std::to_string(year) : "Of a year that is not stated") + ": " + method;
}

std::vector<Grid> readGridsJson(std::string_view text)
{
    const Json json = parseJson(text, "The list of grids");
    const ObjectReader reader(json, "");
    checkHeader(reader, "ridgepoint-grids");
    std::vector<Grid> all;
    std::set<std::string> ids;
    std::size_t group = 0;
    for (const Json* entry : reader.array("groups", mostGroups)) {
        const std::string place = "groups[" + std::to_string(group++) + "]";
        const ObjectReader groupReader(*entry, place);
        Grid common;
        common.group = groupReader.text("name");
        common.method = groupReader.text("method");
        common.source = groupReader.text("source");
        common.priceSource = groupReader.text("price_source", "");
        const auto read = [&common](const Json& grid, const std::string& at) { return readGrid(grid, at, common); };
        std::ranges::move(readEntries(groupReader, "grids", mostGrids, ids, read), std::back_inserter(all));
        groupReader.rejectUnknown();
    }
    reader.rejectUnknown();
    return all;
}

const std::vector<Grid>& grids()
{
    static const std::vector<Grid> all = [] {
        const auto files = embeddedFiles();
        const auto file = std::ranges::find(files, "grids.json", &EmbeddedFile::path);
        return file == files.end() ? std::vector<Grid>{} : readGridsJson(file->text);
    }();
    return all;
}

const Grid& gridCalled(std::string_view id)
{
    const auto found = std::ranges::find(grids(), id, &Grid::id);
    if (found != grids().end()) {
        return *found;
    }
    std::vector<std::string> ids;
    std::ranges::transform(grids(), std::back_inserter(ids), &Grid::id);
    const std::string hint = didYouMean(id, ids);
    throw FormatError("There is no grid " + inQuotes(id) + (hint.empty() ? "." : hint));
}

const Grid* gridOf(const Environment& environment)
{
    const auto found = std::ranges::find(grids(), environment.gridIntensity, &Grid::gramsPerKilowattHour);
    return found == grids().end() ? nullptr : &*found;
}

bool isOwnPrice(const Environment& environment)
{
    return environment.price != Environment().price &&
           std::ranges::none_of(grids(), [&environment](const Grid& grid) { return grid.price == environment.price; });
}

Environment suppliedBy(const Grid& grid, Environment environment)
{
    environment.gridIntensity = grid.gramsPerKilowattHour;
    if (!isOwnPrice(environment)) {
        environment.price = grid.price.value_or(Environment().price);
    }
    return environment;
}

} // namespace ridge

#include "core/library/grids.h"

#include "core/evaluate/evaluate.h"
#include "core/formats/format_error.h"
#include "core/metrics/catalogue.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("every grid says what its figure means, of when, and where it was read", "[library][grids]")
{
    CHECK(grids().size() > 80);
    for (const Grid& grid : grids()) {
        INFO(grid.id);
        CHECK_FALSE(grid.name.empty());
        CHECK_FALSE(grid.group.empty());
        CHECK_FALSE(grid.method.empty());
        CHECK_FALSE(grid.source.empty());
        CHECK(grid.gramsPerKilowattHour > 0);
        CHECK(grid.gramsPerKilowattHour < 1000); // coal alone is at 995 (codecarbon)
        CHECK((grid.year >= 2022 || grid.group == "Google Cloud regions"));
        Environment environment;
        environment.gridIntensity = grid.gramsPerKilowattHour;
        CHECK(gridOf(environment) == &grid); // no two have one figure: the picker shows the one that was chosen
    }
    CHECK(gridCalled("world").detail() == "473 g/kWh · 2024");
    CHECK(gridCalled("gcp-europe-west9").detail() == "34.0 g/kWh"); // whose year is not stated
}

TEST_CASE("a scenario begins on the world's average grid, and its carbon is in proportion to what is chosen",
          "[library][grids]")
{
    Scenario scenario = preset("llama-3-8b", "h100-sxm");
    REQUIRE(gridOf(scenario.environment));
    CHECK(gridOf(scenario.environment)->id == "world");
    const double average = metric(evaluate(scenario), "carbon").value.value();
    const Grid& poland = gridCalled("pol");
    scenario.environment.gridIntensity = poland.gramsPerKilowattHour;
    CHECK(metric(evaluate(scenario), "carbon").value.value() == Approx(average * poland.gramsPerKilowattHour / 473));
    CHECK(gridOf(scenario.environment) == &poland);
    scenario.environment.gridIntensity += 1;
    CHECK(gridOf(scenario.environment) == nullptr); // the user's own figure
}

TEST_CASE("electricity costs what the grid's costs, unless the user said what it costs", "[library][grids]")
{
    // 0.171 EUR in France and 0.093 in Finland, at 1.0824 USD, to three decimals.
    Environment environment = suppliedBy(gridCalled("fra"), {});
    CHECK(environment.gridIntensity == gridCalled("fra").gramsPerKilowattHour);
    CHECK(environment.price == Approx(0.171 * 1.0824).margin(0.0005));
    CHECK_FALSE(isOwnPrice(environment));
    environment = suppliedBy(gridCalled("fin"), environment);
    CHECK(environment.price == Approx(0.093 * 1.0824).margin(0.0005));
    environment = suppliedBy(gridCalled("pol"), environment); // of which none is known
    CHECK(environment.price == Environment().price);
    environment.price = 0.31;
    CHECK(isOwnPrice(environment));
    CHECK(suppliedBy(gridCalled("fra"), environment).price == 0.31);
    for (const Grid& grid : grids()) {
        INFO(grid.id);
        CHECK((!grid.price || !grid.priceSource.empty()));
    }
    CHECK(gridCalled("fra").meaning().starts_with("2023: life-cycle emissions"));
    CHECK(gridCalled("gcp-europe-west9").meaning().starts_with("Of a year that is not stated: "));
}

TEST_CASE("a grid that does not exist is refused with one that may be meant, and so is a torn list", "[library][grids]")
{
    CHECK_THROWS_WITH(gridCalled("frau"), ContainsSubstring("There is no grid \"frau\"") && ContainsSubstring("fra"));
    CHECK_THROWS_AS(readGridsJson("{}"), FormatError);
    const std::string twice = R"({"format": "ridgepoint-grids", "version": 1, "groups": [
        {"name": "A", "method": "m", "source": "s", "grids": [
            {"id": "x", "name": "X", "grams_per_kwh": 1}, {"id": "x", "name": "Y", "grams_per_kwh": 2}]}]})";
    CHECK_THROWS_WITH(readGridsJson(twice), ContainsSubstring("groups[0].grids[1].id") && ContainsSubstring("twice"));
}

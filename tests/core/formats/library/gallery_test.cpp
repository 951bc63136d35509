#include "core/evaluate/evaluate.h"
#include "core/formats/format_error.h"
#include "core/library/gallery.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <set>

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("every scenario of the gallery can be opened and shows something of its own", "[library][gallery]")
{
    REQUIRE(gallery().size() >= 12);
    std::set<std::string> families, titles;
    for (const GalleryEntry& entry : gallery()) {
        INFO(entry.id);
        const Scenario scenario = scenarioOf(entry);
        const Evaluation e = evaluate(scenario);
        CHECK(e.latency() > Seconds<>());
        CHECK_FALSE(e.program.gaps.any());
        for (const auto& [parameter, text] : entry.settings) {
            CHECK(findParameter(scenario, parameter));
        }
        families.insert(scenario.model.family);
        CHECK(titles.insert(entry.title).second);
        CHECK(entry.sentence.ends_with("."));
    }
    CHECK(families.size() >= 5);
}

TEST_CASE("what the gallery says of its scenarios is so", "[library][gallery]")
{
    const auto shown = [](std::string_view id) {
        for (const GalleryEntry& entry : gallery()) {
            if (entry.id == id) {
                return evaluate(scenarioOf(entry));
            }
        }
        throw std::logic_error("no entry " + std::string(id));
    };
    const Evaluation decode = shown("decode");
    CHECK(decode.stages[0].totals.bound == Bound::Compute);
    CHECK(decode.stages[1].totals.bound == Bound::Memory);
    CHECK(shown("qlora").placement.fits);
    CHECK(shown("training").placement.fits);
    CHECK(shown("sixteen").placement.fits);
    CHECK(shown("phone-class").placement.fits);
    CHECK_FALSE(shown("tinyml").placement.fits);
    CHECK(metricOf(shown("long-context"), "kv_cache") > 2e10);
}

TEST_CASE("an entry of the gallery that names what is not there is refused", "[library][gallery]")
{
    GalleryEntry entry = gallery().front();
    entry.settings = {{"workload.no_such", "1"}};
    CHECK_THROWS_WITH(scenarioOf(entry), ContainsSubstring("no_such"));
    entry = gallery().front();
    entry.model = "no-such-model";
    CHECK_THROWS_AS(scenarioOf(entry), FormatError);
}

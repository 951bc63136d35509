#include "core/formats/json/presets.h"
#include "core/formats/json/project.h"
#include "core/library/baseline.h"
#include "tests/support/catch.h"

using namespace ridge;
using Catch::Matchers::ContainsSubstring;

namespace {

Scenario distilled()
{
    Scenario s = baseline(modelPreset("bert-base"), devicePreset("h100-sxm"));
    s.student = modelPreset("distilbert");
    s.levers["lever.distillation"] = 1;
    return s;
}

} // namespace

TEST_CASE("a student is saved with its scenario, and with one that is pinned", "[json][student]")
{
    const Scenario s = distilled();
    const std::string text = writeScenarioJson(s, {{"A", std::make_shared<const Scenario>(s)}});
    const ScenarioFile file = readScenarioFileJson(text);
    CHECK(file.scenario == s);
    REQUIRE(file.pins.size() == 1);
    CHECK(*file.pins[0].scenario == s);
    CHECK(writeScenarioJson(file.scenario, file.pins) == text);
    Scenario without = s;
    without.student.reset();
    CHECK(writeScenarioJson(without).find("student") == std::string::npos); // nobody chose one: no trace
}

TEST_CASE("a file written by hand names a student of the library by its id", "[json][student]")
{
    const Scenario read = readScenarioJson(R"({"format": "ridgepoint-scenario", "version": 1, "model": "bert-base",
        "device": "h100-sxm", "student": "distilbert", "parameters": {"lever.distillation": "on"}})");
    CHECK(read == distilled());
    CHECK_THROWS_WITH(
        readScenarioJson(R"({"format": "ridgepoint-scenario", "version": 1, "model": "bert-base", "device": "h100-sxm",
            "student": {"name": 3}})"),
        ContainsSubstring("student."));
}

#include "core/formats/format_error.h"
#include "core/formats/json/project.h"
#include "core/formats/json/unsaved.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

Pin pin(const std::string& name, const Scenario& scenario)
{
    return {name, std::make_shared<const Scenario>(scenario)};
}

Scenario start() { return preset("resnet-50", "h100-sxm"); }

Pins two() { return {pin("before", with(start(), "workload.batch", "8")), pin("A100", preset("gpt-2", "a100-80gb"))}; }

std::string replaced(std::string text, const std::string& part, const std::string& by)
{
    const std::size_t at = text.find(part);
    REQUIRE(at != std::string::npos);
    return text.replace(at, part.size(), by);
}

} // namespace

TEST_CASE("pins are saved with the scenario and read back in their order", "[pins]")
{
    const std::string text = writeScenarioJson(start(), two());
    const ScenarioFile file = readScenarioFileJson(text);
    CHECK(file.scenario == start());
    CHECK(file.pins == two());
    CHECK(writeScenarioJson(file.scenario, file.pins) == text);
    CHECK(readScenarioJson(text) == start()); // whoever wants no pins
}

TEST_CASE("files without pins read as before, and nothing pinned leaves no trace in the file", "[pins]")
{
    CHECK(writeScenarioJson(start()).find("pins") == std::string::npos);
    CHECK(readScenarioFileJson(writeScenarioJson(start())).pins.empty());
}

TEST_CASE("what is wrong with a pin is said with its place, and the file is refused", "[pins]")
{
    const std::string text = writeScenarioJson(start(), two());
    CHECK_THROWS_WITH(readScenarioFileJson(replaced(text, "\"workload.batch\": 8", "\"workload.bach\": 8")),
                      ContainsSubstring("pins[0].scenario.parameters[\"workload.bach\"]: there is no such parameter"));
    CHECK_THROWS_WITH(readScenarioFileJson(replaced(text, "\"name\": \"before\"", "\"title\": \"before\"")),
                      ContainsSubstring("pins[0].name: is missing"));
    Pins many = two();
    for (int i = 0; i < 3; ++i) {
        many.push_back(many.front());
    }
    CHECK_THROWS_WITH(readScenarioFileJson(writeScenarioJson(start(), many)),
                      ContainsSubstring("pins: holds more than 4 entries"));
}

TEST_CASE("unsaved work keeps its pins, and leaves out of them what cannot be read", "[pins]")
{
    const std::string text = writeUnsavedJson(start(), "/home/me/s.ridge", "1a2b", two());
    const UnsavedWork whole = readUnsavedJson(text);
    CHECK(whole.pins == two());
    CHECK(whole.leftOut.empty());
    const UnsavedWork part = readUnsavedJson(replaced(text, "\"workload.batch\": 8", "\"workload.batch\": \"many\""));
    CHECK(part.scenario == start());
    REQUIRE(part.pins.size() == 2);
    CHECK(part.pins[0].scenario->workload.batch == start().workload.batch);
    CHECK(part.pins[1] == two()[1]);
    REQUIRE(part.leftOut.size() == 1);
    CHECK(part.leftOut[0].find("pins[0].scenario.parameters[\"workload.batch\"]") == 0);
}

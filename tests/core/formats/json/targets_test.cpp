#include "core/formats/format_error.h"
#include "core/formats/json/project.h"
#include "core/formats/json/unsaved.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;

namespace {

Targets targetsIn(std::string_view scenario) { return readScenarioFileJson(scenario).targets; }

} // namespace

TEST_CASE("targets are written beside the scenario and read back; the scenario is the same with and without", "[json]")
{
    const Scenario scenario = preset("llama-3-8b", "h100-sxm");
    const Targets targets{{"memory_headroom", {false, 0}}, {"tpot", {true, 0.02}}};
    const std::string text = writeScenarioJson(scenario, {}, targets);
    CHECK(targetsIn(text) == targets);
    CHECK(readScenarioJson(text) == scenario);
    CHECK(targetsIn(writeScenarioJson(scenario)).empty()); // files of before
    CHECK(writeScenarioJson(scenario, {}, {}) == writeScenarioJson(scenario));
    CHECK(text.find(R"("at_most": 0.02)") != std::string::npos);
}

TEST_CASE("a target that cannot be read is refused with its place", "[json]")
{
    const auto file = [](const std::string& targets) {
        return R"({"format": "ridgepoint-scenario", "version": 1, "model": "gpt-2", "device": "h100-sxm", )"
               R"("targets": )" +
               targets + "}";
    };
    CHECK_THROWS_WITH(targetsIn(file("[1]")), "targets: expected an object of metric ids and targets.");
    CHECK_THROWS_WITH(targetsIn(file(R"({"tpto": {"at_most": 1}})")),
                      R"(targets["tpto"]: there is no such metric; did you mean "tpot"?)");
    CHECK_THROWS_AS(targetsIn(file(R"({"tpot": {"at_most": "fast"}})")), FormatError);
    CHECK_THROWS_AS(targetsIn(file(R"({"tpot": {}})")), FormatError);
    CHECK_THROWS_AS(targetsIn(file(R"({"tpot": {"at_most": 1, "at_least": 1}})")), FormatError);
}

TEST_CASE("unsaved work keeps its targets, and loses one that cannot be read alone", "[json]")
{
    const Scenario scenario = preset("gpt-2", "h100-sxm");
    const Targets targets{{"latency", {true, 0.5}}, {"tpot", {true, 0.02}}};
    std::string text = writeUnsavedJson(scenario, "a.ridge", "seen", {}, targets);
    CHECK(readUnsavedJson(text).targets == targets);
    text.replace(text.find("0.02"), 4, "\"soon\"");
    const UnsavedWork work = readUnsavedJson(text);
    CHECK(work.scenario == scenario);
    CHECK(work.targets == Targets{{"latency", {true, 0.5}}});
    CHECK(work.leftOut.size() == 1);
}

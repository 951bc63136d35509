#include "core/formats/format_error.h"
#include "core/formats/json/project.h"
#include "core/formats/json/unsaved.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;

namespace {

Scenario edited() { return with(preset("resnet-50", "h100-sxm"), "workload.batch", "77"); }

/// The unsaved work with one part of its text replaced.
UnsavedWork readWith(const std::string& part, const std::string& by)
{
    std::string text = writeUnsavedJson(edited(), "/home/me/s.ridge", "1a2b");
    const std::size_t at = text.find(part);
    REQUIRE(at != std::string::npos);
    return readUnsavedJson(text.replace(at, part.size(), by));
}

} // namespace

TEST_CASE("unsaved work is read back with the file it belongs to, and is a scenario for whoever opens it", "[unsaved]")
{
    const std::string text = writeUnsavedJson(edited(), "/home/me/s.ridge", "1a2b");
    const UnsavedWork work = readUnsavedJson(text);
    CHECK(work.scenario == edited());
    CHECK(work.path == "/home/me/s.ridge");
    CHECK(work.seen == "1a2b");
    CHECK(work.leftOut.empty());
    CHECK(readScenarioJson(text) == edited());
    CHECK(readUnsavedJson(writeScenarioJson(edited())).scenario == edited()); // as older programs kept it
}

TEST_CASE("of unsaved work one field that cannot be read is left out and named, and the rest stays", "[unsaved]")
{
    const std::pair<const char*, const char*> damages[] = {
        {"\"environment.pue\": 1", "\"environment.pue\": -1"},
        {"\"environment.pue\": 1", "\"environment.puu\": 1"},
        {"\"environment.pue\": 1", "\"environment.pue\": \"much\""},
        {"\"tdp_w\": 700", "\"tdp_w\": [700]"},
        {"\"path\": \"/home/me/s.ridge\"", "\"path\": 5"},
        {"\"unsaved\": {", "\"unknown\": 4, \"unsaved\": {"},
    };
    for (const auto& [part, by] : damages) {
        INFO(by);
        const UnsavedWork work = readWith(part, by);
        REQUIRE(work.leftOut.size() == 1);
        CHECK(work.scenario.workload.batch == 77);
        CHECK(work.scenario.model == edited().model);
        CHECK(work.scenario.environment == edited().environment); // whose usual value it was
    }
    CHECK(readWith("\"tdp_w\": 700", "\"tdp_w\": -700").leftOut[0].starts_with("device.tdp_w: -700 is outside"));
}

TEST_CASE("a device that lacks what it needs is the preset of its id again", "[unsaved]")
{
    const UnsavedWork work = readWith("\"bandwidth_bytes_per_s\":", "\"bandwidth\":");
    CHECK(work.scenario.workload.batch == 77);
    REQUIRE(work.leftOut.size() == 1);
    CHECK(work.leftOut[0].find("bandwidth") != std::string::npos);
    CHECK_FALSE(work.scenario.device.memory.empty());
}

TEST_CASE("unsaved work of which nothing is to be had is one sentence", "[unsaved]")
{
    for (const char* text : {"", "{", "[]", "{\"format\": \"ridgepoint-scenario\", \"version\": 1}",
                             "{\"format\": \"ridgepoint-model\", \"version\": 1}"}) {
        CHECK_THROWS_AS(readUnsavedJson(text), FormatError);
    }
}

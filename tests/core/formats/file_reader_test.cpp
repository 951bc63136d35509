// The rows of what can be opened, and how a file finds its own.

#include "core/formats/format_error.h"
#include "core/formats/json/project.h"
#include "core/formats/read_file.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <set>

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string_view kindOf(std::string_view text) { return recognised(text, "file").reader->id; }

} // namespace

TEST_CASE("Every kind of file has an id, is recognised in one way and says what it gives", "[readers]")
{
    std::set<std::string_view> ids, labels;
    for (const FileReader& reader : fileReaders()) {
        INFO(reader.id);
        CHECK(ids.insert(reader.id).second);
        CHECK(labels.insert(reader.label).second);
        CHECK(fileReader(reader.id) == &reader);
        CHECK((reader.startsLike == nullptr) != (reader.saysSo == nullptr));
        CHECK(reader.read != nullptr);
        CHECK(reader.ending.starts_with('.'));
        CHECK((reader.inFolder.empty() || reader.inFolder.ends_with(reader.ending)));
    }
    CHECK(fileReader("pickle") == nullptr);
}

TEST_CASE("A file of no known kind is answered with every kind of model there is", "[readers]")
{
    for (const char* text : {"just text", "{\"a\": 1}", "\x0f\xee\x01\x02"}) {
        for (const FileReader& reader : fileReaders()) {
            if (isModel(reader.gives)) {
                CHECK_THROWS_WITH(recognised(std::string_view(text), "file"),
                                  ContainsSubstring(std::string(reader.label)));
            }
        }
    }
}

TEST_CASE("JSON finds its reader by what the object itself says, in any order and however deep the same words stand",
          "[readers]")
{
    const std::string scenario = writeScenarioJson(preset("resnet-50", "h100-sxm")); // holds a model and a device
    CHECK(kindOf(scenario) == "ridgepoint-scenario");
    CHECK(kindOf(writeModelJson(modelPreset("gpt-2"))) == "ridgepoint-model");
    CHECK(kindOf(writeDeviceJson(devicePreset("h100-sxm"))) == "ridgepoint-device");
    CHECK(kindOf(R"({"weight_map": {"model_type": "a.safetensors"}})") == "safetensors-index");
    CHECK(kindOf(R"({"text_config": {"format": "x"}, "model_type": "llama"})") == "hugging-face");
    CHECK(kindOf(R"({"_class_name": "UNet2DConditionModel"})") == "hugging-face");
    CHECK(kindOf(R"({"name": "ridgepoint-scenario", "format": "ridgepoint-model"})") == "ridgepoint-model");
    CHECK(kindOf(R"({"model_type": "llama", "format": "ridgepoint-device"})") == "ridgepoint-device");
    CHECK(kindOf(R"({"format": 7})") == "ridgepoint-model"); // which says what its format should be
    CHECK_THROWS_WITH(kindOf(R"({"a": {"format": "ridgepoint-model"}})"), ContainsSubstring("no known kind"));
    CHECK_THROWS_WITH(kindOf(R"({"a": [1, 2)"), ContainsSubstring("line 1, column 12"));
}

TEST_CASE("An object of more keys than anything has is passed over without keeping them", "[readers]")
{
    std::string text = "{";
    for (int i = 0; i < 200'000; ++i) {
        text += (i ? ",\"k" : "\"k") + std::to_string(i) + "\":0";
    }
    CHECK(outlineOf(text + "}").keys.size() == 10'000);
    CHECK(kindOf(text + R"(,"format":"ridgepoint-device"})") == "ridgepoint-device");
}

TEST_CASE("Only models are read as models, and the refusal says what to do with the rest", "[readers]")
{
    CHECK_THROWS_WITH(readModel(writeScenarioJson(preset("resnet-50", "h100-sxm")), "s.ridge"),
                      ContainsSubstring("s.ridge: The file is a scenario") && ContainsSubstring("on its own"));
    CHECK_THROWS_WITH(readModel(writeDeviceJson(devicePreset("h100-sxm")), "d.json"),
                      ContainsSubstring("d.json: The file is a device") && ContainsSubstring("as the device"));
}

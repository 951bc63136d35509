#include "core/evaluate/evaluate.h"
#include "core/formats/json/project.h"
#include "core/library/baseline.h"
#include "core/library/presets.h"
#include "core/library/published_figures.h"
#include "tests/fuzz/target.h"

using namespace ridge;

/// The program's own files: each reader sees every text, and all but its own kind are refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const std::string_view text = fuzz::textOf(bytes, size);
    if (const auto model = fuzz::readOrRefuse([&] { return readModelJson(text); })) {
        fuzz::require(readModelJson(writeModelJson(*model)) == *model, "a model is read as it was written");
        fuzz::checkModel(model);
    }
    if (const auto device = fuzz::readOrRefuse([&] { return readDeviceJson(text); })) {
        fuzz::require(readDeviceJson(writeDeviceJson(*device)) == *device, "a device is read as it was written");
        fuzz::require(test::brokenFigure(evaluate(baseline(modelPreset("llama-3-8b"), *device))));
    }
    if (const auto scenario = fuzz::readOrRefuse([&] { return readScenarioJson(text); })) {
        fuzz::require(test::brokenFigure(evaluate(*scenario)));
        fuzz::checkWritten(*scenario);
    }
    for (const Published& figure :
         fuzz::readOrRefuse([&] { return readPublishedJson(text); }).value_or(std::vector<Published>())) {
        fuzz::readOrRefuse([&] { return scenarioOf(figure); });
    }
    return 0;
}

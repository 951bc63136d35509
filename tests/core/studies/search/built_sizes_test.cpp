#include "core/evaluate/evaluate.h"
#include "core/studies/search/built_sizes.h"
#include "core/studies/search/every_way.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <cmath>

using namespace ridge;
using namespace ridge::test;

namespace {

std::vector<double> sizes(const Scenario& scenario, const char* id)
{
    return builtSizes(findParameter(scenario, id).value(), scenario).values;
}

bool holds(const std::vector<double>& values, double value) { return std::ranges::find(values, value) != values.end(); }

/// What is left of a size without its factors of two: 7 of 14336, 43 of 11008.
double oddPart(double size)
{
    int exponent = 0;
    double part = std::frexp(size, &exponent);
    while (part != std::floor(part)) {
        part *= 2;
    }
    return part;
}

} // namespace

TEST_CASE("sizes that models are built with are proposed, and none between them", "[studies][ways]")
{
    const Scenario scenario = preset("llama-2-7b", "h100-sxm");
    const std::vector<double> widths = sizes(scenario, "model.width");
    for (const double used : {2048, 2560, 3072, 3584, 4096, 5120, 7168, 8192}) { // of Llama, Qwen, Gemma and Mistral
        CHECK(holds(widths, used));
    }
    CHECK_FALSE(holds(widths, 2590));
    CHECK_FALSE(holds(widths, 4095));
    CHECK(std::ranges::is_sorted(widths));
    const std::vector<double> inner = sizes(scenario, "model.ffn_width");
    CHECK(holds(inner, 11008)); // 43 · 256: the present one, whatever it is
    CHECK(holds(inner, 14336)); // Llama 3's
    const std::vector<double> images = sizes(preset("resnet-50", "h100-sxm"), "model.input.height");
    for (const double used : {96, 128, 160, 192, 224, 256, 320}) { // of MobileNet and its likes
        CHECK(holds(images, used));
    }
}

TEST_CASE("a size that does not go with the model's others is not proposed, nor a part that it does not have",
          "[studies][ways]")
{
    const Scenario scenario = preset("llama-3-8b", "h100-sxm"); // 32 heads share 8 keys
    const std::vector<double> heads = sizes(scenario, "model.heads");
    CHECK(holds(heads, 24));
    CHECK(holds(heads, 40));
    CHECK_FALSE(holds(heads, 28)); // 3.5 heads for each key
    CHECK(sizes(scenario, "model.latent_rank") == std::vector<double>{0});
}

TEST_CASE("every way changes sizes of the model only to such as models are built with", "[studies][ways]")
{
    const std::tuple<Scenario, const char*, double> cases[] = {{preset("llama-2-7b", "h100-sxm"), "tpot<=1s", 0.7},
                                                               {preset("resnet-50", "h100-sxm"), "latency<=1s", 0.7},
                                                               {preset("vit-b-16", "h100-sxm"), "macs<=1", 0.9}};
    for (const auto& [scenario, text, share] : cases) {
        Target wanted = parseTarget(text).value.value();
        wanted.limit = metricOf(evaluate(scenario), wanted.metric->id) * share;
        std::size_t ofShape = 0;
        for (const Way& way : everyWay(scenario, wanted).ways) {
            if (isModelSize(way.settings.back().row)) {
                INFO(scenario.model.name << ": " << way.change());
                CHECK(oddPart(way.settings.back().after) <= 7);
                ++ofShape;
            }
        }
        CHECK(ofShape > 0);
    }
}

TEST_CASE("what comes nearer to a target without reaching it is told, the nearest first", "[studies][ways]")
{
    const Scenario scenario = preset("llama-2-7b", "h100-sxm");
    const EveryWay all = everyWay(scenario, parseTarget("tpot<=1us").value.value());
    const std::vector<const NoWay*> nearest = all.nearest();
    REQUIRE(nearest.size() >= 2);
    for (std::size_t i = 0; i < nearest.size(); ++i) {
        INFO(nearest[i]->words(scenario));
        CHECK(*nearest[i]->nearest.value < *all.now.value);
        CHECK((i == 0 || *nearest[i - 1]->nearest.value <= *nearest[i]->nearest.value));
    }
}

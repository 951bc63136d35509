#include "core/studies/lever_gains.h"

#include "core/evaluate/evaluate.h"
#include "core/levers/levers.h"
#include "core/studies/change.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>

using namespace ridge;
using namespace ridge::test;

namespace {

LeverGain gainOf(const Scenario& scenario, const char* id, const StudyRun& run = {})
{
    const auto gains = leverGains(std::make_shared<const Scenario>(scenario), run);
    for (const LeverGain& gain : gains->levers) {
        if (std::string_view(gain.lever->id) == id) {
            return gain;
        }
    }
    throw std::logic_error("no such lever");
}

} // namespace

TEST_CASE("what a lever would give is what evaluating with it gives", "[studies][levers]")
{
    const Scenario plain = preset("llama-2-7b", "h100-sxm"); // 32 heads, each with keys and values of its own
    const LeverGain gain = gainOf(plain, "gqa");
    CHECK_FALSE(gain.isPulled);
    CHECK_FALSE(gain.isIdle);
    CHECK(gain.refusal.empty());
    CHECK(gain.effect("kv_cache").factor() == 8.0 / 32);
    // Keys and values: 2 · 32 layers · 4096 · (32 − 8) · 128
    CHECK(gain.effect("parameters").difference() == -2.0 * 32 * 4096 * (32 - 8) * 128);
    const Evaluation before = evaluate(plain), after = evaluate(with(plain, "lever.gqa", "on"));
    for (const std::string_view id : gainMetrics) {
        INFO(id);
        CHECK(gain.effect(id).without == metric(before, id).value);
        CHECK(gain.effect(id).with == metric(after, id).value);
    }
}

TEST_CASE("for a lever that is pulled, the gain is what having it gives", "[studies][levers]")
{
    const Scenario plain = preset("llama-2-7b", "h100-sxm");
    const LeverGain without = gainOf(plain, "gqa"), with = gainOf(ridge::test::with(plain, "lever.gqa", "on"), "gqa");
    CHECK(with.isPulled);
    for (std::size_t i = 0; i < gainMetrics.size(); ++i) {
        CHECK(with.effects[i].without == without.effects[i].without);
        CHECK(with.effects[i].with == without.effects[i].with);
    }
    // Fusion is what most scenarios run with: chosen among the deployment, and a lever all the same.
    CHECK(gainOf(plain, "fusion").isPulled);
    CHECK_FALSE(gainOf(ridge::test::with(plain, "deployment.fusion", "none"), "fusion").isPulled);
}

TEST_CASE("what a lever does at its present numbers counts", "[studies][levers]")
{
    const Scenario one = with(
        with(with(preset("llama-2-7b", "h100-sxm"), "lever.gqa", "on"), "lever.gqa.kv_heads", "1"), "lever.gqa", "off");
    CHECK(gainOf(one, "gqa").effect("kv_cache").factor() == 1.0 / 32);
}

TEST_CASE("levers that mean nothing for a model say why, and those that find nothing say so", "[studies][levers]")
{
    const Scenario cnn = preset("resnet-50", "h100-sxm"), llm = preset("llama-2-7b", "h100-sxm");
    CHECK(gainOf(cnn, "gqa").refusal == "the model has no decoder whose heads keep keys and values");
    CHECK_FALSE(gainOf(llm, "winograd").refusal.empty());
    CHECK(gainOf(cnn, "winograd").effect("macs").factor() < 1);
    CHECK(gainOf(cnn, "in_place").isIdle); // no depthwise convolution
    CHECK(gainText(gainOf(cnn, "in_place")).empty());
    CHECK_FALSE(gainOf(preset("mobilenet-v2", "stm32f746"), "in_place").isIdle);
    // 4 groups where there are 4 already
    const Scenario grouped = with(with(preset("llama-3-8b", "h100-sxm"), "lever.gqa", "on"), "lever.gqa.kv_heads", "8");
    CHECK(gainOf(grouped, "gqa").isIdle);
}

TEST_CASE("a gain says first that the model fits with it", "[studies][levers]")
{
    // 2 · 32 layers · 32 heads · 128 · 2 B = 524 kB a token: 64 requests of 4096 and 256 tokens take 146 GB, a quarter
    // of it fits beside 13.5 GB of weights.
    const Scenario large =
        with(with(with(preset("llama-2-7b", "h100-sxm"), "workload.batch", "64"), "workload.prompt_tokens", "4096"),
             "workload.output_tokens", "256");
    const LeverGain gain = gainOf(large, "gqa");
    CHECK_FALSE(gain.fitsWithout);
    CHECK(gain.fitsWith);
    const std::string text = gainText(gain);
    CHECK(text.starts_with("now fits · latency " + changeText(gain.effect("latency").factor())));
    CHECK(text.find("memory " + changeText(gain.effect("memory_footprint").factor())) != std::string::npos);
    const std::vector<std::string> lines = gainLines(gain, {});
    CHECK(std::ranges::any_of(
        lines, [](const std::string& line) { return line.starts_with("KV cache 146 GB → 36.5 GB, −75 %"); }));
}

TEST_CASE("gains are the same with one thread and many, and end when they are stopped", "[studies][levers]")
{
    for (const char* model : {"llama-2-7b", "resnet-50", "vit-b-16"}) {
        const auto scenario = std::make_shared<const Scenario>(preset(model, "h100-sxm"));
        const auto one = leverGains(scenario, {.jobs = 1}), many = leverGains(scenario, {.jobs = 7});
        REQUIRE(one->levers.size() == leverCatalogue().size());
        for (std::size_t i = 0; i < one->levers.size(); ++i) {
            CHECK(one->levers[i].lever == leverCatalogue()[i]);
            CHECK(one->levers[i].refusal == many->levers[i].refusal);
            CHECK(one->levers[i].isIdle == many->levers[i].isIdle);
            for (std::size_t m = 0; m < gainMetrics.size(); ++m) {
                CHECK(one->levers[i].effects[m].with == many->levers[i].effects[m].with);
                CHECK(one->levers[i].effects[m].without == many->levers[i].effects[m].without);
            }
        }
        std::stop_source source;
        source.request_stop();
        CHECK_FALSE(leverGains(scenario, {1, source.get_token(), {}}));
    }
}

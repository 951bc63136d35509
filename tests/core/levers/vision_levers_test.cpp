#include "tests/core/levers/lever_checks.h"

namespace ridge {
namespace {

using namespace test;

Scenario scenarioOf(const VisionTransformer& vision)
{
    Scenario s = test::scenarioOf(tinyDecoder());
    s.model = {.id = "vit", .name = "ViT", .family = "Vision transformer", .source = {}, .usual = {}, .body = vision};
    return s;
}

double attentionMacs(const Evaluation& e)
{
    return macsOf(e, 0, [](const Operator& op) { return isAttention(op.kind); });
}

TEST_CASE("linear attention multiplies as much as softmax attention where there are as many tokens as a head has "
          "elements",
          "[levers]")
{
    VisionTransformer vision; // 12 layers of 12 heads of 64
    vision.classTokens = 0;
    for (const double side : {4.0, 8.0, 14.0}) {
        vision.image = 16 * side;
        const Scenario s = scenarioOf(vision);
        const Evaluation e = evaluate(with(s, "lever.linear_attention", "on"));
        const double tokens = side * side;
        CHECK(attentionMacs(evaluate(s)) == 12 * 12 * 2 * tokens * tokens * 64); // a head: 2·N²·d_h
        CHECK(attentionMacs(e) == 12 * 12 * 2 * tokens * 64 * 64);               // 2·N·d_h²: equal at 64 tokens
        checkAtRest(s, "linear_attention");
    }
}

/// MACs of layers of width d and network 4·d: attention sees the tokens of before a merge, the network those after it.
double mergedMacs(double layers, double d, double merged)
{
    double macs = 0, tokens = 197;
    for (int l = 0; l < layers; ++l) {
        macs += 4 * d * d * tokens + 2 * tokens * tokens * d;
        tokens -= std::min(merged, std::floor((tokens - 1) / 2));
        macs += 2 * d * 4 * d * tokens;
    }
    return macs;
}

TEST_CASE("each layer merges r tokens of those that are left, half of the patches at most", "[levers]")
{
    const Scenario plain = preset("vit-b-16", "h100-sxm");
    const Evaluation before = evaluate(plain);
    const auto inLayers = [](const Operator& op) { return op.name.starts_with("layers."); };
    CHECK(macsOf(before, 0, inLayers) == mergedMacs(12, 768, 0));
    double least = metricOf(before, "macs");
    for (const char* merged : {"8", "16", "100", "1000"}) {
        CAPTURE(merged);
        const Evaluation e =
            evaluate(with(with(plain, "lever.token_merging", "on"), "lever.token_merging.merged", merged));
        CHECK(macsOf(e, 0, inLayers) == mergedMacs(12, 768, std::stod(merged)));
        CHECK(metricOf(e, "parameters") == metricOf(before, "parameters"));
        CHECK(metricOf(e, "macs") <= least); // more merged tokens are never more work
        least = metricOf(e, "macs");
        checkDerived(e, "latency", "lever.token_merging.merged");
    }
    checkAtRest(plain, "token_merging");
    Scenario sees = preset("llava-1.5-7b", "h100-sxm");
    CHECK(setParameter(sees, "lever.token_merging", "on").starts_with("lever.token_merging does not apply"));
}

TEST_CASE("a smaller resampler hands on as many visual tokens as it has latents", "[levers]")
{
    const Scenario plain = preset("flamingo-3b", "h100-sxm");
    const Evaluation before = evaluate(plain), after = evaluate(with(plain, "lever.resampler", "on"));
    CHECK(metricOf(before, "tokens_visual") == 64);
    CHECK(metricOf(after, "tokens_visual") == 32);
    CHECK(metricOf(after, "kv_cache") < metricOf(before, "kv_cache"));
    checkDerived(after, "kv_cache", "lever.resampler.tokens");
    checkAtRest(plain, "resampler");
    Scenario projects = preset("llava-1.5-7b", "h100-sxm");
    CHECK(setParameter(projects, "lever.resampler", "on").starts_with("lever.resampler does not apply"));
}

TEST_CASE("images take as many passes of the denoiser as steps, and half as many without guidance", "[levers]")
{
    const Scenario plain = preset("sd-1.5", "h100-sxm");
    const Evaluation before = evaluate(plain);
    const std::size_t denoiser = *before.program.find(StageRole::Denoise);
    const auto all = [](const Operator&) { return true; };
    const Evaluation few = evaluate(with(plain, "lever.fewer_steps", "on"));
    CHECK(before.program.stages[denoiser].repeat == 50);
    CHECK(few.program.stages[denoiser].repeat == 4);
    CHECK(metricOf(few, "denoising_latency") == Approx(metricOf(before, "denoising_latency") * 4 / 50).epsilon(1e-12));
    checkDerived(few, "denoising_latency", "lever.fewer_steps.steps");
    // Classifier-free guidance (Ho and Salimans 2022): 2 passes a step; distilled: 1.
    const Evaluation one = evaluate(with(plain, "lever.guidance_distillation", "on"));
    CHECK(2 * macsOf(one, denoiser, all) == macsOf(before, denoiser, all));
    for (const char* lever : {"fewer_steps", "guidance_distillation"}) {
        checkAtRest(plain, lever);
        Scenario cnn = preset("resnet-50", "h100-sxm");
        CHECK_FALSE(setParameter(cnn, "lever." + std::string(lever), "on").empty());
    }
}

} // namespace
} // namespace ridge

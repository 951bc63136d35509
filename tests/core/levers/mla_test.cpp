#include "tests/core/levers/lever_checks.h"

namespace ridge {
namespace {

using namespace test;

/// DeepSeek-67B (arXiv:2401.02954, table 2): 95 layers, 8 groups of keys and values for 64 heads.
Scenario deepSeek67B()
{
    Decoder d;
    d.layers = 95, d.width = 8192, d.heads = 64, d.kvHeads = 8, d.headSize = 128;
    d.ffnWidth = 22016, d.vocabulary = 102400;
    return scenarioOf(d);
}

TEST_CASE("latent attention keeps one vector and one rotary key of every position", "[levers]")
{
    const Scenario plain = deepSeek67B();
    const Evaluation before = evaluate(plain), after = evaluate(with(plain, "lever.mla", "on"));
    // (512 + 64)·L in place of 2·8·128·L: as many as (512 + 64)/(2·128) = 2.25 groups of heads.
    CHECK(metricOf(after, "kv_cache") == metricOf(before, "kv_cache") * (512 + 64) / (2 * 8 * 128));
    CHECK(metricOf(after, "kv_cache") == Approx(metricOf(before, "kv_cache") * 2.25 / 8).epsilon(1e-12));
    for (const char* key : {"lever.mla.rank", "lever.mla.rope"}) {
        checkDerived(after, "kv_cache", key);
    }
    checkDerived(after, "tpot", "lever.mla.rank");
    REQUIRE(after.changes.size() == 2);
    CHECK(after.changes[0].parameter == "model.latent_rank");
    checkAtRest(plain, "mla");
}

TEST_CASE("DeepSeek-V2's cache is 93.3 % smaller by two levers and fewer layers", "[levers]")
{
    // DeepSeek-V2 (arXiv:2405.04434) has 60 layers where DeepSeek-67B has 95.
    const Scenario plain = deepSeek67B();
    const double whole = metricOf(evaluate(plain), "kv_cache");
    const auto saved = [whole](const Scenario& s) { return 100 * (1 - metricOf(evaluate(s), "kv_cache") / whole); };
    const Scenario latent = with(plain, "lever.mla", "on");
    CHECK(saved(latent) == Approx(100 * (1 - 576 / 2048.0)).epsilon(1e-12)); // 71.9 %: the lever on as many layers
    const Scenario student = with(with(latent, "lever.distillation", "on"), "lever.distillation.depth", "0.632");
    REQUIRE(evaluate(student).scenario->model.decoder()->layers == 60); // 95 · 0.632
    CHECK(saved(student) == Approx(82.2).epsilon(0.001));
    const Scenario six = with(with(student, "lever.quantise_cache", "on"), "lever.quantise_cache.format", "int6");
    CHECK(saved(six) == Approx(93.3).epsilon(0.001));
}

TEST_CASE("latent attention is refused where there is none to replace", "[levers]")
{
    Scenario latent = preset("deepseek-v2-lite", "h100-sxm"), cnn = preset("resnet-50", "h100-sxm");
    CHECK(setParameter(latent, "lever.mla", "on").starts_with("lever.mla does not apply"));
    CHECK(setParameter(cnn, "lever.mla", "on").starts_with("lever.mla does not apply"));
    CHECK(std::string(findLever("mla")->refusal(latent)) == "its attention is latent already");
}

TEST_CASE("multi-query attention keeps one pair of heads: 64 of T5-XXL's width would share it", "[levers]")
{
    // Ainslie et al. 2023 (arXiv:2305.13245) measured 1.51 s with 64 heads, 0.28 s with 8 groups and 0.24 s with one:
    // the cache shrinks 8 and 64 times, and what is left of the time is the weights.
    Decoder d;
    d.layers = 24, d.width = 4096, d.heads = d.kvHeads = 64, d.headSize = 64, d.ffnWidth = 10240, d.vocabulary = 32128;
    const Scenario plain = scenarioOf(d);
    const double all = metricOf(evaluate(plain), "kv_cache");
    const Scenario grouped = with(plain, "lever.gqa", "on");
    CHECK(metricOf(evaluate(grouped), "kv_cache") == all / 8);
    CHECK(metricOf(evaluate(with(grouped, "lever.gqa.kv_heads", "1")), "kv_cache") == all / 64);
}

} // namespace
} // namespace ridge

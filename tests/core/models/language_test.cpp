#include "core/analysis/evaluation.h"
#include "core/evaluate/evaluate.h"
#include "core/metrics/catalogue.h"
#include "core/models/language/decoder.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <cmath>

namespace ridge {
namespace {

using namespace test;

TEST_CASE("sinks and window bound the cache however long the text is", "[language]")
{
    // Llama-2-7B: 512 KiB a token; 4 + 2044 tokens are 1.0 GiB, 1 M tokens in full would be 488 GiB (corrections n).
    Scenario s = preset("llama-2-7b", "h100-sxm");
    s = with(with(s, "model.sliding_window", "2044"), "model.sinks", "4");
    for (const double prompt : {2048.0, 10000.0, 1e6}) {
        s.workload.promptTokens = prompt;
        const Evaluation e = evaluate(s);
        CHECK(metricOf(e, "kv_cache") == 2048 * 524288.0);
        CHECK(metricOf(e, "effective_context") == 2048);
    }
    s.workload = {.batch = 1, .promptTokens = 100, .outputTokens = 20};
    CHECK(metricOf(evaluate(s), "effective_context") == 120); // not full yet
}

TEST_CASE("one layer without a window sees the whole context", "[language]")
{
    Scenario s = preset("gemma-2-2b", "h100-sxm"); // every other layer is local
    s.workload.promptTokens = 8000;
    CHECK(metricOf(evaluate(s), "effective_context") == 8000 + s.workload.outputTokens);
    CHECK_FALSE(metric(evaluate(preset("resnet-50", "h100-sxm")), "effective_context").value);
}

TEST_CASE("multi-query attention keeps one head's cache of all", "[language]")
{
    const Scenario mha = preset("llama-2-7b", "h100-sxm");
    const double all = metricOf(evaluate(mha), "kv_cache");
    CHECK(metricOf(evaluate(with(mha, "model.kv_heads", "1")), "kv_cache") == all / 32);
    CHECK(metricOf(evaluate(with(mha, "model.kv_heads", "8")), "kv_cache") == all / 4);
}

TEST_CASE("attention that keeps its scores on chip moves fewer bytes and does the same arithmetic", "[language]")
{
    const Scenario flash = with(preset("llama-2-7b", "h100-sxm"), "deployment.fusion", "attention");
    const Scenario materialised = with(flash, "deployment.fusion", "elementwise");
    const Evaluation a = evaluate(flash), b = evaluate(materialised);
    CHECK(metricOf(a, "macs") == metricOf(b, "macs"));
    CHECK(a.stages[0].totals.bytes < b.stages[0].totals.bytes);
    // Scores are written and read, weights are written and read: 4·L·H·N² values of 2 bytes, with the softmax in place
    // of its producer at least half of them.
    const double scores = 32.0 * 32 * 1024 * 1024 * 2;
    CHECK((b.stages[0].totals.bytes - a.stages[0].totals.bytes).inBaseUnits() >= 2 * scores);
}

TEST_CASE("parallel branches share one norm, and nothing else of the work changes", "[language]")
{
    Decoder d = tinyDecoder();
    d.normsPerLayer = 2;
    const Evaluation sequential = evaluate(scenarioOf(d));
    d.parallelBlock = true;
    const Evaluation two = evaluate(scenarioOf(d));
    CHECK(metricOf(two, "parameters") == metricOf(sequential, "parameters"));
    d.normsPerLayer = 1;
    const Evaluation one = evaluate(scenarioOf(d));
    CHECK(metricOf(sequential, "parameters") - metricOf(one, "parameters") == d.layers * d.width);
    CHECK(metricOf(one, "macs") == metricOf(sequential, "macs"));
    CHECK(metricOf(one, "kv_cache") == metricOf(sequential, "kv_cache"));
}

/// Whether the scenario fits with another batch.
bool fitsBatch(Scenario s, double batch)
{
    s.workload.batch = batch;
    return evaluate(s).placement.fits;
}

TEST_CASE("the largest batch fits and one more does not", "[language]")
{
    for (const auto& [model, device] :
         {std::pair("llama-2-7b", "h100-sxm"), std::pair("gemma-2-2b", "rtx-4090"), std::pair("falcon-7b", "a100-80gb"),
          std::pair("deepseek-v2-lite", "h100-sxm"), std::pair("resnet-50", "jetson-nano"),
          std::pair("mobilenet-v2", "h100-sxm"), std::pair("vit-b-16", "rtx-4090"), std::pair("swin-t", "jetson-nano"),
          std::pair("bert-base", "rtx-4090"), std::pair("t5-base", "rtx-4090"), std::pair("llava-1.5-7b", "h100-sxm"),
          std::pair("flamingo-9b", "h100-sxm"), std::pair("sdxl-base", "h100-sxm"), std::pair("pvcnn", "rtx-4090"),
          std::pair("minkunet-14a", "rtx-4090"), std::pair("tsm-resnet-50", "rtx-4090")}) {
        for (const char* rule : {"live_set", "in_plus_out", "arena"}) {
            const Scenario s = with(preset(model, device), "convention.peak", rule);
            const double most = metricOf(evaluate(s), "max_batch");
            INFO(model << " on " << device << ", " << rule << ": " << most);
            CHECK(most >= 1);
            CHECK(most == std::floor(most));
            CHECK(fitsBatch(s, most));
            CHECK_FALSE(fitsBatch(s, most + 1));
        }
    }
    CHECK(metricOf(evaluate(preset("llama-3.1-405b", "rtx-4090")), "max_batch") == 0);     // not even the weights fit
    CHECK_FALSE(metric(evaluate(preset("clip-vit-b-32", "rtx-4090")), "max_batch").value); // texts do not grow with it
}

/// Whether the scenario fits when it generates until so many positions are there.
bool fitsContext(Scenario s, double context)
{
    const auto* images = s.model.part<VisionLanguage>();
    const bool inPrompt = images && images->connector.crossEvery == 0;
    s.workload.outputTokens =
        context - s.workload.promptTokens - (inPrompt ? s.workload.images * images->visualTokens() : 0);
    return evaluate(s).placement.fits;
}

TEST_CASE("the longest context fits and one token more does not", "[language]")
{
    for (const auto& [model, device] :
         {std::pair("llama-2-7b", "h100-sxm"), std::pair("llama-3-8b", "rtx-4090"), std::pair("gemma-2-2b", "rtx-4090"),
          std::pair("deepseek-v2-lite", "h100-sxm"), std::pair("llava-1.5-7b", "h100-sxm"),
          std::pair("flamingo-9b", "h100-sxm"), std::pair("t5-base", "jetson-nano"),
          std::pair("whisper-small", "jetson-nano")}) {
        for (const double batch : {1.0, 3.0}) {
            Scenario s = preset(model, device);
            s.workload = {.batch = batch, .promptTokens = 16, .outputTokens = 16};
            s.workload.images = 2;
            const double most = metricOf(evaluate(s), "max_context");
            INFO(model << " on " << device << ", batch " << batch << ": " << most);
            CHECK(most > 1000);
            CHECK(fitsContext(s, most));
            CHECK_FALSE(fitsContext(s, most + 1));
        }
    }
}

TEST_CASE("with a window in every layer no context is too long, unless the window itself is", "[language]")
{
    Scenario s = preset("mistral-7b", "h100-sxm");
    CHECK_FALSE(metric(evaluate(s), "max_context").value);
    s = with(s, "model.sliding_window", "10000000"); // 128 KiB a token, 80 GB
    const double most = metricOf(evaluate(s), "max_context");
    CHECK(most < 1e7);
    CHECK(most * 131072 < 80e9);
}

TEST_CASE("a request's rate times the batch is the aggregate rate", "[language]")
{
    Scenario s = preset("llama-3-8b", "h100-sxm");
    s.workload.batch = 16;
    const Evaluation e = evaluate(s);
    CHECK(16 * metricOf(e, "tokens_per_second_request") == Approx(metricOf(e, "tokens_per_second")));
    CHECK(metricOf(e, "tokens_per_second_request") == Approx(1 / metricOf(e, "tpot")));
}

/// Llama-2-7B with a draft of a quarter of its size.
Scenario speculating(double draftTokens, double acceptance)
{
    Scenario s = preset("llama-2-7b", "h100-sxm");
    s.workload.draftTokens = draftTokens;
    s.workload.acceptance = acceptance;
    return s;
}

TEST_CASE("a round yields the tokens that are agreed to and one more", "[language][speculation]")
{
    // Σ αⁱ for i = 0…γ: γ = 4, α = 0.8: 1 + 0.8 + 0.64 + 0.512 + 0.4096 = 3.3616.
    CHECK(metricOf(evaluate(speculating(4, 0.8)), "tokens_per_round") == Approx(3.3616));
    CHECK(metricOf(evaluate(speculating(4, 0)), "tokens_per_round") == 1);
    CHECK(metricOf(evaluate(speculating(4, 1)), "tokens_per_round") == 5);
    CHECK_FALSE(metric(evaluate(speculating(0, 0.8)), "tokens_per_round").value);
}

TEST_CASE("drafts that are always refused cost time, and those that are taken save it", "[language][speculation]")
{
    const double plain = metricOf(evaluate(speculating(0, 0)), "tpot");
    CHECK(metricOf(evaluate(speculating(4, 0)), "tpot") > plain);
    CHECK(metricOf(evaluate(speculating(4, 0.9)), "tpot") < plain);
    double before = metricOf(evaluate(speculating(4, 0)), "tpot");
    for (const double acceptance : {0.3, 0.6, 0.9, 1.0}) {
        const double now = metricOf(evaluate(speculating(4, acceptance)), "tpot");
        CHECK(now < before);
        before = now;
    }
}

TEST_CASE("speculation takes more arithmetic and more memory than plain decoding", "[language][speculation]")
{
    const Evaluation plain = evaluate(speculating(0, 0.8)), drafted = evaluate(speculating(4, 0.8));
    const auto more = [&](const char* id) { return metricOf(drafted, id) / metricOf(plain, id); };
    // Five positions are checked for 3.36 tokens, and four proposals of a far smaller model come on top.
    CHECK(more("macs_per_token") > 5 / 3.3616);
    CHECK(more("macs_per_token") < 1.1 * 5 / 3.3616);
    CHECK(more("memory_footprint") > 1);
    // A quarter of the layers and of the KV heads: 1/16 of the cache on top.
    CHECK(more("kv_cache") == Approx(1 + 1.0 / 16));
    CHECK(metricOf(drafted, "kv_cache") == Approx(drafted.memory.kvCache.inBaseUnits()));
    const Decoder draft = draftOf(decoderOf("llama-2-7b"), 0.25);
    CHECK(metricOf(drafted, "parameters") - metricOf(plain, "parameters") ==
          metricOf(evaluate(scenarioOf(draft)), "parameters"));
}

TEST_CASE("time and work of speculation are those of its stages", "[language][speculation]")
{
    const Evaluation e = evaluate(speculating(4, 0.8));
    REQUIRE(e.program.stages.size() == 4); // prefill, the draft's prefill, drafts, checks
    CHECK(e.program.stages[2].repeat == Approx(4 * 255 / 3.3616));
    CHECK(e.program.stages[3].repeat == Approx(255 / 3.3616));
    double generating = 0;
    for (const std::size_t stage : {2, 3}) {
        generating += e.program.stages[stage].repeat * e.stages[stage].totals.time.inBaseUnits();
    }
    CHECK(metricOf(e, "tpot") == Approx(generating / 255));
    CHECK(metricOf(e, "ttft") == e.stages[0].totals.time.inBaseUnits());
    // Every checked position becomes logits: 5·V·d for the head of a check.
    for (const Operator& op : e.program.stages[3].operators) {
        CHECK((op.name != "lm_head" || op.sizes.wi == 5));
    }
}

TEST_CASE("derivations of speculation and of limits compute what is shown", "[language][speculation]")
{
    for (const Scenario& s : {speculating(4, 0.8), with(preset("gemma-2-2b", "rtx-4090"), "workload.draft_tokens", "3"),
                              with(preset("deepseek-v2-lite", "h100-sxm"), "workload.draft_tokens", "2"),
                              with(preset("mistral-7b", "h100-sxm"), "model.sinks", "4")}) {
        const Evaluation e = evaluate(s);
        for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
            const auto derivation = metricCatalogue()[i].derive(e);
            INFO(s.model.id << ": " << metricCatalogue()[i].id);
            REQUIRE(derivation.has_value() == e.metrics[i].value.has_value());
            if (derivation) {
                CHECK(derivation->value() == *e.metrics[i].value);
                CHECK(recompute(*derivation->expression()) == *e.metrics[i].value);
            }
        }
    }
}

} // namespace
} // namespace ridge

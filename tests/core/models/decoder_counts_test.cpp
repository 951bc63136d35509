#include "core/analysis/evaluation.h"
#include "core/evaluate/evaluate.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

namespace ridge {
namespace {

using namespace test;

TEST_CASE("DeepSeek-V2-Lite has exactly the published parameters and cache", "[decoder]")
{
    const Evaluation e = evaluate(scenarioOf(deepSeekV2Lite()));
    CHECK(metricOf(e, "parameters") == 15706484224);
    CHECK(metricOf(e, "kv_cache_per_token") == 27 * (512 + 64) * 2); // no queries' rank, two shared experts
}

TEST_CASE("a mixture of experts works with only part of its parameters", "[decoder]")
{
    // Mixtral: 2 of 8 experts. 46.703 B − 6/8 of the expert weights 32·8·3·4096·14336 = 45.097 B: 12.880 B.
    const Evaluation mixtral = evaluate(scenarioOf(decoderOf("mixtral-8x7b")));
    CHECK(metricOf(mixtral, "active_parameters") == Approx(12.880e9).epsilon(1e-4));
    CHECK(metricOf(mixtral, "active_parameters") == 46702792704 - 0.75 * 32 * 8 * 3 * 4096 * 14336);
    CHECK_FALSE(metric(evaluate(preset("llama-2-7b", "h100-sxm")), "active_parameters").value);
}

TEST_CASE("a token of Llama-2-7B takes 6.607 G MACs", "[decoder]")
{
    // Weights that multiply: 6,738,415,616 − embedding 32000·4096 − norms 65·4096 = 6,607,077,376.
    const Evaluation e = evaluate(preset("llama-2-7b", "h100-sxm"));
    CHECK(metricOf(e, "macs_per_token") == Approx(6607077376.0).epsilon(1e-9));
    CHECK(metricOf(e, "flops_per_token") == Approx(13.21e9).epsilon(1e-3)); // corrections a
}

TEST_CASE("MACs per token do not depend on batch, prompt or output", "[decoder]")
{
    const Scenario base = preset("llama-3-8b", "h100-sxm");
    const double expected = metricOf(evaluate(base), "macs_per_token");
    for (const auto& [id, text] : {std::pair("workload.batch", "64"), std::pair("workload.prompt_tokens", "8000"),
                                   std::pair("workload.output_tokens", "2")}) {
        CHECK(metricOf(evaluate(with(base, id, text)), "macs_per_token") == Approx(expected).epsilon(1e-12));
    }
}

TEST_CASE("positions rotate as much of each query and key as the model says", "[decoder]")
{
    const auto rotation = [](const Decoder& d) {
        const Evaluation e = evaluate(scenarioOf(d));
        double ops = 0;
        for (std::size_t i = 0; i < e.program.stages[0].operators.size(); ++i) {
            const bool isRotation = e.program.stages[0].operators[i].name.ends_with("attn.rope");
            ops += isRotation
                       ? e.program.stages[0].operators[i].count * e.stages[0].operators[i].elementwise.inBaseUnits()
                       : 0;
        }
        return ops / e.program.stages[0].tokens;
    };
    Decoder d = tinyDecoder();
    const double heads = d.heads + d.kvHeads;
    CHECK(rotation(d) == 3 * heads * 4 * 3); // layers · heads · head size · two multiplies and an add
    d.rotaryShare = 0.25;
    CHECK(rotation(d) == 3 * heads * 1 * 3);
    d.rotaryShare = 0;
    CHECK(rotation(d) == 0);
    // Of a head with latent attention the part with positions alone: 27 layers, 16 heads and their
    // one common key, 64 of 192.
    CHECK(rotation(deepSeekV2Lite()) == Approx(27 * 17 * 64 * 3).epsilon(1e-12));
}

TEST_CASE("soft caps are three operations of every score and logit, and move nothing", "[decoder]")
{
    const Decoder plain = tinyDecoder();
    const auto stageOf = [](Decoder d, Softcap caps) {
        d.softcap = caps;
        return evaluate(scenarioOf(d)).stages[0].totals;
    };
    const StageTotals none = stageOf(plain, Softcap::None);
    const auto more = [&](Softcap caps) {
        const StageTotals capped = stageOf(plain, caps);
        CHECK(capped.macs == none.macs);
        CHECK(capped.bytes == none.bytes);
        return (capped.elementwise - none.elementwise).inBaseUnits();
    };
    const Scenario s = scenarioOf(plain);
    const double tokens = s.workload.promptTokens;
    CHECK(more(Softcap::Scores) == 3 * plain.layers * plain.heads * tokens * tokens); // the causal half counts in full
    CHECK(more(Softcap::Logits) == 3 * plain.vocabulary);                             // of the last position alone
    CHECK(more(Softcap::Both) == more(Softcap::Scores) + more(Softcap::Logits));
}

TEST_CASE("a prompt costs as many weight MACs as its tokens one by one, but for the head", "[decoder]")
{
    const Decoder d = tinyDecoder();
    Scenario s = scenarioOf(d);
    s.workload.promptTokens = 5;
    s.workload.outputTokens = 2; // one decode step: the first token comes from prefill
    const Evaluation e = evaluate(s);
    const auto weightMacs = [&](std::size_t stage) {
        return (e.stages[stage].totals.macs - e.stages[stage].totals.attentionMacs).inBaseUnits();
    };
    // Only the last position meets the output head: 4 positions save V·d each.
    CHECK(weightMacs(0) == 5 * weightMacs(1) - 4 * d.vocabulary * d.width);
}

TEST_CASE("the sheet's heuristics keep their own names and are off as the corrections say", "[decoder]")
{
    const Evaluation e = evaluate(preset("llama-2-7b", "h100-sxm"));
    CHECK(metricOf(e, "flops_per_token_sheet") == 6.0 * 32 * 4096 * 4096);              // 3.22 G, 4 times too small
    CHECK(metricOf(e, "parameters_sheet") == 32000.0 * 4096 + 12.0 * 32 * 4096 * 4096); // 6.57 G against 6.74 G
    const Evaluation gpt2 = evaluate(preset("gpt-2", "h100-sxm"));
    CHECK(metricOf(gpt2, "parameters_sheet") == Approx(metricOf(gpt2, "parameters")).epsilon(0.01)); // made for GPT-2
}

TEST_CASE("one sequence decodes as fast as the weights and the cache can be read", "[decoder]")
{
    // Ceiling: BW / (weights that are read + cache). Llama-2-7B in bf16 on an H100 at context near zero:
    // 3.35e12 / (2·6.607e9) = 253; with the embedding table counted in, as is usual, 3.35e12 / (2·6.738e9) = 249.
    Scenario s = preset("llama-2-7b", "h100-sxm");
    s = with(with(s, "workload.prompt_tokens", "1"), "workload.output_tokens", "2");
    const Evaluation e = evaluate(s);
    const double rate = metricOf(e, "tokens_per_second");
    CHECK(rate == Approx(249).epsilon(0.02));
    CHECK(rate < 3.35e12 / (2 * 6607077376.0));
    CHECK(rate > 0.995 * 3.35e12 / (2 * 6607077376.0)); // norms, activations and a cache of two positions
    CHECK(e.stages[1].totals.bound == Bound::Memory);
}

TEST_CASE("attention of a prompt is counted in full or to the diagonal", "[decoder]")
{
    // Llama-2-7B, N = 1024: 2·L·H·d_h·N² = 2·32·4096·1024² MACs in full; Σ i = N(N + 1)/2 of N² to the diagonal.
    Scenario s = preset("llama-2-7b", "h100-sxm");
    s.workload = {.batch = 1, .promptTokens = 1024, .outputTokens = 0};
    const double full = 2.0 * 32 * 4096 * 1024 * 1024;
    CHECK(metricOf(evaluate(s), "attention_macs") == full);
    s = with(s, "convention.causal", "lower_half");
    CHECK(metricOf(evaluate(s), "attention_macs") == Approx(full * (1025.0 / 2048)).epsilon(1e-12));
}

TEST_CASE("attention over the cache has the intensity of the head sharing, whatever the context", "[decoder]")
{
    // 4·s·H·d_h FLOP over 2·s·H_kv·d_h·2 B: H / H_kv in bf16, that is 1 and 4 (corrections x).
    for (const auto& [model, expected] : {std::pair("llama-2-7b", 1.0), std::pair("llama-3-8b", 4.0)}) {
        for (const char* context : {"2000", "8000000"}) {
            const Evaluation e = evaluate(with(preset(model, "h100-sxm"), "workload.prompt_tokens", context));
            for (std::size_t i = 0; i < e.program.stages[1].operators.size(); ++i) {
                const OperatorCost& cost = e.stages[1].operators[i];
                if (e.program.stages[1].operators[i].kind == OperatorKind::AttentionScores) {
                    CHECK(2 * cost.macs.inBaseUnits() / cost.kvRead.inBaseUnits() == Approx(expected).epsilon(1e-12));
                    CHECK(cost.intensity().value() == Approx(expected).epsilon(0.01)); // with queries read as well
                }
            }
        }
    }
}

TEST_CASE("experts that no token picked are not read", "[decoder]")
{
    // One token touches 2 of 8 experts; n tokens E·(1 − (1 − k/E)^n) of them: 64 tokens practically all.
    const auto expertBytes = [](double batch) {
        Scenario s = scenarioOf(decoderOf("mixtral-8x7b"));
        s.workload.batch = batch;
        const Evaluation e = evaluate(s);
        double bytes = 0;
        for (std::size_t i = 0; i < e.program.stages[1].operators.size(); ++i) {
            const Operator& op = e.program.stages[1].operators[i];
            bytes += op.sizes.copies > 1 ? op.count * e.stages[1].operators[i].weights.inBaseUnits() : 0;
        }
        return bytes;
    };
    const double all = 32.0 * 8 * 3 * 4096 * 14336 * 2;
    CHECK(expertBytes(1) == Approx(all * 2 / 8));
    CHECK(expertBytes(2) == Approx(all * (1 - 0.75 * 0.75)));
    CHECK(expertBytes(64) == Approx(all).epsilon(1e-6));
}

TEST_CASE("latent attention expands in prefill and absorbs in decode, with the same matrices", "[decoder]")
{
    Scenario s = scenarioOf(deepSeekV2Lite());
    const Evaluation e = evaluate(s);
    const auto parameters = [&](std::size_t stage) {
        double sum = 0;
        for (std::size_t i = 0; i < e.program.stages[stage].operators.size(); ++i) {
            sum += e.program.stages[stage].operators[i].count * e.stages[stage].operators[i].parameters;
        }
        return sum;
    };
    CHECK(parameters(0) == parameters(1));
    for (const std::size_t stage : {std::size_t{0}, std::size_t{1}}) {
        const double perPosition = stage == 0 ? 128 + 64 : 512 + 64; // nope + rope, or latent + rope
        for (const Operator& op : e.program.stages[stage].operators) {
            CHECK((op.kind != OperatorKind::AttentionScores || op.sizes.headSize == perPosition));
        }
    }
}

} // namespace
} // namespace ridge

#include "core/studies/pulled_levers.h"
#include "tests/core/levers/lever_checks.h"
#include "tests/support/sampled.h"

namespace ridge {
namespace {

using namespace test;

Scenario served(const char* model, double batch, double prompt, double output, const char* how)
{
    Scenario s = preset(model, "h100-sxm");
    s.workload.batch = batch, s.workload.promptTokens = prompt, s.workload.outputTokens = output;
    return with(std::move(s), "workload.serving", how);
}

Bytes<> weightsRead(const Evaluation& e)
{
    return Bytes<>(e.total([](const StageTotals& t) { return t.weights.inBaseUnits(); }));
}

const Operator* operatorOf(const Evaluation& e, std::string_view name)
{
    for (const Operator& op : e.program.stages.back().operators) {
        if (op.name == name) {
            return &op;
        }
    }
    return nullptr;
}

const char* const readers[] = {"llama-3-8b", "gpt-2-xl", "mixtral-8x7b", "gemma-2-9b", "qwen2.5-0.5b"};

TEST_CASE("prompts in chunks are the work of prompts at once", "[serving]")
{
    for (const char* model : readers) {
        for (const auto& [batch, prompt, output] :
             {std::tuple(1.0, 1000.0, 101.0), {64.0, 300.0, 17.0}, {8.0, 4096.0, 9.0}, {3.0, 1.0, 2.0}}) {
            for (const char* causal : {"full", "lower_half"}) {
                CAPTURE(model, batch, prompt, output, causal);
                const Evaluation whole =
                    evaluate(with(served(model, batch, prompt, output, "whole"), "convention.causal", causal));
                const Evaluation chunks =
                    evaluate(with(served(model, batch, prompt, output, "chunked"), "convention.causal", causal));
                REQUIRE(chunks.program.stages.size() == 1);
                for (const char* id : {"parameters", "model_size", "macs", "attention_macs", "elementwise_ops"}) {
                    CAPTURE(id);
                    CHECK(metricOf(chunks, id) == Approx(metricOf(whole, id)).epsilon(1e-9));
                }
                CHECK(chunks.memory.kvCache == whole.memory.kvCache);
            }
        }
    }
}

TEST_CASE("chunks read the weights with the steps, and not once more for the prompts", "[serving]")
{
    const Evaluation whole = evaluate(served("llama-3-8b", 16, 1000, 101, "whole"));
    const Evaluation chunks = evaluate(served("llama-3-8b", 16, 1000, 101, "chunked"));
    const Evaluation none = evaluate(served("llama-3-8b", 16, 1, 101, "whole"));
    // 100 steps after the pass over the prompts: the table of the embedding gives rows to more tokens, nothing else.
    const double step = none.stages[1].totals.weights.inBaseUnits();
    CHECK(weightsRead(whole).inBaseUnits() == Approx(101 * step).epsilon(2e-3));
    CHECK(weightsRead(chunks).inBaseUnits() == Approx(100 * step).epsilon(2e-3));
    CHECK(chunks.latency() < whole.latency());
}

TEST_CASE("a token of a step with chunks comes later than without, and sooner than after a whole prompt", "[serving]")
{
    for (const char* model : readers) {
        CAPTURE(model);
        const Evaluation whole = evaluate(served(model, 32, 2000, 201, "whole"));
        const Evaluation chunks = evaluate(served(model, 32, 2000, 201, "chunked"));
        CHECK(metricOf(chunks, "tpot") > metricOf(whole, "tpot"));
        CHECK(metricOf(chunks, "tpot") < metricOf(whole, "ttft"));
        // 200 steps serve 32 requests: one prompt has its turn for 200 / 32 steps.
        CHECK(metricOf(chunks, "ttft") == Approx(200.0 / 32 * metricOf(chunks, "tpot")));
        CHECK(metricOf(chunks, "latency") == Approx(200 * metricOf(chunks, "tpot")));
    }
    const Evaluation many = evaluate(served("llama-3-8b", 256, 100, 11, "chunked")); // 25.6 prompts with every step
    CHECK(metricOf(many, "ttft") == Approx(metricOf(many, "tpot")));
}

TEST_CASE("a chunk reads what its prompt has cached before, and several whole prompts read themselves", "[serving]")
{
    // 2 sequences, 100 steps: of a prompt of 1000 positions each step reads 20, which see (1000 + 20) / 2 on average.
    const Operator* scores = nullptr;
    const Evaluation few = evaluate(served("llama-2-7b", 2, 1000, 101, "chunked"));
    REQUIRE((scores = operatorOf(few, "attn.prompts.scores")));
    CHECK(scores->sizes.n == 1);
    CHECK(scores->sizes.queries == Approx(20));
    CHECK(scores->sizes.cached == Approx(510));
    // 50 sequences, 10 steps: five whole prompts with each.
    const Evaluation many = evaluate(served("llama-2-7b", 50, 1000, 11, "chunked"));
    REQUIRE((scores = operatorOf(many, "attn.prompts.scores")));
    CHECK(scores->sizes.n == 5);
    CHECK(scores->sizes.queries == 1000);
    CHECK(scores->sizes.cached == 1000);
    const Operator* generated = operatorOf(many, "attn.generated.scores");
    REQUIRE(generated);
    CHECK(generated->sizes.n == 50);
    CHECK(generated->sizes.queries == 1);
}

TEST_CASE("every number of serving follows from its derivation", "[serving][explain]")
{
    for (const char* model : sampled(std::vector{"llama-3-8b", "mixtral-8x7b", "gemma-2-9b"})) {
        for (const char* how : {"whole", "chunked", "pools"}) {
            CAPTURE(model, how);
            checkDerivations(evaluate(served(model, 12, 700, 65, how)));
        }
    }
}

TEST_CASE("what is served without a gap is what a run yields, and pools even out its pace", "[serving]")
{
    const Evaluation whole = evaluate(served("llama-2-7b", 16, 1024, 257, "whole"));
    const double prompts = metricOf(whole, "ttft"), run = metricOf(whole, "latency");
    CHECK(metricOf(whole, "served_tokens_per_second_request") == Approx(257 / run));
    CHECK(metricOf(whole, "served_tokens_per_second_device") == Approx(16 * 257 / run));
    CHECK(metricOf(whole, "prefill_share") == Approx(prompts / run));
    CHECK_FALSE(metric(whole, "pool_ratio").value);

    const Evaluation pools = evaluate(served("llama-2-7b", 16, 1024, 257, "pools"));
    CHECK(metricOf(pools, "latency") == run);
    CHECK(metricOf(pools, "served_tokens_per_second_request") == Approx(1 / metricOf(whole, "tpot")));
    CHECK(metricOf(pools, "served_tokens_per_second_device") ==
          Approx(metricOf(whole, "served_tokens_per_second_device")));
    CHECK(metricOf(pools, "pool_ratio") == Approx(prompts / (run - prompts)));
    // A prompt of 1,024 positions keeps 2 · 32 layers · 4,096 · 2 bytes of each, 512 MiB, over 50 GB/s.
    CHECK(metricOf(pools, "cache_transfer") == Approx(1024.0 * 2 * 32 * 4096 * 2 / 50e9 + 2.7e-6));

    const Evaluation chunks = evaluate(served("llama-2-7b", 16, 1024, 257, "chunked"));
    CHECK(metricOf(chunks, "served_tokens_per_second_request") == Approx(1 / metricOf(chunks, "tpot")));
    CHECK(metricOf(chunks, "served_tokens_per_second_device") > metricOf(whole, "served_tokens_per_second_device"));
    CHECK_FALSE(metric(chunks, "prefill_share").value);
}

TEST_CASE("more sequences at once make a device serve more, and each of them less", "[serving]")
{
    for (const char* how : {"whole", "chunked", "pools"}) {
        double device = 0, request = 1e9;
        for (const double batch : {1, 4, 16, 64, 256}) {
            CAPTURE(how, batch);
            const Evaluation e = evaluate(served("llama-3-8b", batch, 1000, 200, how));
            CHECK(metricOf(e, "served_tokens_per_second_device") > device);
            CHECK(metricOf(e, "served_tokens_per_second_request") < request);
            device = metricOf(e, "served_tokens_per_second_device");
            request = metricOf(e, "served_tokens_per_second_request");
        }
    }
}

TEST_CASE("pools are no lever, and chunks are one", "[serving]")
{
    const Lever* lever = findLever("chunked_prefill");
    REQUIRE(lever);
    CHECK(isSwitchedOn(served("llama-3-8b", 8, 100, 9, "chunked"), *lever));
    CHECK_FALSE(isSwitchedOn(served("llama-3-8b", 8, 100, 9, "pools"), *lever));
    CHECK_FALSE(isSwitchedOn(served("llama-3-8b", 8, 100, 9, "whole"), *lever));
}

TEST_CASE("where prompts cannot be read in chunks they are read at once, and a sentence says why", "[serving]")
{
    const auto saidOf = [](const Scenario& s) {
        const Evaluation e = evaluate(s);
        CHECK(e.program.promptSteps == 0);
        for (const Issue& issue : e.issues) {
            if (issue.field == "workload.serving") {
                return issue.message;
            }
        }
        return std::string();
    };
    CHECK(saidOf(served("deepseek-v3", 8, 100, 100, "chunked")).find("latent attention") != std::string::npos);
    CHECK(saidOf(served("llama-3-8b", 8, 100, 1, "chunked")).find("nothing is generated") != std::string::npos);
    CHECK(saidOf(with(served("llama-3-8b", 8, 100, 9, "chunked"), "workload.draft_tokens", "4")).find("drafts") !=
          std::string::npos);
    CHECK(saidOf(served("llama-3-8b", 8, 100, 9, "whole")).empty());
}

} // namespace
} // namespace ridge

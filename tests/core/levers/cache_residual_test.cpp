#include "tests/core/levers/lever_checks.h"

namespace ridge {
namespace {

using namespace test;

constexpr double elements = 2.0 * 32 * 4096; // of one position in Llama-2-7B

Scenario llama(double prompt, double output)
{
    Scenario s = preset("llama-2-7b", "h100-sxm");
    s.workload.promptTokens = prompt, s.workload.outputTokens = output;
    return s;
}

/// As KIVI stores it (arXiv:2402.02750): 2 bits, groups of 32, an FP16 scale and zero point each, so 3 bits an element;
/// the last tokens in the 16 bits from before.
Scenario kivi(Scenario s, const std::string& residual = "128")
{
    s = with(with(std::move(s), "lever.quantise_cache", "on"), "lever.quantise_cache.format", "int2-group-zero");
    return with(std::move(s), "lever.quantise_cache.residual", residual);
}

/// Bytes of so many positions, so many of them wide.
double bytes(double positions, double wide) { return elements * ((positions - wide) * 3 + wide * 16) / 8; }

double sumOf(const Evaluation& e, StageRole role, Bytes<> OperatorWork<double>::*of)
{
    const std::size_t stage = *e.program.find(role);
    double sum = 0;
    for (std::size_t i = 0; i < e.stages[stage].operators.size(); ++i) {
        sum += e.program.stages[stage].operators[i].count * (e.stages[stage].operators[i].*of).inBaseUnits();
    }
    return sum;
}

double readOf(const Evaluation& e, StageRole role) { return sumOf(e, role, &OperatorWork<double>::kvRead); }
double writtenOf(const Evaluation& e, StageRole role) { return sumOf(e, role, &OperatorWork<double>::kvWritten); }

Approx close(double value) { return Approx(value).epsilon(1e-12); }

TEST_CASE("KIVI's last 128 tokens keep 16 bits and all others take 3", "[levers][residual]")
{
    const Evaluation e = evaluate(kivi(llama(4000, 96)));
    CHECK(metricOf(e, "kv_cache") == close(bytes(4096, 128)));
    CHECK(metricOf(e, "kv_cache_sheet") == close(bytes(4096, 128)));     // its heads all keep their own
    CHECK(metricOf(e, "kv_cache_per_token") == close(elements * 3 / 8)); // for each that comes, one leaves the latest
    CHECK(readOf(e, StageRole::Decode) == close(bytes(4048, 128)));      // mean over steps of 4001…4095
    CHECK(readOf(e, StageRole::Prefill) == close(bytes(4000, 128)));
    CHECK(writtenOf(e, StageRole::Prefill) == close(bytes(4000, 128)));
    CHECK(writtenOf(e, StageRole::Decode) == close(elements * (16 + 3) / 8)); // a new one, and one that leaves
    checkAtRest(llama(4000, 96), "quantise_cache");
}

TEST_CASE("tokens are all wide until there are more than the latest, and the mean over steps is exact",
          "[levers][residual]")
{
    const Evaluation e = evaluate(kivi(llama(100, 56)));
    CHECK(metricOf(e, "kv_cache") == close(bytes(156, 128)));
    CHECK(writtenOf(e, StageRole::Prefill) == close(bytes(100, 100)));
    double read = 0;
    for (int seen = 101; seen <= 155; ++seen) {
        read += bytes(seen, std::min(seen, 128)) / 55;
    }
    CHECK(readOf(e, StageRole::Decode) == close(read));
    // Places 102…156 are filled in 55 steps: behind the first 27 none leaves, then one for each.
    CHECK(writtenOf(e, StageRole::Decode) == close(elements * (55 * 16 + 28 * 3) / 8 / 55));
}

TEST_CASE("with none of them the format is that of all, and with more than there are that of none",
          "[levers][residual]")
{
    const Scenario plain = llama(4000, 96);
    checkSame(evaluate(kivi(plain, "0")), evaluate(with(plain, "deployment.kv_cache", "int2-group-zero")));
    const Evaluation all = evaluate(kivi(plain, "5000")), before = evaluate(plain);
    for (const char* id : {"kv_cache", "kv_cache_per_token", "kv_cache_sheet", "memory_footprint", "ttft", "tpot"}) {
        CAPTURE(id);
        CHECK(metricOf(all, id) == close(metricOf(before, id)));
    }
}

TEST_CASE("a cache that is no wider than the lever's format keeps what it has", "[levers][residual]")
{
    const Scenario four = with(llama(4000, 96), "deployment.kv_cache", "int4");
    const Scenario eight = with(with(four, "lever.quantise_cache", "on"), "lever.quantise_cache.residual", "128");
    const Evaluation e = evaluate(eight); // INT8
    checkSame(e, evaluate(four));
    REQUIRE(e.idleLevers.size() == 1); // and says that it found nothing to change
    CHECK(evaluate(kivi(four)).idleLevers.empty());
    CHECK(metricOf(evaluate(kivi(four)), "kv_cache") == close(elements * (3968 * 3 + 128 * 4) / 8)); // 4 bits before
}

TEST_CASE("of a window's positions the latest are wide, of those that eviction leaves the same share",
          "[levers][residual]")
{
    const Scenario window = with(llama(4000, 96), "lever.cache_window", "on"); // 4 + 2044
    const Evaluation e = evaluate(kivi(window));
    CHECK(metricOf(e, "kv_cache") == close(bytes(2048, 128)));
    CHECK(metricOf(e, "kv_cache_per_token") == 0);
    CHECK(readOf(e, StageRole::Decode) == close(bytes(2048, 128)));
    CHECK(writtenOf(e, StageRole::Decode) == close(elements * (16 + 3) / 8));
    const Evaluation wide = evaluate(kivi(window, "3000")); // none leaves but the window itself
    CHECK(metricOf(wide, "kv_cache") == close(bytes(2048, 2048)));
    CHECK(writtenOf(wide, StageRole::Decode) == close(elements * 16 / 8));
    const Evaluation evicted = evaluate(kivi(with(window, "lever.cache_eviction", "on")));
    CHECK(metricOf(evicted, "kv_cache") == close(0.2 * bytes(2048, 128)));
    CHECK(readOf(evicted, StageRole::Decode) == close(0.2 * bytes(2048, 128)));
}

TEST_CASE("the draft model's latest tokens are wide as well, and checks read what they see", "[levers][residual]")
{
    Scenario s = llama(4000, 96);
    s.workload.draftTokens = 4, s.workload.acceptance = 0.8;
    const Evaluation before = evaluate(s), e = evaluate(kivi(s));
    for (const StageRole role : {StageRole::Draft, StageRole::Decode}) {
        const double all = readOf(before, role); // positions × elements × 2 bytes: more than 128 at every time
        const std::size_t stage = *before.program.find(role);
        double latest = 0;
        for (const Operator& op : before.program.stages[stage].operators) {
            latest += readsCache(op.kind) ? op.count * op.sizes.kvHeads * op.sizes.ci * 128 : 0;
        }
        CHECK(readOf(e, role) == close(all * 3 / 16 + latest * (16 - 3) / 8));
    }
    CHECK(metricOf(e, "kv_cache") < metricOf(before, "kv_cache"));
}

TEST_CASE("the longest context that fits is the one whose wide and narrow positions fill the memory",
          "[levers][residual]")
{
    const Scenario plain = llama(4000, 96);
    const double wide = metricOf(evaluate(plain), "max_context");
    const double bits = (metricOf(evaluate(kivi(plain)), "max_context") - 128) * 3 + 128 * 16;
    CHECK(bits > 16 * wide - 3); // both are whole positions
    CHECK(bits <= 16 * (wide + 1));
}

TEST_CASE("what the latest tokens take is derived from how many they are, to the last bit", "[levers][residual]")
{
    for (const char* model :
         sampled(std::vector{"llama-2-7b", "gemma-2-9b", "mixtral-8x7b", "deepseek-v2-lite", "flamingo-3b"})) {
        for (const auto& [id, text] : {std::pair("workload.prompt_tokens", "3"),
                                       {"workload.prompt_tokens", "5000"},
                                       {"workload.draft_tokens", "4"},
                                       {"workload.output_tokens", "1"},
                                       {"convention.peak", "arena"},
                                       {"deployment.fusion", "none"}}) {
            Scenario s = preset(model, "h100-sxm");
            if (!findParameter(s, id)) {
                continue;
            }
            CAPTURE(model, id, text);
            const Evaluation e = evaluate(kivi(with(s, id, text)));
            for (std::size_t i = 0; i < e.metrics.size(); ++i) {
                const std::optional<Traced> derived = metricCatalogue()[i].derive(e);
                CAPTURE(metricCatalogue()[i].id);
                REQUIRE(derived.has_value() == e.metrics[i].value.has_value());
                if (derived) {
                    CHECK(derived->value() == *e.metrics[i].value);
                    CHECK(recompute(*derived->expression()) == derived->value());
                }
            }
        }
    }
    const Evaluation e = evaluate(kivi(llama(4000, 96)));
    for (const char* id : {"kv_cache", "kv_cache_sheet", "memory_footprint", "max_context", "ttft", "tpot"}) {
        checkDerived(e, id, "lever.quantise_cache.residual");
        checkDerived(e, id, "lever.quantise_cache.format");
    }
}

TEST_CASE("layer by layer the prompt's cache grows to the very bytes that it is said to take", "[levers][residual]")
{
    for (const double prompt : {100.0, 512.0, 1000.0, 5000.0}) {
        for (const char* residual :
             {"32", "64", "100", "127", "128"}) { // × 13/3, which no sum of 32 layers rounds alike
            CAPTURE(prompt, residual);
            const Evaluation e = evaluate(kivi(llama(prompt, 1), residual));
            CHECK(e.memory.timeline.back().kvCache == metricOf(e, "kv_cache"));
        }
    }
}

TEST_CASE("beside a source all keys and values are narrow", "[levers][residual]")
{
    const Scenario t5 = preset("t5-small", "h100-sxm");
    checkSame(evaluate(kivi(t5)), evaluate(kivi(t5, "0")));
}

} // namespace
} // namespace ridge

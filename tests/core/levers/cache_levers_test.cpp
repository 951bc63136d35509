#include "tests/core/levers/lever_checks.h"

namespace ridge {
namespace {

using namespace test;

/// Llama-2-7B after so many positions: 2·32·4096 elements of 2 bytes each.
Scenario llama(double prompt, double output)
{
    Scenario s = preset("llama-2-7b", "h100-sxm");
    s.workload.promptTokens = prompt, s.workload.outputTokens = output;
    return s;
}

constexpr double perPosition = 2.0 * 32 * 4096 * 2;

TEST_CASE("4 sinks and 2044 recent positions of Llama-2-7B take 1 GiB, however long the text", "[levers]")
{
    for (const double prompt : {2000.0, 4000.0, 100000.0}) {
        const Scenario s = llama(prompt, 256);
        const Evaluation e = evaluate(with(s, "lever.cache_window", "on"));
        CHECK(metricOf(e, "kv_cache") == 1024.0 * 1024 * 1024); // Xiao et al. 2023: 2·32·4096·2·2048
        CHECK(metricOf(e, "effective_context") == 2048);
        checkDerived(e, "kv_cache", "lever.cache_window.window");
        checkDerived(e, "kv_cache", "lever.cache_window.sinks");
        checkDerived(e, "tpot", "lever.cache_window.window");
    }
    const Scenario brief = llama(1000, 256); // nothing is dropped
    CHECK(metricOf(evaluate(with(brief, "lever.cache_window", "on")), "kv_cache") == 1256 * perPosition);
    checkAtRest(brief, "cache_window");
}

TEST_CASE("more sinks, longer windows and fewer layers with one never take fewer bytes", "[levers]")
{
    const Scenario s = with(llama(4000, 256), "lever.cache_window", "on");
    for (const auto& [key, values] : {std::pair("sinks", std::vector{"0", "4", "16"}),
                                      std::pair("window", std::vector{"1", "1000", "4000", "10000"}),
                                      std::pair("every", std::vector{"1", "2", "4"})}) {
        double bytes = 0, time = 0;
        for (const char* value : values) {
            CAPTURE(key, value);
            const Evaluation e = evaluate(with(s, std::string("lever.cache_window.") + key, value));
            CHECK(metricOf(e, "kv_cache") >= bytes);
            CHECK(metricOf(e, "tpot") >= time);
            bytes = metricOf(e, "kv_cache"), time = metricOf(e, "tpot");
        }
    }
    // Every second layer: 16 keep 2048 positions, 16 all 4256.
    CHECK(metricOf(evaluate(with(s, "lever.cache_window.every", "2")), "kv_cache") ==
          (2048 + 4256) / 2.0 * perPosition);
}

TEST_CASE("a window is never made longer, and none is added to layers that alternate", "[levers]")
{
    Scenario mistral = preset("mistral-7b", "h100-sxm"), gemma = preset("gemma-2-9b", "h100-sxm");
    mistral.workload.promptTokens = 10000;
    const Scenario longer = with(with(with(mistral, "lever.cache_window", "on"), "lever.cache_window.window", "8192"),
                                 "lever.cache_window.sinks", "0");
    checkSame(evaluate(longer), evaluate(mistral)); // its own has 4096 positions
    CHECK(setParameter(gemma, "lever.cache_window", "on").starts_with("lever.cache_window does not apply"));
}

TEST_CASE("with a fifth of the positions kept, the cache and what decode reads of it are a fifth", "[levers]")
{
    const Scenario plain = llama(4000, 256);
    const Evaluation before = evaluate(plain), after = evaluate(with(plain, "lever.cache_eviction", "on"));
    CHECK(metricOf(after, "kv_cache") == Approx(0.2 * metricOf(before, "kv_cache")).epsilon(1e-12));
    const auto isAttending = [](const Operator& op) { return isAttention(op.kind); };
    CHECK(macsOf(after, 1, isAttending) == Approx(0.2 * macsOf(before, 1, isAttending)).epsilon(1e-12));
    CHECK(macsOf(after, 0, isAttending) == macsOf(before, 0, isAttending)); // the prompt is read in full
    const auto read = [](const Evaluation& e) {
        double bytes = 0;
        for (std::size_t i = 0; i < e.stages[1].operators.size(); ++i) {
            bytes += e.program.stages[1].operators[i].count * e.stages[1].operators[i].kvRead.inBaseUnits();
        }
        return bytes;
    };
    CHECK(read(after) == Approx(0.2 * read(before)).epsilon(1e-12));
    CHECK(read(before) == Approx((4000 + 256 / 2.0) * perPosition).epsilon(1e-12)); // mean over steps of 4001…4255
    CHECK(metricOf(after, "tpot") < metricOf(before, "tpot"));
    checkDerived(after, "kv_cache", "lever.cache_eviction.budget");
    checkDerived(after, "tpot", "lever.cache_eviction.budget");
    checkDerived(after, "memory_footprint", "lever.cache_eviction.budget");
    checkAtRest(plain, "cache_eviction");
    checkSame(evaluate(with(with(plain, "lever.cache_eviction", "on"), "lever.cache_eviction.budget", "1")), before);
}

TEST_CASE("a window and eviction share what is left: a fifth of the window's positions", "[levers]")
{
    const Scenario s = with(with(llama(4000, 256), "lever.cache_window", "on"), "lever.cache_eviction", "on");
    CHECK(metricOf(evaluate(s), "kv_cache") == Approx(0.2 * 2048 * perPosition).epsilon(1e-12));
}

} // namespace
} // namespace ridge

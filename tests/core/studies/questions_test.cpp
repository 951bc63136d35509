// Questions that engineers ask, answered by a study and by a plain loop over evaluate() alike.

#include "core/evaluate/evaluate.h"
#include "core/studies/search/crossings.h"
#include "core/studies/search/every_way.h"
#include "core/studies/solve.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <cmath>

using namespace ridge;
using namespace ridge::test;

namespace {

Target target(std::string_view text) { return parseTarget(text).value.value(); }

Solution solved(const Scenario& scenario, std::string_view id, std::vector<Target> targets)
{
    return solve(scenario, findParameter(scenario, id).value(), std::move(targets));
}

Scenario at(Scenario scenario, std::string_view id, double value)
{
    findParameter(scenario, id)->set(scenario, value);
    return scenario;
}

double valueAt(const Scenario& scenario, std::string_view id, double value, std::string_view metric)
{
    return metricOf(evaluate(at(scenario, id, value)), metric);
}

/// The last whole number, counted up from the first in steps of 4096, then of 64, then of 1.
template <class Holds> double lastThat(double first, double most, Holds holds)
{
    double last = first;
    for (const double step : {4096.0, 64.0, 1.0}) {
        while (last + step <= most && holds(last + step)) {
            last += step;
        }
    }
    return last;
}

Scenario chat(const char* model, const char* device)
{
    return with(with(preset(model, device), "workload.prompt_tokens", "1024"), "workload.output_tokens", "128");
}

} // namespace

TEST_CASE("from which batch on is decode of Llama-3-8B on an H100 limited by arithmetic?", "[studies][questions]")
{
    // 7.50 G weights are multiplied, 2 bytes each: 15.0 GB / 3.35 TB/s = 4.48 ms a step, and 15.0 GFLOP / 989 TFLOP/s =
    // 15.2 µs a sequence: 295 sequences if nothing else moved. The cache of a sequence, 131 kB a position, is read too:
    // 80 positions take 3.1 µs. In 4 bits a quarter of the weights moves, and the head in 16.
    const Scenario scenario =
        with(with(preset("llama-3-8b", "h100-sxm"), "workload.prompt_tokens", "64"), "workload.output_tokens", "32");
    double last = 0;
    for (const char* format : {"bf16", "int4-group"}) {
        const Scenario weights = with(scenario, "deployment.weights", format);
        double first = 1;
        const auto boundOf = [&](double batch) {
            const Evaluation e = evaluate(at(weights, "workload.batch", batch));
            return e.stages[e.program.find(StageRole::Decode).value()].totals.bound;
        };
        while (boundOf(first) != Bound::Compute) {
            ++first;
        }
        SweepPlan plan{weights, {*parseVariation(weights, "workload.batch=1..4096:13").value}, {}};
        std::vector<double> found;
        for (const SweepCrossing& crossing : crossingsOf(plan, sweep(plan))) {
            if (crossing.stageName == "decode" && crossing.kind == SweepCrossing::Kind::Limit &&
                crossing.to == Bound::Compute) {
                found.push_back(crossing.value);
            }
        }
        CHECK(found == std::vector<double>{first});
        CHECK((last == 0 || first < 0.5 * last)); // the narrower the weights, the fewer sequences
        last = first;
    }
    // With the 4096 tokens that are usual the cache alone takes longer than the arithmetic, whatever the batch.
    const Scenario usual = preset("llama-3-8b", "h100-sxm");
    SweepPlan plan{usual, {*parseVariation(usual, "workload.batch=1..65536:17").value}, {}};
    for (const SweepCrossing& crossing : crossingsOf(plan, sweep(plan))) {
        CHECK_FALSE((crossing.stageName == "decode" && crossing.kind == SweepCrossing::Kind::Limit &&
                     crossing.to == Bound::Compute));
    }
}

TEST_CASE("how long a context of Llama-3-70B fits one H200, in each format of the cache?", "[studies][questions]")
{
    // 70.6 G weights in 8 bits leave about 70 GB of 141; a position of the cache has 2 · 80 · 8 · 128 elements: 164 kB
    // in 8 bits, 328 kB in 16. What lives while the prompt is read takes its part as well.
    const Scenario scenario = with(preset("llama-3-70b", "h200-sxm"), "deployment.weights", "fp8");
    double longest = 0;
    for (const char* format : {"bf16", "fp8", "int4"}) {
        const Scenario cache = with(scenario, "deployment.kv_cache", format);
        const auto fits = [&](double prompt) {
            return valueAt(cache, "workload.prompt_tokens", prompt, "memory_headroom") >= 0;
        };
        const double most = lastThat(1, 1e7, fits);
        const Solution solution = solved(cache, "workload.prompt_tokens", {target("memory_headroom>=0")});
        INFO(format << ": " << solution.sentence());
        REQUIRE(solution.intervals.size() == 1);
        CHECK(solution.intervals.front() == Interval{1, most});
        CHECK(most > longest); // the narrower the cache, the longer
        longest = most;
    }
    CHECK(longest > 200'000);
}

TEST_CASE("what bandwidth would a 4090 need to decode like an H100?", "[studies][questions]")
{
    // Decode moves the same bytes on both, and arithmetic takes less time on both: what the H100 has, 3.35 TB/s.
    const Scenario h100 = chat("llama-3-8b", "h100-sxm"), rtx = chat("llama-3-8b", "rtx-4090");
    Target like = target("tpot<=1s");
    like.limit = metricOf(evaluate(h100), "tpot");
    const Solution solution = solved(rtx, "device.memory.bandwidth", {like});
    INFO(solution.sentence());
    REQUIRE(solution.intervals.size() == 1);
    const double need = solution.intervals.front().low;
    double low = 1e12, high = 1e13; // by halving, over evaluate alone
    while (std::nextafter(low, high) < high) {
        const double middle = low + (high - low) / 2;
        (valueAt(rtx, "device.memory.bandwidth", middle, "tpot") <= like.limit ? high : low) = middle;
    }
    CHECK(need == Approx(high).epsilon(1e-15));
    CHECK(need == Approx(3.35e12).epsilon(1e-3));
}

TEST_CASE("from what prompt on is attention half of the work of prefill?", "[studies][questions]")
{
    // Scores and values take 2 · 32 layers · 4096 · N² MACs, the matrices 6.98 G · N and the head 0.53 G once: they
    // meet at N = 6.98 G / 262,144 = 26.6 k.
    const Scenario scenario = with(preset("llama-3-8b", "h100-sxm"), "workload.output_tokens", "0");
    const auto share = [](double attention, double all) { return attention / all; };
    const auto isHalf = [&](double prompt) {
        const Evaluation e = evaluate(at(scenario, "workload.prompt_tokens", prompt));
        return share(metricOf(e, "attention_macs"), metricOf(e, "macs")) >= 0.5;
    };
    const double first = lastThat(1, 1e7, [&](double prompt) { return !isHalf(prompt); }) + 1;
    SweepPlan plan{scenario,
                   {*parseVariation(scenario, "workload.prompt_tokens=20000..40000:20001").value},
                   {"attention_macs", "macs"}};
    const SweepTable table = sweep(plan);
    std::size_t row = 0;
    while (share(*table.columns[0].at(row), *table.columns[1].at(row)) < 0.5) {
        ++row;
    }
    CHECK(plan.variations[0].values[row] == first);
    CHECK(first == Approx(26'600).epsilon(0.01));
}

TEST_CASE("what batch of Llama-3-8B keeps to 20 ms a token on an H100?", "[studies][questions]")
{
    // 4.48 ms for the weights and 131 kB · (1024 + 128) / 3.35 TB/s = 45 µs a sequence at the most:
    // (20 − 4.48) / 0.045 is about 345, a few more as the cache is full only at the end.
    const Scenario scenario = chat("llama-3-8b", "h100-sxm");
    double most = 1;
    while (valueAt(scenario, "workload.batch", most + 1, "tpot") <= 0.02) {
        ++most;
    }
    const Solution solution = solved(scenario, "workload.batch", {target("tpot<=20ms")});
    CHECK(solution.intervals == std::vector<Interval>{{1, most}});
    CHECK(most > 300);
    CHECK(most < 400);
    // And within the memory too: the nearer of both ends.
    const auto keeps = [&](double batch) {
        const Evaluation e = evaluate(at(scenario, "workload.batch", batch));
        return metricOf(e, "tpot") <= 0.02 && metricOf(e, "memory_headroom") >= 0;
    };
    const Solution both = solved(scenario, "workload.batch", {target("tpot<=20ms"), target("memory_headroom>=0")});
    CHECK(both.intervals == std::vector<Interval>{{1, lastThat(1, 65536, keeps)}});
}

TEST_CASE("which formats of the weights let Llama-3-70B run on one H100?", "[studies][questions]")
{
    // 70.6 G weights in 80 GB, with the cache of one sequence beside them: 8 bits at most.
    const Scenario scenario = preset("llama-3-70b", "h100-sxm");
    const auto row = findParameter(scenario, "deployment.weights").value();
    std::vector<Interval> expected;
    for (std::size_t i = 0; i < row.choices.size(); ++i) {
        const auto value = static_cast<double>(i);
        const std::optional<double> left = metric(evaluate(at(scenario, row.id, value)), "memory_headroom").value;
        if (left && *left >= 0) {
            expected.push_back({value, value});
            CHECK(infoOf(formatsFor(FormatUse::Weights)[i]).bits <= 8);
        }
    }
    CHECK(solved(scenario, row.id, {target("memory_headroom>=0")}).intervals == expected);
    CHECK(expected.size() >= 4);
}

TEST_CASE("how many diffusion steps does Stable Diffusion 1.5 have in a second on a 4090?", "[studies][questions]")
{
    // The text encoder and the image decoder once, and the denoiser for every step: what is left over its time.
    const Scenario scenario = preset("sd-1.5", "rtx-4090");
    double most = 0;
    while (valueAt(scenario, "workload.steps", most + 1, "latency") <= 1) {
        ++most;
    }
    const Solution solution = solved(scenario, "workload.steps", {target("latency<=1s")});
    INFO(solution.sentence());
    REQUIRE(most >= 1);
    CHECK(solution.intervals == std::vector<Interval>{{1, most}});
    const double one = valueAt(scenario, "workload.steps", 1, "latency");
    const double step = valueAt(scenario, "workload.steps", 2, "latency") - one;
    CHECK(most == std::floor(1 + (1 - one) / step));
}

TEST_CASE("how many drafts pay off, and from which batch on none does?", "[studies][questions]")
{
    // More drafts yield fewer tokens each, and cost the same: the gain has a maximum and is lost at some number.
    const Scenario scenario = with(chat("llama-3-8b", "h100-sxm"), "workload.draft_tokens", "4");
    const double plain = valueAt(scenario, "workload.draft_tokens", 0, "tpot");
    Target faster = target("tpot<1s");
    faster.limit = plain;
    std::vector<Interval> expected;
    for (double drafts = 0; drafts <= 64; ++drafts) {
        if (valueAt(scenario, "workload.draft_tokens", drafts, "tpot") < plain) {
            const bool goesOn = !expected.empty() && expected.back().high == drafts - 1;
            goesOn ? void(expected.back().high = drafts) : void(expected.push_back({drafts, drafts}));
        }
    }
    REQUIRE_FALSE(expected.empty());
    CHECK(solved(scenario, "workload.draft_tokens", {faster}).intervals == expected);
}

TEST_CASE("what brings a token of Llama-3-8B on a 4090 to 10 ms?", "[studies][questions]")
{
    // 15.0 GB / 1.01 TB/s = 14.9 ms a token. Alone it takes half as much again of the bandwidth, or narrower weights;
    // no arithmetic is fast enough, as it is not what limits.
    const Scenario scenario = chat("llama-3-8b", "rtx-4090");
    const EveryWay all = everyWay(scenario, target("tpot<=10ms"));
    CHECK_FALSE(all.isMet);
    const auto way = [&](std::string_view id) {
        return std::ranges::find_if(all.ways, [&](const Way& each) { return each.settings.back().row.id == id; });
    };
    const auto bandwidth = way("device.memory.bandwidth"), weights = way("deployment.weights");
    REQUIRE(bandwidth != all.ways.end());
    REQUIRE(weights != all.ways.end());
    const double need = bandwidth->settings.back().after;
    CHECK(valueAt(scenario, "device.memory.bandwidth", need, "tpot") <= 0.01);
    CHECK(valueAt(scenario, "device.memory.bandwidth", std::nextafter(need, 0), "tpot") > 0.01);
    CHECK(need / scenario.device.mainMemory()->bandwidth == Approx(1.5).epsilon(0.02));
    CHECK(bandwidth->distance < weights->distance); // ln 1.5 and ln 2
    for (const double choice : weights->choices) {
        CHECK(valueAt(scenario, "deployment.weights", choice, "tpot") <= 0.01);
    }
    CHECK(way("device.peak.bf16") == all.ways.end());
    CHECK(std::ranges::any_of(all.misses, [](const NoWay& miss) { return miss.id == "device.peak.bf16"; }));
}

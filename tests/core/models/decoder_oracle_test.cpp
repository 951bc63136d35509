#include "core/analysis/evaluation.h"
#include "core/evaluate/evaluate.h"
#include "core/models/language/decoder.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <cmath>

namespace ridge {
namespace {

using namespace test;

struct Walked {
    double weightMacs = 0, attentionMacs = 0, cacheRead = 0, cacheWritten = 0, cacheAtEnd = 0;
};

/// Multiplications of one position in one layer, without attention over other positions.
double layerMacs(const Decoder& d)
{
    const double attention = d.width * d.heads * d.headSize * 2 + d.width * 2 * d.kvHeads * d.headSize;
    return attention + (d.gated ? 3 : 2) * d.width * d.ffnWidth;
}

/// Walks every position of every layer one by one: slow, and too simple to be wrong.
Walked walk(const Scenario& s)
{
    const Decoder& d = *s.model.decoder();
    const Workload& w = s.workload;
    const bool half = s.convention.causal == CausalCount::LowerHalf;
    const double perPosition = 2 * d.kvHeads * d.headSize;
    const double steps = std::max(0.0, w.outputTokens - 1); // the first token comes from prefill, the last is not read
    Walked sum;
    for (double layer = 1; layer <= d.layers; ++layer) {
        const double place = layer - d.fullLayers; // the window begins to apply after the full layers
        const bool chosen =
            d.globalEvery > 0 ? std::fmod(place, d.globalEvery) != 0 : std::fmod(place, d.windowEvery) == 0;
        const bool local = d.slidingWindow > 0 && place > 0 && chosen;
        const double most = d.sinks + d.slidingWindow;
        const auto seen = [&](double positions) { return local ? std::min(positions, most) : positions; };
        for (double i = 1; i <= w.promptTokens; ++i) {
            sum.weightMacs += layerMacs(d);
            sum.attentionMacs += 2 * d.heads * d.headSize * seen(half ? i : w.promptTokens);
            sum.cacheWritten += perPosition;
        }
        sum.cacheRead += perPosition * w.promptTokens; // each key and value once for the whole prompt
        for (double i = 1; i <= steps; ++i) {
            sum.weightMacs += layerMacs(d);
            sum.attentionMacs += 2 * d.heads * d.headSize * seen(w.promptTokens + i);
            sum.cacheRead += perPosition * seen(w.promptTokens + i);
            sum.cacheWritten += perPosition;
        }
        sum.cacheAtEnd += perPosition * seen(w.promptTokens + w.outputTokens); // every token has its place
    }
    sum.weightMacs += (1 + steps) * d.vocabulary * d.width; // the head, once per generated distribution
    for (double* total : {&sum.weightMacs, &sum.attentionMacs, &sum.cacheRead, &sum.cacheWritten, &sum.cacheAtEnd}) {
        *total *= w.batch;
    }
    return sum;
}

void checkAgainstWalk(const Scenario& s)
{
    const Evaluation e = evaluate(s);
    const Walked walked = walk(s);
    const auto near = [](double x) { return Approx(x).epsilon(1e-12); };
    const double attention = metricOf(e, "attention_macs");
    CHECK(attention == near(walked.attentionMacs));
    CHECK(metricOf(e, "macs") - attention == near(walked.weightMacs));
    const double bytes = infoOf(s.deployment.kvCache).bits / 8;
    CHECK(sumOver(e, [](const OperatorCost& c) { return c.kvRead.inBaseUnits(); }) == near(bytes * walked.cacheRead));
    CHECK(sumOver(e, [](const OperatorCost& c) { return c.kvWritten.inBaseUnits(); }) ==
          near(bytes * walked.cacheWritten));
    CHECK(metricOf(e, "kv_cache") == near(bytes * walked.cacheAtEnd));
    CHECK(e.memory.kvCache.inBaseUnits() == near(bytes * walked.cacheAtEnd));
}

struct Case {
    double window, every, prompt, output;
    double sinks = 0, globalEvery = 0, fullLayers = 0;
};

TEST_CASE("totals equal a walk over every position of every layer", "[decoder][oracle]")
{
    const auto row = GENERATE(values<Case>({
        {0, 1, 20, 13}, // no window
        {0, 1, 20, 0},  // nothing generated
        {0, 1, 1, 1},
        {64, 1, 20, 13}, // window never reached
        {16, 1, 20, 13}, // reached in the prompt
        {24, 1, 20, 13}, // reached while generating
        {24, 2, 20, 13}, // every second layer, an odd number of layers
        {5, 3, 20, 40},
        {12, 1, 20, 13, 4},      // sinks beside the window, full in the prompt
        {20, 1, 20, 13, 4},      // full while generating
        {5, 1, 20, 40, 2, 3},    // two local layers to a global one
        {5, 1, 20, 40, 0, 0, 3}, // three full layers first
        {5, 2, 20, 40, 1, 0, 2},
    }));
    const CausalCount causal = GENERATE(CausalCount::Full, CausalCount::LowerHalf);
    Decoder d = tinyDecoder();
    d.layers = 7;
    d.slidingWindow = row.window;
    d.windowEvery = row.every;
    d.sinks = row.sinks, d.globalEvery = row.globalEvery, d.fullLayers = row.fullLayers;
    Scenario s = scenarioOf(d);
    s.workload = {.batch = 3, .promptTokens = row.prompt, .outputTokens = row.output};
    s.convention.causal = causal;
    s.deployment.kvCache = Precision::INT8;
    INFO("window " << row.window << ", every " << row.every << ", " << row.prompt << " + " << row.output);
    checkAgainstWalk(s);
}

TEST_CASE("mean contexts equal the average over the positions", "[decoder][oracle]")
{
    for (const double window : {0.0, 1.0, 7.0, 30.0, 1000.0}) {
        for (const double prompt : {1.0, 7.0, 25.0}) {
            const auto seen = [&](double n) { return window > 0 ? std::min(n, window) : n; };
            double prefill = 0;
            for (double i = 1; i <= prompt; ++i) {
                prefill += seen(i);
            }
            CHECK(meanPrefillContext(prompt, window) == Approx(prefill / prompt).epsilon(1e-14));
            for (const double output : {1.0, 3.0, 40.0}) {
                double decode = 0;
                for (double i = 1; i <= output; ++i) {
                    decode += seen(prompt + i);
                }
                CHECK(meanDecodeContext(prompt, output, window) == Approx(decode / output).epsilon(1e-14));
            }
        }
    }
}

TEST_CASE("generating n tokens costs as much as n times generating one, each with one more behind it",
          "[decoder][oracle]")
{
    const double window = GENERATE(0.0, 40.0);
    const Fusion fusion = GENERATE(Fusion::None, Fusion::Attention);
    Decoder d = tinyDecoder();
    d.slidingWindow = window;
    Scenario s = scenarioOf(d);
    s.deployment.fusion = fusion;
    s.device.launchOverhead = 1e-6;
    s.workload = {.batch = 2, .promptTokens = 30, .outputTokens = 26};
    const Evaluation whole = evaluate(s);
    double macs = 0, bytes = 0, time = 0, energy = 0;
    for (double i = 0; i < 25; ++i) {
        Scenario step = s;
        step.workload.promptTokens = 30 + i;
        step.workload.outputTokens = 2; // one step
        const Evaluation single = evaluate(step);
        const StageTotals& totals = single.stages[1].totals;
        macs += totals.macs.inBaseUnits();
        bytes += totals.bytes.inBaseUnits();
        time += totals.time.inBaseUnits();
        energy += (totals.energyCompute + totals.energyMovement + totals.energyStatic).inBaseUnits();
    }
    const StageTotals& mean = whole.stages[1].totals;
    CHECK(25 * mean.macs.inBaseUnits() == Approx(macs).epsilon(1e-12));
    CHECK(25 * mean.bytes.inBaseUnits() == Approx(bytes).epsilon(1e-12));
    CHECK(25 * mean.time.inBaseUnits() == Approx(time).epsilon(1e-12));
    CHECK(25 * (mean.energyCompute + mean.energyMovement + mean.energyStatic).inBaseUnits() ==
          Approx(energy).epsilon(1e-12));
}

TEST_CASE("a sequence more in the batch reads the weights no more often", "[decoder]")
{
    Scenario s = preset("llama-3-8b", "h100-sxm");
    const double one = evaluate(s).stages[1].totals.weights.inBaseUnits();
    s.workload.batch = 8;
    const Evaluation eight = evaluate(s);
    const double table = 8 * 4096 * 2.0; // only the embedding rows of eight tokens instead of one
    CHECK(eight.stages[1].totals.weights.inBaseUnits() == Approx(one + table - table / 8).epsilon(1e-14));
    CHECK(eight.program.stages[1].samples == 8);
}

TEST_CASE("batch times sequences is what throughput counts, once", "[decoder]")
{
    Scenario s = preset("llama-3-8b", "h100-sxm");
    s.workload.batch = 8;
    const Evaluation e = evaluate(s);
    CHECK(metricOf(e, "tokens_per_second") == Approx(8 / metricOf(e, "tpot")));
    CHECK(metricOf(e, "throughput") == Approx(8 / metricOf(e, "latency")));
    CHECK(metricOf(e, "latency") == Approx(metricOf(e, "ttft") + (s.workload.outputTokens - 1) * metricOf(e, "tpot")));
}

} // namespace
} // namespace ridge

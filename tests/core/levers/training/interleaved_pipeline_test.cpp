// Pipelines whose ranks have several parts of the layers each: shorter waits, more sends, more kept.

#include "core/levers/split/ranks.h"

#include "tests/core/levers/shape_checks.h"
#include "tests/core/metrics/published_runs.h"

namespace ridge {
namespace {

using namespace test;

/// GPT of 175 B without its 96 layers' rest, over eight pipeline ranks of eight tensor ranks each.
Scenario stepOf(double layers, double micro)
{
    Scenario s = trainingOf(on(gptOf(layers, 12288, 96), "a100-80gb"), 1e9, 1);
    s.training.dropout = true;
    s.deployment.fusion = Fusion::None;
    s.workload.batch = micro;
    s.deployment.split = {.tensor = 8, .pipeline = 8, .microBatches = micro};
    return s;
}

Scenario inParts(const Scenario& s, const char* parts) { return pulled(s, "interleaved_pipeline", {{"parts", parts}}); }

/// Of a whole step: what ranks wait, and what they send to the next.
struct Between {
    double waits = 0, sends = 0;
};

Between between(const Scenario& s)
{
    const Evaluation e = evaluate(s);
    Between sum;
    for (std::size_t stage = 0; stage < e.stages.size(); ++stage) {
        for (std::size_t i = 0; i < e.stages[stage].operators.size(); ++i) {
            const Operator& op = e.program.stages[stage].operators[i];
            const double often = e.program.stages[stage].repeat * op.count;
            const OperatorCost& cost = e.stages[stage].operators[i];
            sum.waits += op.kind == OperatorKind::PipelineWait ? often * cost.time.inBaseUnits() : 0;
            sum.sends += op.kind == OperatorKind::Send ? often * cost.exchanged.inBaseUnits() : 0;
        }
    }
    return sum;
}

TEST_CASE("v parts on each rank make it wait a v-th, and send v times as much", "[levers][split][published]")
{
    // Narayanan et al. 2021 (arXiv:2104.04473), section 2.2: a bubble of (p − 1)/(v·m) of the ideal time.
    Scenario s = stepOf(96, 32);
    s.deployment.network.latency = 0;
    s.deployment.network.bandwidth = 1e18; // sends that take no time of their own
    const Between one = between(s), three = between(inParts(s, "3"));
    CHECK(one.waits > 0);
    CHECK(three.waits >= one.waits / 3); // the sends read what they send
    CHECK(three.waits < 1.001 * one.waits / 3);
    CHECK(three.sends == Approx(3 * one.sends));
    CHECK(assessed(inParts(s, "3"), "latency") ==
          Approx(assessed(s, "latency") - one.waits + three.waits).epsilon(0.001));
}

TEST_CASE("the first rank keeps 1 + (p − 1)/(p·v) times as much", "[levers][split][published]")
{
    // Korthikanti et al. 2022 (arXiv:2205.05198), fig. 1: 175 B over p = 8 in v = 3 parts: 66.84 GiB of activations.
    const auto layers = [](const Scenario& more, const Scenario& fewer) { // half of them
        return 2 * (assessed(more, "training_activations") - assessed(fewer, "training_activations")) / 0x1p30;
    };
    CHECK(layers(inParts(stepOf(96, 8), "3"), inParts(stepOf(48, 8), "3")) == Approx(66.84375).epsilon(1e-9));
    CHECK(layers(stepOf(96, 8), stepOf(48, 8)) == Approx(66.84375 / (1 + 7.0 / 24)).epsilon(1e-9));
}

TEST_CASE("Llama 3.1 over 16,384 GPUs was not trained faster than in parts of one layer", "[levers][split][published]")
{
    // Grattafiori et al. 2024 (arXiv:2407.21783), table 4: 128 replicas with 16 sequences each, 400 TFLOP/s of each
    // H100, 41 % printed, 40.4 % of 989. In one part, ranks would wait for half of the time: too long for that.
    Scenario s = trainingOf(preset("llama-3.1-405b", "h100-sxm"), 1e12, 1);
    s.workload.promptTokens = 8192, s.workload.batch = 128 * 16;
    s.deployment.split = {.data = 128, .tensor = 8, .pipeline = 16, .microBatches = 16};
    s.deployment.split.sequence = true, s.deployment.split.sharded = Sharded::Gradients;
    s.deployment.split.overlap = 1;
    CHECK(assessed(s, "mfu") < 0.404);
    CHECK(assessed(inParts(s, "7"), "mfu") > 0.404);
}

TEST_CASE("parts change no parameter and no product, and one of them is none", "[levers][split]")
{
    for (const char* task : {"training", "inference"}) {
        Scenario s = with(preset("llama-3-8b", "h100-sxm"), "workload.task", task);
        s.workload.batch = 16;
        s.deployment.split = {.data = 2, .pipeline = 4, .microBatches = 8};
        const Evaluation plain = evaluate(s), parts = evaluate(inParts(s, "4"));
        for (const char* id : {"parameters", "macs", "elementwise_ops", "model_size"}) {
            CHECK(metricOf(parts, id) == Approx(metricOf(plain, id)).epsilon(1e-12));
        }
        CHECK(metricOf(parts, "latency") < metricOf(plain, "latency"));
        CHECK(metricOf(parts, "network_bytes") > metricOf(plain, "network_bytes"));
        const Evaluation one = evaluate(inParts(s, "1"));
        for (std::size_t i = 0; i < plain.metrics.size(); ++i) {
            CHECK(one.metrics[i].value == plain.metrics[i].value);
        }
        checkDerivations(parts, "lever.interleaved_pipeline.parts", {"latency", "network_bytes"});
    }
}

TEST_CASE("fewer micro-batches than ranks, and fewer layers than parts, leave nothing to interleave", "[levers][split]")
{
    Scenario s = preset("llama-3-8b", "h100-sxm");
    s.workload.batch = 8;
    s.deployment.split = {.pipeline = 8, .microBatches = 4};
    CHECK(evaluate(inParts(s, "2")).idleLevers.size() == 1);
    s.deployment.split.microBatches = 8;
    CHECK(evaluate(inParts(s, "2")).idleLevers.empty());
    CHECK(evaluate(inParts(s, "5")).idleLevers.size() == 1); // four of 32 layers on each rank
}

} // namespace
} // namespace ridge

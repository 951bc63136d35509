// Training over several devices: what is sent for gradients and weights, and that the work stays the same.

#include "core/evaluate/evaluate.h"
#include "core/scenario/families/transformer.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>

namespace ridge {
namespace {

using namespace test;

constexpr double replicas = 8;

Scenario shared(const Split& split, double batch = replicas)
{
    Scenario s = preset("llama-3-8b", "h100-sxm");
    s.training.task = Task::Training;
    s.workload.promptTokens = 512;
    s.workload.batch = batch;
    s.deployment.split = split;
    return s;
}

double sent(const Scenario& s) { return metricOf(evaluate(s), "network_bytes"); }

TEST_CASE("replicas send two thirds as much for gradients as for gradients and weights that they share", "[training]")
{
    // Rajbhandari et al. 2020 (arXiv:1910.02054), section 7: 2Ψ of all-reduce, 2Ψ with states and gradients shared,
    // 3Ψ with weights shared; 2 bytes of each, and of all (n − 1)/n.
    const double psi = 2 * metricOf(evaluate(shared({})), "parameters") * (replicas - 1) / replicas;
    CHECK(sent(shared({.data = replicas})) == Approx(2 * psi));
    CHECK(sent(shared({.data = replicas, .sharded = Sharded::Optimizer})) == Approx(2 * psi));
    CHECK(sent(shared({.data = replicas, .sharded = Sharded::Gradients})) == Approx(2 * psi));
    CHECK(sent(shared({.data = replicas, .sharded = Sharded::Weights})) == Approx(3 * psi));
}

TEST_CASE("gradients are added up once in a step, weights are gathered for each micro-batch", "[training]")
{
    const auto more = [](Sharded sharded) {
        Scenario s = shared({.data = replicas, .sharded = sharded});
        const double one = sent(s);
        s.training.microBatches = 4;
        return sent(s) / one;
    };
    CHECK(more(Sharded::Nothing) == Approx(1));
    CHECK(more(Sharded::Gradients) == Approx(1));
    CHECK(more(Sharded::Weights) == Approx((2 * 4 + 1) / 3.0));
}

TEST_CASE("tensor ranks of a training step send four sums of b·s·h for each layer", "[training]")
{
    // what-if A2, after Shoeybi et al. 2019 (arXiv:1909.08053): two forward, two backward; 2(t − 1)/t of each is sent.
    const auto ofALayer = [](double ranks) {
        Scenario s = shared({.tensor = ranks}, 2);
        const double one = sent(s);
        s.model.decoder()->layers += 1;
        return sent(s) - one;
    };
    const double bsh = 2.0 * 512 * 4096 * 2;
    CHECK(ofALayer(2) == Approx(4 * bsh));
    CHECK(ofALayer(8) == Approx(4 * bsh * 2 * 7 / 8));
}

TEST_CASE("however a step of training is shared, its parameters and products stay what they are", "[training]")
{
    const Evaluation one = evaluate(shared({}));
    for (const Split& split :
         {Split{.data = 8}, Split{.tensor = 4}, Split{.data = 2, .tensor = 4}, Split{.pipeline = 4, .microBatches = 4},
          Split{.data = 2, .pipeline = 2, .microBatches = 2}, Split{.data = 8, .sharded = Sharded::Weights}}) {
        CAPTURE(split.data, split.tensor, split.pipeline);
        const Evaluation e = evaluate(shared(split));
        CHECK(metricOf(e, "parameters") == Approx(metricOf(one, "parameters")));
        CHECK(metricOf(e, "trainable_parameters") == Approx(metricOf(one, "trainable_parameters")));
        CHECK(metricOf(e, "macs") == Approx(metricOf(one, "macs")).epsilon(1e-9));
        CHECK(metricOf(e, "mfu") <= metricOf(one, "mfu") * 1.0000001);
        CHECK(metricOf(e, "hfu") <= 1);
        CHECK(metricOf(e, "training_flops_rule") == Approx(metricOf(one, "training_flops_rule")));
    }
}

TEST_CASE("gradients go back through the experts of other ranks", "[training]")
{
    Scenario s = preset("mixtral-8x7b", "h100-sxm");
    s.training.task = Task::Training;
    s.workload.promptTokens = 512;
    s.workload.batch = 8;
    const Evaluation one = evaluate(s);
    for (const Split& split : {Split{.expert = 4}, Split{.tensor = 2, .expert = 2}, Split{.data = 2, .expert = 2}}) {
        s.deployment.split = split;
        const Evaluation e = evaluate(s);
        CHECK(metricOf(e, "macs") == Approx(metricOf(one, "macs")).epsilon(1e-9));
        CHECK(metricOf(e, "trainable_parameters") == Approx(metricOf(one, "trainable_parameters")));
    }
}

TEST_CASE("a faster network and more that is shared never make a step slower or larger", "[training]")
{
    Scenario slow = shared({.data = 16}, 16);
    Scenario fast = slow;
    fast.deployment.network.bandwidth *= 2;
    CHECK(metricOf(evaluate(fast), "latency") < metricOf(evaluate(slow), "latency"));
    double last = 1e30;
    for (const Sharded sharded : {Sharded::Nothing, Sharded::Optimizer, Sharded::Gradients, Sharded::Weights}) {
        slow.deployment.split.sharded = sharded;
        const double now = metricOf(evaluate(slow), "training_memory");
        CHECK(now < last);
        last = now;
    }
}

TEST_CASE("the first rank of a pipeline keeps what all layers of one micro-batch save, however many ranks",
          "[training]")
{
    // Korthikanti et al. 2022 (arXiv:2205.05198), section 4.2.3: L/p layers of p micro-batches in flight.
    const auto saved = [](double ranks, double micro) {
        return metricOf(evaluate(shared({.pipeline = ranks, .microBatches = micro})), "training_activations");
    };
    CHECK(saved(4, 8) == Approx(saved(8, 8)).epsilon(0.02));
    CHECK(saved(8, 8) > 0.9 * saved(1, 1) / 8);
}

} // namespace
} // namespace ridge

// Where links bind: ridges of each level, and the limits of the scaling book, from times of our own operators.

#include "core/analysis/levels.h"
#include "core/evaluate/evaluate.h"
#include "core/formulas/collectives.h"
#include "core/formulas/formulas.h"
#include "core/scenario/families/transformer.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

namespace ridge {
namespace {

using namespace test;

double ridgeOver(const Evaluation& e, LevelKind kind)
{
    const Levels levels(e);
    const Level* level = levels.find(kind);
    REQUIRE(level);
    return formula::ridge(e.peak, BytesPerSecond<>(level->rate)).inBaseUnits();
}

TEST_CASE("an H100's ridges are 295 over its memory, 15,698 over PCIe 5 and 19,780 over InfiniBand NDR",
          "[levels][published]")
{
    // 989 TFLOP/s of dense BF16 over 3.35 TB/s, 63 and 50 GB/s of one direction: data sheets. Over the L2 of an H200 as
    // measured, 9.9 TB/s: 100.
    Scenario s = preset("llama-3-8b", "h100-sxm");
    CHECK(metricOf(evaluate(s), "ridge_point") == Approx(295).epsilon(0.003));
    CHECK(ridgeOver(evaluate(s), LevelKind::Memory) == Approx(295).epsilon(0.003));
    CHECK(ridgeOver(evaluate(with(s, "lever.weight_offload", "on")), LevelKind::HostLink) ==
          Approx(15698).epsilon(0.003));
    s.deployment.split.tensor = 16;
    CHECK(ridgeOver(evaluate(s), LevelKind::Network) == Approx(19780).epsilon(0.003));
    Scenario cached = preset("resnet-18", "h200-sxm"); // 23 MB, which the L2 holds
    cached.deployment.weights = cached.deployment.activations = Precision::BF16;
    cached.deployment.memoryLevel = 1;
    CHECK(metricOf(evaluate(cached), "ridge_point") == Approx(100).epsilon(0.003));
}

TEST_CASE("around a ring over two nodes of eight a sum takes 1.53 times as long as within one",
          "[collectives][published]")
{
    // inference-sim/inference-sim#1667: links nine times as fast inside; 1 + (9 − 1)·(2 − 1)/(16 − 1), of a ring whose
    // hops are blended. Ours is a sum of within and between, 2·7/8 + 9·2·(1/2)/8 over 2·15/16: as much.
    const Link<> fast{BytesPerSecond<>(450e9), Seconds<>(0)}, slow{BytesPerSecond<>(50e9), Seconds<>(0)};
    const auto time = [&](double perNode) {
        return formula::exchangeTime(OperatorKind::AllReduce, Bytes<>(1e9), {16, perNode}, fast, slow).inBaseUnits();
    };
    CHECK(time(8) / time(16) == Approx(1.53).epsilon(0.003));
}

/// Training of the scaling book's network: two matrices in each layer, on chips whose links of one axis carry 180 GB/s
/// both ways together and start at once.
Scenario chips(double ffnWidth, const Split& split, double tokens)
{
    Decoder d = decoderOf("llama-2-7b");
    d.layers = 2, d.width = 8192, d.heads = d.kvHeads = 48, d.headSize = 128;
    d.ffnWidth = ffnWidth, d.gated = false;
    Scenario s = scenarioOf(d, devicePreset("tpu-v5p"));
    s.training.task = Task::Training;
    s.device.deviceLink()->bandwidth = 180e9;
    s.device.devicesPerNode = split.devices();
    s.device.launchOverhead = 0;
    s.deployment.network.latency = s.deployment.network.linkLatency = 0;
    s.deployment.split = split;
    s.workload.batch = split.data;
    s.workload.promptTokens = tokens; // of each replica
    return s;
}

/// Seconds of the network's matrices in one stage: products, and bytes over the links that their exchanges cross.
struct MlpTimes {
    double compute = 0, link = 0, network = 0;
};

MlpTimes mlpOf(const Scenario& s, std::size_t stage)
{
    const Evaluation e = evaluate(s);
    const Levels levels(e);
    MlpTimes sum;
    for (std::size_t i = 0; i < e.stages[stage].operators.size(); ++i) {
        const Operator& op = e.program.stages[stage].operators[i];
        if (op.name.find("mlp.") == std::string::npos || op.kind != OperatorKind::Linear) {
            continue;
        }
        const auto over = [&](LevelKind kind) {
            const Level* level = levels.find(kind);
            return level ? op.count * levels.use(kind, stage, i).bytes.inBaseUnits() / level->rate : 0;
        };
        sum.compute += op.count * e.stages[stage].operators[i].times.compute.inBaseUnits();
        sum.link += over(LevelKind::NodeLink);
        sum.network += over(LevelKind::Network);
    }
    return sum;
}

constexpr std::size_t forward = 0, backward = 1;

TEST_CASE("replicas on TPU v5p need 2,550 tokens each before the sum of their gradients is no longer the limit",
          "[levels][split][published]")
{
    // jax-ml/scaling-book, training.md at 0819a7d: 459 TFLOP/s over 180 GB/s. A ring of n sends (n − 1)/n of that.
    const double n = 64, tokens = 1024;
    const MlpTimes t = mlpOf(chips(32768, {.data = n}, tokens), backward);
    CHECK(tokens * t.link / t.compute * n / (n - 1) == Approx(2550).epsilon(0.001));
}

TEST_CASE("a network 28,672 wide is shared by 11 tensor ranks at most", "[levels][split][published]")
{
    // jax-ml/scaling-book, training.md: F / 2550, for sums that t ranks all send in full; (t − 1)/t of it are sent.
    const double t = 8;
    const MlpTimes times = mlpOf(chips(28672, {.tensor = t}, 1024), forward);
    CHECK(t / (times.link / times.compute * t / (t - 1)) == Approx(11).epsilon(0.03));
}

TEST_CASE("a pod of 3.8 EFLOP/s needs 76,000 tokens before what leaves it at 50 TB/s is no longer the limit",
          "[levels][split][published]")
{
    // jax-ml/scaling-book, training.md; 71,000 in later editions. Of two pods each sends half of twice the gradients.
    const double pods = 2, chipsOfPod = 8192, tokens = 8;
    Scenario s = chips(32768, {.data = pods * chipsOfPod}, tokens);
    s.device.devicesPerNode = chipsOfPod;
    s.device.peak[std::size_t(Precision::BF16)] = 3.8e18 / chipsOfPod;
    s.deployment.network.bandwidth = 50e12 / chipsOfPod;
    const MlpTimes t = mlpOf(s, backward);
    CHECK(tokens * chipsOfPod * t.network / t.compute * pods / (pods - 1) == Approx(76000).epsilon(1e-9));
}

TEST_CASE("shared both ways, a network 32,768 wide needs 400 tokens of each chip", "[levels][split][published]")
{
    // jax-ml/scaling-book, training.md: weights shared over two axes, 360 GB/s, and tensor ranks over one, best with
    // 6.4 of them: 2·2550²/F = 397, where ranks send all and not (n − 1)/n of it. With that a bound needs fewer.
    const double replicas = 64, ranks = 6, tokens = 2048;
    Scenario s = chips(32768, {.data = replicas, .tensor = ranks, .sharded = Sharded::Weights}, tokens);
    s.device.devicesPerNode = ranks;
    s.deployment.network.bandwidth = 360e9;
    const MlpTimes t = mlpOf(s, forward);
    const auto needed = [&](double ofWeights, double ofSums) { // of each chip, where both take as long as the products
        return tokens / ranks * (ofWeights * t.network / t.compute) / (1 - ofSums * t.link / t.compute);
    };
    CHECK(needed(replicas / (replicas - 1), ranks / (ranks - 1)) == Approx(400).epsilon(0.01));
    CHECK(needed(1, 1) < 400);
}

} // namespace
} // namespace ridge

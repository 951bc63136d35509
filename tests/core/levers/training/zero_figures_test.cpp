// Published figures of states that replicas share: ZeRO's tables and DeepSpeed's estimates.

#include "tests/core/metrics/published_runs.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

using namespace test;

constexpr double gibi = 0x1p30, mebi = 0x1p20;

Scenario sharedOver(double replicas, Sharded sharded, double tensor = 1)
{
    Scenario s = trainingOf(on(gptOf(48, 2048, 16), "v100-sxm2"), 1e9, 1);
    s.workload.batch = replicas;
    s.deployment.split = {.data = replicas, .tensor = tensor, .sharded = sharded};
    return s;
}

/// Bytes that a rank holds of weights, gradients and optimizer.
double stateOf(const Scenario& s)
{
    const Evaluation e = evaluate(s);
    return (e.memory.weights + e.memory.gradients + e.memory.optimizer).inBaseUnits();
}

/// The same of each parameter of the whole model.
double stateOfEach(const Scenario& s) { return stateOf(s) / assessed(s, "parameters"); }

TEST_CASE("the state of 1.5 B parameters takes 24 GB", "[training][published]")
{
    // Rajbhandari et al. 2020 (arXiv:1910.02054v3), section 3: 16 bytes of each with Adam in mixed precision.
    CHECK(1.5 * stateOfEach(sharedOver(1, Sharded::Nothing)) == Approx(24).epsilon(1e-9));
}

TEST_CASE("ZeRO's columns of 128 B and of a trillion parameters come out", "[training][published]")
{
    // arXiv:1910.02054v3, table 1, decimal GB; both columns are cut off, not rounded: 4187.5, 257.75, 2013.67.
    const auto gigabytes = [](double billions, double replicas, Sharded sharded) {
        return billions * stateOfEach(sharedOver(replicas, sharded));
    };
    CHECK(gigabytes(128, 64, Sharded::Optimizer) == Approx(536).epsilon(0.003));
    CHECK(gigabytes(128, 1024, Sharded::Gradients) == Approx(257).epsilon(0.003));
    CHECK(gigabytes(128, 64, Sharded::Weights) == Approx(32).epsilon(0.003));
    CHECK(gigabytes(128, 1024, Sharded::Weights) == Approx(2).epsilon(0.003));
    CHECK(gigabytes(1000, 64, Sharded::Optimizer) == Approx(4187).epsilon(0.003));
    CHECK(gigabytes(1000, 1024, Sharded::Gradients) == Approx(2013).epsilon(0.003));
    CHECK(gigabytes(1000, 64, Sharded::Weights) == Approx(250).epsilon(0.003));
    CHECK(gigabytes(1000, 1024, Sharded::Weights) == Approx(15.6).epsilon(0.003));
}

TEST_CASE("on GPUs of 32 GB ZeRO's largest models have 7.6 to 2,000 B parameters", "[training][published]")
{
    // arXiv:1910.02054v3, table 2: 64 replicas, of one device or of 16 tensor ranks. Rows of 16 are 16 times the first
    // one after it was rounded: 7.6·16 = 121.6, where 122.3 fit; 2,048 is printed 2T.
    const auto billions = [](double tensor, Sharded sharded) {
        return 32 / stateOfEach(sharedOver(64, sharded, tensor));
    };
    CHECK(billions(1, Sharded::Optimizer) == Approx(7.6).epsilon(0.03));
    CHECK(billions(1, Sharded::Gradients) == Approx(14.4).epsilon(0.03));
    CHECK(billions(16, Sharded::Nothing) == Approx(32).epsilon(0.03));
    CHECK(billions(16, Sharded::Optimizer) == Approx(121.6).epsilon(0.03));
    CHECK(billions(16, Sharded::Weights) == Approx(2000).epsilon(0.03));
}

TEST_CASE("activations of GPT-2 XL are more than the 60 GB of ZeRO's footnote, which leaves out scores and masks",
          "[training][published]")
{
    // arXiv:1910.02054v3, section 3.2: 1,024 tokens, batch 32: 12·h·B·s·L elements of 2 bytes. Disputed: a layer keeps
    // 34·s·b·h bytes and 5·a·s²·b of scores (Korthikanti et al. 2022), 287 GB for all; without scores and masks it is
    // 16 elements of each h, not 12.
    Scenario s = trainingOf(preset("gpt-2-xl", "v100-sxm2"), 1e9, 1);
    s.workload.promptTokens = 1024, s.workload.batch = 32;
    const double row = 1600 * 32.0 * 1024 * 48;
    const auto layers = [](Scenario of) {
        const double all = assessed(of, "training_activations");
        of.model.decoder()->layers += 1;
        return 48 * (assessed(of, "training_activations") - all);
    };
    s.deployment.fusion = Fusion::None;
    s.training.dropout = true;
    CHECK(layers(s) == Approx(row * (34 + 5 * 25 * 1024 / 1600.0)));
    CHECK(layers(s) == Approx(287e9).epsilon(0.002));
    s.training.dropout = false;
    s.training.recomputation = Recomputation::Selective;
    CHECK(layers(s) == Approx(16 * row * 2));
    CHECK(layers(s) > 60e9);
}

/// Its largest table, whose rows DeepSpeed gathers in FP32.
double largestTable(const Scenario& s)
{
    double largest = 0;
    const Evaluation e = evaluate(s);
    for (const StageResult& stage : e.stages) {
        for (const OperatorCost& cost : stage.operators) {
            largest = std::max(largest, cost.parameters);
        }
    }
    return largest;
}

TEST_CASE("a rank of T5 holds what DeepSpeed estimates", "[training][published]")
{
    // deepspeedai/DeepSpeed, docs/code-docs/source/memory.rst at 077e674, in GiB and MiB. t5-3b with its optimizer in
    // the host's memory: ZeRO-2 leaves 2 bytes of each weight on the device, 5.31 GiB; ZeRO-3 over eight an eighth of
    // them, and the largest layer in FP32, which the page gives in whole millions: 0.78 GiB. t5-large over four with
    // FP32 gradients: 18 bytes over four and that layer: 3,291 MiB. What the host holds, 127.45 GiB with a factor of
    // 1.5 for buffers, is in no program here.
    Scenario large = with(preset("t5-3b", "h100-sxm"), "workload.task", "training");
    CHECK(evaluate(large).memory.weights.inBaseUnits() / gibi == Approx(5.31).epsilon(0.001));
    const double table = largestTable(large);
    CHECK(table == 32128 * 1024);
    large.workload.batch = 8;
    large.deployment.split = {.data = 8, .sharded = Sharded::Weights};
    const double millions = std::floor(table / 1e6);
    CHECK((evaluate(large).memory.weights.inBaseUnits() + 4e6 * millions) / gibi == Approx(0.78).epsilon(0.006));
    Scenario small = with(preset("t5-large", "h100-sxm"), "workload.task", "training");
    small.training.regime = Regime::MixedWide;
    small.workload.batch = 4;
    small.deployment.split = {.data = 4, .sharded = Sharded::Weights};
    CHECK((stateOf(small) + 4 * table) / mebi == Approx(3291).epsilon(0.001));
}

} // namespace
} // namespace ridge

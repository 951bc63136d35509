// Published figures of what a training step keeps and computes again: Korthikanti's figures 1 and 7, and √L.

#include "core/formulas/formulas.h"

#include "tests/core/metrics/published_runs.h"
#include "tests/support/layers.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace ridge {
namespace {

using namespace test;

struct Gpt {
    double layers, width, heads, batch;
};
constexpr Gpt b22{48, 6144, 64, 4}, b175{96, 12288, 96, 1}, b530{105, 20480, 128, 1}, t1{128, 25600, 160, 1};

/// With dropout and nothing fused, over eight tensor ranks, as the paper counts.
Scenario stepOf(const Gpt& gpt, bool sequence = false, Recomputation again = Recomputation::None)
{
    Scenario s = trainingOf(on(gptOf(gpt.layers, gpt.width, gpt.heads), "a100-80gb"), 1e9, 1);
    s.training.dropout = true;
    s.training.recomputation = again;
    s.deployment.fusion = Fusion::None;
    s.deployment.split.tensor = 8;
    s.deployment.split.sequence = sequence;
    s.workload.batch = gpt.batch;
    return s;
}

/// Bytes that a rank keeps of one more layer.
double layerOf(Scenario s)
{
    const double all = assessed(s, "training_activations");
    s.model.decoder()->layers += 1;
    return assessed(s, "training_activations") - all;
}

double gibibytes(const Gpt& gpt, const Scenario& s) { return gpt.layers * layerOf(s) / 0x1p30; }

/// The same on the first of so many pipeline ranks with three parts each, all of which have begun.
double inThreeParts(Scenario s, double ranks)
{
    s.deployment.split.pipeline = s.deployment.split.microBatches = s.workload.batch = ranks;
    s = with(with(std::move(s), "lever.interleaved_pipeline", "on"), "lever.interleaved_pipeline.parts", "3");
    const double once = assessed(s, "training_activations");
    s.model.decoder()->layers *= 2; // with the head they have together counted once
    return (assessed(s, "training_activations") - once) / 0x1p30;
}

TEST_CASE("layers of GPT keep 59.25 to 114 GiB on a rank, 23.1 and 26.6 with sequences shared and scores made again",
          "[training][split][published]")
{
    // Korthikanti et al. 2022 (arXiv:2205.05198), fig. 1, equations 2 and 6: eight tensor ranks; 175 B and 530 B have
    // three interleaved parts on each of 8 and 35 pipeline ranks, 1 + (p − 1)/(p·3) times as much on the first.
    const auto selective = [](const Gpt& gpt) { return stepOf(gpt, true, Recomputation::Selective); };
    CHECK(gibibytes(b22, stepOf(b22)) == Approx(59.25).epsilon(1e-9));
    CHECK(inThreeParts(stepOf(b175), 8) == Approx(66.84375).epsilon(1e-9));
    CHECK(inThreeParts(stepOf(b530), 35) == Approx(114.0234375).epsilon(1e-9));
    CHECK(inThreeParts(selective(b530), 35) == Approx(23.076171875).epsilon(1e-9));
    CHECK(gibibytes(t1, selective(t1)) == Approx(26.5625).epsilon(1e-9));
}

TEST_CASE("of what tensor ranks keep, sharing sequences and computing again leave the shares of Korthikanti's figure 7",
          "[training][split][published]")
{
    // arXiv:2205.05198, fig. 7, read off a bar chart; of a block that is computed again every rank keeps the whole
    // input, 2·s·b·h.
    const auto percent = [](const Gpt& gpt, bool sequence, Recomputation again) {
        return 100 * layerOf(stepOf(gpt, sequence, again)) / layerOf(stepOf(gpt));
    };
    constexpr auto none = Recomputation::None, scores = Recomputation::Selective, all = Recomputation::Full;
    CHECK(percent(b22, true, scores) == Approx(16.18).epsilon(0.012));
    CHECK(percent(b175, false, scores) == Approx(56.53).epsilon(0.012));
    CHECK(percent(b175, true, none) == Approx(62.04).epsilon(0.012));
    CHECK(percent(b530, false, scores) == Approx(62.04).epsilon(0.012));
    CHECK(percent(b530, true, none) == Approx(58.31).epsilon(0.012));
    CHECK(percent(t1, true, scores) == Approx(20.27).epsilon(0.012));
    CHECK(percent(t1, false, all) == Approx(9.42).epsilon(0.012));
}

TEST_CASE("without scores GPT-3 keeps 70 % less, and MT-NLG 65 %", "[training][published]")
{
    // arXiv:2205.05198, section 5: 5·a·s/h of 34 + 5·a·s/h.
    const auto saved = [](const Gpt& gpt) {
        Scenario s = stepOf(gpt);
        s.deployment.split = {};
        const double all = layerOf(s);
        s.training.recomputation = Recomputation::Selective;
        return 100 * (1 - layerOf(s) / all);
    };
    CHECK(saved(b175) == Approx(70).epsilon(0.01));
    CHECK(saved(b530) == Approx(65).epsilon(0.01));
}

TEST_CASE("attention is 1.6 % of MT-NLG's products, and a third of that is what scores cost that are computed again",
          "[training][published]")
{
    // arXiv:2205.05198, section 5 and appendix A: s/(6·h) of 1 + s/(6·h), of layers alone. Disputed as the overhead of
    // recomputation: equation 8 counts backward again as well.
    Scenario s = stepOf(b530);
    s.deployment.split = {};
    const auto ofLayer = [&s](std::string_view id) {
        const double before = assessed(s, id);
        s.model.decoder()->layers += 1;
        const double after = assessed(s, id);
        s.model.decoder()->layers -= 1;
        return after - before;
    };
    const double layer = ofLayer("macs"), attention = ofLayer("attention_macs");
    CHECK(100 * attention / layer == Approx(1.6).epsilon(0.03));
    s.training.recomputation = Recomputation::Selective;
    CHECK(ofLayer("macs") - layer == Approx(attention / 3).epsilon(1e-9));
}

TEST_CASE("weights, gradients and optimizer of Megatron's blocks take 18 bytes of each parameter, over all GPUs",
          "[training][split][published]")
{
    // arXiv:2205.05198, fig. 1: FP32 gradients; matrices of the blocks alone, over 8 tensor ranks and 8, 35 or 64 of
    // the pipeline: 45.56, 31.64 and 32.96 GiB.
    for (const auto& [gpt, pipeline, printed] :
         {std::tuple{b175, 8.0, 45.5625}, {b530, 35.0, 31.640625}, {t1, 64.0, 32.958984375}}) {
        Scenario s = stepOf(gpt);
        s.training.regime = Regime::MixedWide;
        s.workload.batch = s.deployment.split.microBatches = pipeline;
        s.deployment.split.pipeline = pipeline;
        const Evaluation e = evaluate(s);
        double matrices = 0, all = 0;
        for (const Operator& op : e.program.stages[0].operators) {
            const double weights = formula::weights(op.kind, op.sizes, op.weightParameters);
            all += op.count * (weights + op.sizes.bias);
            matrices += op.kind == OperatorKind::Linear && op.block != 0 ? op.count * weights : 0;
        }
        const double state = (e.memory.weights + e.memory.gradients + e.memory.optimizer).inBaseUnits();
        CAPTURE(gpt.width, all);
        CHECK(state * matrices / all / 0x1p30 == Approx(printed).epsilon(1e-9));
    }
}

TEST_CASE("computing scores again is faster than computing blocks again, by less than a third of the products",
          "[training][published]")
{
    // arXiv:2205.05198, tables 4 and 5, measured: 29.0, 31.8 and 29.7 % more a second for 22 B, 175 B and 530 B; a
    // layer of 22 B takes 39 % longer where it is computed again. Products say a third of the whole; what a device does
    // beside them is its own.
    for (const auto& [gpt, measured] : {std::pair{b22, 0.290}, {b175, 0.318}, {b530, 0.297}}) {
        Scenario s = trainingOf(on(gptOf(gpt.layers, gpt.width, gpt.heads), "a100-80gb"), 1e9, 1);
        s.training.microBatches = 64;
        s.deployment.fusion = Fusion::Elementwise;
        s.training.recomputation = Recomputation::Full;
        const double whole = assessed(s, "training_step_time");
        s.training.recomputation = Recomputation::Selective;
        const double gain = whole / assessed(s, "training_step_time") - 1;
        CAPTURE(gpt.width, gain, measured);
        CHECK(gain < 1.0 / 3);
        CHECK(gain > 0.25);
        CHECK(std::abs(gain - measured) < 0.05);
    }
}

TEST_CASE("of a hundred equal layers, ten at a time keep the least: twenty, of which one is counted twice",
          "[training][published]")
{
    // Chen et al. 2016 (arXiv:1604.06174), section 4: √L checkpoints and one segment of √L layers, 2·√100, for one more
    // pass forward. The first of the segment is a checkpoint: ⌈L/k⌉ + k − 1.
    Scenario s = scenarioOf(listOf({block("a", {layer("conv", LayerKind::Conv, 8, 3)}, 100)}));
    s.training.task = Task::Training;
    const double unit = 2 * 8.0 * 32 * 32;
    const auto most = [&] { // while layers go backward, behind the loss
        double held = 0;
        for (const MemoryStep& step : evaluate(s).memory.timeline) {
            held = step.stage == 1 && step.step > 0 ? std::max(held, step.saved + step.activations) : held;
        }
        return held / unit;
    };
    s.training.recomputation = Recomputation::Full; // one at a time: all hundred are kept
    const double beside = most() - 100;
    s.training.recomputation = Recomputation::Every;
    for (double together = 1; together <= 100; ++together) {
        CAPTURE(together);
        s.training.everyBlocks = together;
        const double kept = most() - beside;
        CHECK(kept == Approx(std::ceil(100 / together) + together - 1));
        CHECK((together == 10 ? kept == Approx(2 * std::sqrt(100.0) - 1) : kept > 19));
    }
}

} // namespace
} // namespace ridge

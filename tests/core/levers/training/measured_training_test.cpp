// Training on an H100, measured with PyTorch 2.11.0 (CUDA 13.0) on 2026-11-27: weights random, fused AdamW, attention
// by scaled_dot_product_attention, Hugging Face transformers; what lay in memory before is taken off.

#include "core/evaluate/evaluate.h"
#include "core/scenario/families/transformer.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

namespace ridge {
namespace {

using namespace test;

/// A GPT layer of width 2048 with 16 heads over 2 × 1024 tokens, in BF16.
double savedByALayer(bool fused, bool dropout)
{
    Decoder d = decoderOf("gpt-3-175b");
    d.layers = 2, d.width = 2048, d.heads = d.kvHeads = 16, d.headSize = 128, d.ffnWidth = 8192;
    Scenario s = scenarioOf(d);
    s.training.task = Task::Training;
    s.training.dropout = dropout;
    s.deployment.fusion = fused ? Fusion::Attention : Fusion::None;
    s.workload.promptTokens = 1024;
    s.workload.batch = 2;
    const double two = metricOf(evaluate(s), "training_activations");
    s.model.decoder()->layers = 3;
    return metricOf(evaluate(s), "training_activations") - two;
}

TEST_CASE("what a GPT layer saves is what PyTorch saves, to the byte", "[training]")
{
    // torch.autograd.graph.saved_tensors_hooks, parameters left out. PyTorch keeps mean and deviation of two norms as
    // well, 4 bytes each of every token, and 16 bytes of random state of fused attention.
    const double statistics = 2 * 2 * 4 * 2.0 * 1024;
    CHECK(savedByALayer(false, true) + statistics == 310411264);
    CHECK(savedByALayer(false, false) + statistics == 201359360);
    CHECK(savedByALayer(true, false) + statistics + 16 == 134381584);
}

struct Run {
    const char* name;
    bool isSmall; // the 1.1 B parameters of TinyLlama; otherwise Llama-3-8B
    double layers, batch;
    bool recomputes, lora;
    Regime regime;
    Optimizer optimizer;
    double seconds, peakBytes;
};

Scenario scenarioOf(const Run& run)
{
    Scenario s = preset("llama-3-8b", "h100-sxm");
    Decoder& d = *s.model.decoder();
    d.layers = run.layers;
    if (run.isSmall) { // Zhang et al. 2024 (arXiv:2401.02385)
        d.width = 2048, d.heads = 32, d.kvHeads = 4, d.headSize = 64, d.ffnWidth = 5632, d.vocabulary = 32000;
    }
    s.training.task = Task::Training;
    s.training.regime = run.regime;
    s.training.optimizer = run.optimizer;
    s.training.recomputation = run.recomputes ? Recomputation::Full : Recomputation::None;
    s.workload.promptTokens = 2048;
    s.workload.batch = run.batch;
    return run.lora ? with(with(with(std::move(s), "lever.lora", "on"), "lever.lora.rank", "16"), "lever.lora.targets",
                           "linear")
                    : s;
}

TEST_CASE("no step of training was measured in less time or memory than ours", "[training]")
{
    constexpr auto pure = Regime::Pure;
    constexpr auto narrow = Optimizer::AdamNarrow; // moments in the weights' format
    const Run runs[] = {
        {"1.1 B, batch 1", true, 22, 1, false, false, pure, narrow, 0.0782, 11384389120},
        {"1.1 B, batch 4", true, 22, 4, false, false, pure, narrow, 0.1755, 25592126976},
        {"1.1 B, batch 4, recomputed", true, 22, 4, true, false, pure, narrow, 0.2263, 10621208064},
        {"1.1 B, batch 4, FP32 weights", true, 22, 4, false, false, Regime::Mixed, Optimizer::Adam, 0.2055,
         37987372544},
        {"Llama-3-8B, LoRA", false, 32, 1, false, true, pure, Optimizer::Adam, 0.2749, 39084893184},
        {"Llama-3-8B, LoRA, recomputed", false, 32, 1, true, true, pure, Optimizer::Adam, 0.3892, 20287587328},
        {"8 layers of Llama-3-8B", false, 8, 1, false, false, pure, narrow, 0.0837, 23286331904},
    };
    for (const Run& run : runs) {
        const Evaluation e = evaluate(scenarioOf(run));
        const double seconds = metricOf(e, "training_step_time"), bytes = metricOf(e, "training_memory");
        INFO(run.name << ": " << seconds << " s of " << run.seconds << ", " << bytes << " bytes of " << run.peakBytes);
        CHECK(seconds < run.seconds);
        CHECK(seconds > run.seconds / 4); // half or more of the peak is reached
        CHECK(bytes < run.peakBytes);
        CHECK(bytes > run.peakBytes / 2);
    }
}

} // namespace
} // namespace ridge

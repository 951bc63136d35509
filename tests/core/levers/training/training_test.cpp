// Training: what is kept from forward to backward, what weights take, what a step computes, against published counts.

#include "core/evaluate/evaluate.h"
#include "core/formats/json/project.h"
#include "core/scenario/families/transformer.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>

namespace ridge {
namespace {

using namespace test;

/// Korthikanti's layer: GPT with biases, GELU and dropout, one head per 64 channels.
Scenario gptLayers(double layers, double width, double heads, double sequence, double batch)
{
    Decoder d = decoderOf("gpt-3-175b");
    d.layers = layers, d.width = width, d.heads = d.kvHeads = heads, d.headSize = width / heads;
    d.ffnWidth = 4 * width;
    d.contextLength = std::max(d.contextLength, sequence);
    Scenario s = scenarioOf(d);
    s.training.task = Task::Training;
    s.training.dropout = true;
    s.deployment.fusion = Fusion::None;
    s.workload.promptTokens = sequence;
    s.workload.batch = batch;
    return s;
}

/// Bytes saved by one more layer.
double savedByALayer(Scenario s)
{
    const double one = metricOf(evaluate(s), "training_activations");
    s.model.decoder()->layers += 1;
    return metricOf(evaluate(s), "training_activations") - one;
}

TEST_CASE("a GPT layer saves s·b·h·(34 + 5·a·s/h) bytes", "[training]")
{
    // Korthikanti et al. 2022 (arXiv:2205.05198), eq. 1, with dropout and nothing fused.
    for (const auto& [h, a, sequence, b] :
         {std::array{512.0, 8.0, 128.0, 1.0}, std::array{12288.0, 96.0, 2048.0, 2.0}}) {
        const double sbh = sequence * b * h;
        Scenario s = gptLayers(3, h, a, sequence, b);
        CHECK(savedByALayer(s) == sbh * (34 + 5 * a * sequence / h));
        s.training.recomputation = Recomputation::Selective;
        CHECK(savedByALayer(s) == 34 * sbh);
        s.training.recomputation = Recomputation::Full;
        CHECK(savedByALayer(s) == 2 * sbh);
    }
}

TEST_CASE("with fused attention selective recomputation saves nothing", "[training]")
{
    // NVIDIA/Megatron-LM issue 1225. Fused attention keeps 34·s·b·h and four bytes of each row of scores.
    Scenario s = gptLayers(3, 512, 8, 128, 2);
    s.deployment.fusion = Fusion::Attention;
    const double fused = savedByALayer(s);
    CHECK(fused == 128.0 * 2 * 512 * 34 + 4.0 * 8 * 128 * 2);
    s.training.recomputation = Recomputation::Selective;
    CHECK(savedByALayer(s) == fused);
}

TEST_CASE("backward takes twice the products of forward", "[training]")
{
    Scenario s = gptLayers(2, 512, 8, 128, 2);
    const Evaluation e = evaluate(s);
    REQUIRE(e.program.stages.size() == 3);
    CHECK(e.program.stages[0].name == "forward");
    CHECK(e.stages[1].totals.macs.inBaseUnits() == 2 * e.stages[0].totals.macs.inBaseUnits());
    CHECK(metricOf(e, "mfu") == metricOf(e, "hfu"));
    s.training.recomputation = Recomputation::Full; // one more forward of the layers, not of the head
    const Evaluation full = evaluate(s);
    const double head = 2.0 * 128 * 512 * s.model.decoder()->vocabulary;
    CHECK(full.stages[1].totals.macs.inBaseUnits() == 3 * full.stages[0].totals.macs.inBaseUnits() - head);
    CHECK(metricOf(full, "training_flops") == metricOf(e, "training_flops"));
}

TEST_CASE("state takes 16 bytes of each parameter with Adam in mixed precision", "[training]")
{
    // ZeRO (arXiv:1910.02054), section 3.1: 2 + 2 + 12; 18 with FP32 gradients, 12 without a master copy.
    const auto bytes = [](Regime regime, Optimizer optimizer) {
        Scenario s = preset("llama-2-7b", "h100-sxm");
        s.training.task = Task::Training;
        s.training.regime = regime, s.training.optimizer = optimizer;
        const Evaluation e = evaluate(s);
        const double parameters = metricOf(e, "trainable_parameters");
        CHECK(parameters == 6738415616);
        return (e.memory.weights.inBaseUnits() + metricOf(e, "gradient_memory") + metricOf(e, "optimizer_memory")) /
               parameters;
    };
    CHECK(bytes(Regime::Mixed, Optimizer::Adam) == 16);
    CHECK(bytes(Regime::MixedWide, Optimizer::Adam) == 18);
    CHECK(bytes(Regime::Pure, Optimizer::Adam) == 12);
    CHECK(bytes(Regime::Full, Optimizer::Adam) == 16);
    CHECK(bytes(Regime::Mixed, Optimizer::Momentum) == 12);
    CHECK(bytes(Regime::Mixed, Optimizer::Sgd) == 8);
}

TEST_CASE("memory rises through forward and falls through backward", "[training]")
{
    Scenario s = gptLayers(4, 512, 8, 128, 2);
    const Evaluation e = evaluate(s);
    double before = 0;
    std::size_t stage = 0;
    for (const MemoryStep& step : e.memory.timeline) {
        CHECK(((step.stage == 0 && step.saved >= before) || (step.stage > 0 && step.saved <= before)));
        stage = step.stage;
        before = step.saved;
    }
    CHECK(stage == 2);
    CHECK(before == 0);
    const auto most = std::max_element(e.memory.timeline.begin(), e.memory.timeline.end(),
                                       [](const auto& a, const auto& b) { return a.saved < b.saved; });
    CHECK(most->saved == metricOf(e, "training_activations"));
    CHECK(e.memory.peak.held() == e.memory.peakWorking.inBaseUnits());
}

TEST_CASE("every number of a training step is derived from what it is made of", "[training]")
{
    for (const char* id : {"llama-3-8b", "mixtral-8x7b", "resnet-18", "vit-b-16", "bert-base", "t5-base"}) {
        Scenario s = preset(id, "h100-sxm");
        s.training.task = Task::Training;
        const Evaluation e = evaluate(s);
        const auto derived = deriveAll(e);
        for (std::size_t i = 0; i < derived.size(); ++i) {
            INFO(id << " " << metricCatalogue()[i].id);
            CHECK(derived[i].has_value() == e.metrics[i].value.has_value());
            if (derived[i] && e.metrics[i].value) {
                CHECK(derived[i]->value() == Approx(*e.metrics[i].value).epsilon(1e-12));
            }
        }
    }
}

TEST_CASE("a scenario of training is the same after it was saved", "[training]")
{
    Scenario s = preset("llama-3-8b", "h100-sxm");
    for (const auto& [id, text] :
         {std::pair("workload.task", "training"), std::pair("training.regime", "bf16_wide"),
          std::pair("training.optimizer", "muon"), std::pair("training.dropout", "yes"),
          std::pair("training.recomputation", "every"), std::pair("training.every_blocks", "8"),
          std::pair("training.micro_batches", "16"), std::pair("training.length", "15e12"),
          std::pair("training.lost", "0.1"), std::pair("lever.lora", "on"), std::pair("lever.lora.rank", "8")}) {
        s = with(s, id, text);
    }
    CHECK(readScenarioJson(writeScenarioJson(s)) == s);
    s = with(s, "workload.task", "inference"); // its settings are kept for the next time
    CHECK(readScenarioJson(writeScenarioJson(s)) == s);
}

TEST_CASE("settings of training that save nothing are said", "[training]")
{
    const auto says = [](const Scenario& s, std::string_view word) {
        const Evaluation e = evaluate(s);
        return std::any_of(e.issues.begin(), e.issues.end(),
                           [&](const Issue& issue) { return issue.message.find(word) != std::string::npos; });
    };
    Scenario s = preset("llama-3-8b", "h100-sxm");
    s.training.task = Task::Training;
    CHECK_FALSE(says(s, "saves nothing"));
    s.training.recomputation = Recomputation::Selective;
    CHECK(says(s, "fused attention keeps no scores"));
    s.deployment.fusion = Fusion::Elementwise;
    CHECK_FALSE(says(s, "saves nothing"));
    Scenario diffusion = preset("sd-1.5", "h100-sxm");
    diffusion.training.task = Task::Training;
    CHECK(says(diffusion, "text encoder is taken as it is"));
}

TEST_CASE("every family trains: its gradients take about twice its products", "[training]")
{
    for (const char* id : {"resnet-18", "mobilenet-v2", "vit-b-16", "swin-t", "bert-base", "llama-3-8b", "sd-1.5",
                           "llava-1.5-7b", "t5-base", "clip-vit-b-32"}) {
        INFO(id);
        Scenario s = preset(id, "h100-sxm");
        s.training.task = Task::Training;
        s.deployment.fusion = Fusion::Elementwise; // fused attention computes its scores again
        const Evaluation e = evaluate(s);
        double forward = 0, backward = 0;
        for (std::size_t i = 0; i < e.stages.size(); ++i) {
            const double macs = e.stages[i].totals.macs.inBaseUnits();
            const bool learns = e.program.stages[i].gradientOf < 0 && !e.program.stages[i].frozen;
            forward += learns && i != e.program.training->update ? macs : 0;
            backward += e.program.stages[i].gradientOf >= 0 ? macs : 0;
        }
        CHECK(backward <= 2 * forward);
        CHECK(backward > 1.7 * forward); // the first layers need no gradient of their input
    }
}

TEST_CASE("a step of training is more than three times a pass, and its figures are absent of inference", "[training]")
{
    for (const NamedScenario& named : presetScenarios()) {
        INFO(named.name);
        Scenario s = named.scenario;
        CHECK_FALSE(metric(evaluate(s), "training_memory").value);
        s.training.task = Task::Training;
        const Evaluation e = evaluate(s);
        CHECK(metric(e, "training_memory").value);
        CHECK_FALSE(metric(e, "tpot").value);
        CHECK_FALSE(metric(e, "kv_cache").value);
        CHECK(e.memory.gradients > Bytes<>());
    }
}

} // namespace
} // namespace ridge

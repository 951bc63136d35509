#include "core/analysis/memory/memory_plan.h"
#include "core/evaluate/evaluate.h"
#include "tests/support/fusing.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <random>

namespace ridge {
namespace {

using namespace test;

bool reads(const Stage& stage, const Operator& op, TensorId id)
{
    for (std::uint32_t u = 0; u < op.inputCount; ++u) {
        if (stage.uses[op.firstInput + u] == id) {
            return true;
        }
    }
    return false;
}

/// Asks of every tensor at every step whether it has been born and whether anybody still needs it.
double liveAt(const Stage& stage, std::size_t step, bool inputCounts)
{
    double sum = 0;
    for (std::size_t t = 0; t < stage.tensors.size(); ++t) {
        const Tensor& tensor = stage.tensors[t];
        const auto id = static_cast<TensorId>(t);
        const bool isInput = tensor.role == TensorRole::Input;
        bool born = isInput;
        bool needed = false;
        bool used = false;
        for (std::size_t i = 0; i < stage.operators.size(); ++i) {
            const Operator& op = stage.operators[i];
            const bool touches = op.output == id || reads(stage, op, id);
            used = used || touches;
            born = born || (i <= step && op.output == id);
            needed = needed || (i >= step && touches);
        }
        needed = needed || tensor.role == TensorRole::Output;
        if (used && born && needed && !tensor.onChip && (inputCounts || !isInput)) {
            sum += tensor.elements();
        }
    }
    return sum;
}

void checkLive(const std::string& name, const Evaluation& e)
{
    const bool inputCounts = e.scenario->convention.inputInPeak;
    const double bytes = infoOf(e.scenario->deployment.activations).bits / 8;
    double peak = 0;
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        const Stage& stage = e.program.stages[s];
        REQUIRE(e.stages[s].live.size() == stage.operators.size());
        for (std::size_t i = 0; i < stage.operators.size(); ++i) {
            INFO(name << ": " << stage.operators[i].name);
            const double expected = liveAt(stage, i, inputCounts);
            CHECK(e.stages[s].live[i].inBaseUnits() == Approx(bytes * expected).epsilon(1e-12));
            peak = std::max(peak, expected);
        }
    }
    CHECK(e.memory.peakLiveElements == Approx(peak).epsilon(1e-12));
    CHECK(e.memory.arena.inBaseUnits() >=
          e.memory.peakLive.inBaseUnits() * (1 - 1e-12)); // disjoint places for all alive
}

TEST_CASE("the live set is what has been born and is still needed", "[memory]")
{
    for (const char* model : {"resnet-50", "vgg-16", "mobilenet-v2", "llama-3-8b", "gpt-2", "mistral-7b"}) {
        for (const char* fusion : {"none", "elementwise", "attention"}) {
            for (const char* input : {"yes", "no"}) {
                Scenario s = with(preset(model, "h100-sxm"), "deployment.fusion", fusion);
                checkLive(model, evaluate(with(s, "convention.input_in_peak", input)));
            }
        }
    }
    checkLive("DeepSeek-V2-Lite", evaluate(scenarioOf(deepSeekV2Lite())));
}

TEST_CASE("fusion never makes the peak larger", "[memory]")
{
    for (const NamedScenario& one : presetScenarios()) {
        const double none = evaluate(with(one.scenario, "deployment.fusion", "none")).memory.peakLiveElements;
        const double some = evaluate(with(one.scenario, "deployment.fusion", "elementwise")).memory.peakLiveElements;
        const double most = evaluate(with(one.scenario, "deployment.fusion", "attention")).memory.peakLiveElements;
        INFO(one.name);
        CHECK(some <= none);
        CHECK(most <= some);
    }
}

// ---- worked by hand ---------------------------------------------------------------------------------------------

/// Operators over tensors given by size: {inputs…} → output. The first tensor is the network's input.
struct Step {
    std::vector<TensorId> inputs;
    TensorId output;
};

Stage stageOf(const std::vector<double>& sizes, const std::vector<Step>& steps)
{
    Stage stage;
    for (const double size : sizes) {
        stage.tensors.push_back({.c = size});
    }
    stage.tensors.front().role = TensorRole::Input;
    stage.tensors.back().role = TensorRole::Output;
    for (const Step& step : steps) {
        Operator& op = stage.operators.emplace_back();
        op.kind = OperatorKind::Convolution;
        op.firstInput = static_cast<std::uint32_t>(stage.uses.size());
        op.inputCount = static_cast<std::uint32_t>(step.inputs.size());
        op.output = step.output;
        stage.uses.insert(stage.uses.end(), step.inputs.begin(), step.inputs.end());
    }
    return stage;
}

MemoryPlan planOf(const Stage& stage, bool inputCounts = true)
{
    Scenario scenario;
    scenario.deployment.activations = Precision::INT8; // one byte per element
    scenario.convention.inputInPeak = inputCounts;
    Program program;
    program.stages.push_back(stage);
    std::vector<StageResult> results(1);
    return planMemory(scenario, program, results);
}

TEST_CASE("a skip connection keeps its tensor alive over the branch", "[memory]")
{
    // in 10 → a 40 → b 20 → (a + b) 40. While b is made, a, b: 60; while they are added, a, b, sum: 100.
    const Stage stage = stageOf({10, 40, 20, 40}, {{{0}, 1}, {{1}, 2}, {{1, 2}, 3}});
    const MemoryPlan plan = planOf(stage);
    CHECK(plan.peakLiveElements == 100);
    CHECK(plan.peakSheetElements == 100); // the addition has two inputs
    CHECK(plan.peakLive.inBaseUnits() == 100);
}

TEST_CASE("max(in + out) misses what only waits", "[memory]")
{
    // in 10 → a 40 → b 30 → c 30 → (a + c) 5: while c is made, a waits: 40 + 30 + 30 = 100, but in + out is 60.
    const Stage stage = stageOf({10, 40, 30, 30, 5}, {{{0}, 1}, {{1}, 2}, {{2}, 3}, {{1, 3}, 4}});
    const MemoryPlan plan = planOf(stage);
    CHECK(plan.peakLiveElements == 100);
    CHECK(plan.peakSheetElements == 75); // the addition: 40 + 30 + 5
}

TEST_CASE("the network's input counts in the peak or not, as the convention says", "[memory]")
{
    // in 100 → a 10 → out 50
    const Stage stage = stageOf({100, 10, 50}, {{{0}, 1}, {{1}, 2}});
    CHECK(planOf(stage, true).peakLiveElements == 110);
    CHECK(planOf(stage, false).peakLiveElements == 60);
    CHECK(planOf(stage, true).peakSheetElements == 110);
    CHECK(planOf(stage, false).peakSheetElements == 60);
}

TEST_CASE("an arena with holes is larger than the live set", "[memory]")
{
    // a 10 and b 10 lie side by side behind the input 1; when a is gone, c 15 does not fit into its hole of 11.
    //   in@0 a@1…11 b@11…21; then in and a are free: 0…11; c 15 goes to 21…36.
    const Stage stage = stageOf({1, 10, 10, 15}, {{{0}, 1}, {{1}, 2}, {{2}, 3}});
    const MemoryPlan plan = planOf(stage);
    CHECK(plan.peakLiveElements == 25); // b and c
    CHECK(plan.arena.inBaseUnits() == 36);
}

TEST_CASE("random graphs: arena ≥ live set ≥ largest tensor, and the live set equals the oracle", "[memory][oracle]")
{
    std::mt19937 random(11);
    for (int round = 0; round < 200; ++round) {
        const auto pick = [&](std::size_t n) { return static_cast<TensorId>(random() % n); };
        std::vector<double> sizes{1.0 + pick(50)};
        std::vector<Step> steps;
        for (int i = 0; i < 12; ++i) {
            Step step{{pick(sizes.size())}, static_cast<TensorId>(sizes.size())};
            if (random() % 2) {
                step.inputs.push_back(pick(sizes.size()));
            }
            sizes.push_back(1.0 + pick(50));
            steps.push_back(step);
        }
        Stage stage = stageOf(sizes, steps);
        const bool inputCounts = random() % 2;
        const MemoryPlan plan = planOf(stage, inputCounts);
        double peak = 0;
        for (std::size_t i = 0; i < stage.operators.size(); ++i) {
            peak = std::max(peak, liveAt(stage, i, inputCounts));
        }
        CHECK(plan.peakLiveElements == peak);
        CHECK(plan.arena.inBaseUnits() >= peak);
        CHECK(plan.peakLiveElements >= *std::max_element(sizes.begin() + 1, sizes.end()));
    }
}

// ---- the timeline -----------------------------------------------------------------------------------------------

TEST_CASE("the timeline runs through every stage once and ends with the whole cache", "[memory]")
{
    for (const NamedScenario& one : presetScenarios()) {
        const Evaluation e = evaluate(one.scenario);
        INFO(one.name);
        REQUIRE_FALSE(e.memory.timeline.empty());
        CHECK(e.memory.timeline.back().kvCache == Approx(e.memory.kvCache.inBaseUnits()).epsilon(1e-12));
        CHECK(e.memory.timeline.back().position == 1);
        double cache = 0;
        for (const MemoryStep& step : e.memory.timeline) {
            CHECK(step.kvCache >= cache); // a cache never shrinks within a request
            cache = step.kvCache;
        }
        const MemoryStep& peak = e.memory.timeline[e.memory.peakStep];
        for (const MemoryStep& step : e.memory.timeline) {
            CHECK(step.activations + step.kvCache <= peak.activations + peak.kvCache);
        }
    }
}

TEST_CASE("what is alive at the peak adds up to the peak's activations", "[memory]")
{
    for (const NamedScenario& one : presetScenarios()) {
        const Evaluation e = evaluate(one.scenario);
        double sum = 0;
        for (const auto& alive : e.memory.aliveAtPeak) {
            CHECK_FALSE(alive.name.empty());
            sum += alive.size.inBaseUnits();
        }
        INFO(one.name);
        CHECK(sum == Approx(e.memory.timeline[e.memory.peakStep].activations).epsilon(1e-12));
    }
}

TEST_CASE("repeated blocks appear as often as they run, without copies", "[memory]")
{
    const Evaluation e = evaluate(with(preset("llama-3-8b", "h100-sxm"), "workload.output_tokens", "0"));
    double runs = 0;
    for (const Operator& op : e.program.stages[0].operators) {
        runs += op.count;
    }
    CHECK(e.program.stages[0].operators.size() < 25);
    CHECK(static_cast<double>(e.memory.timeline.size()) == runs);
}

TEST_CASE("the cache grows layer by layer in prefill and token by token in decode", "[memory]")
{
    // Tiny decoder: 2·1·4 = 8 elements per token and layer, 3 layers, 2 bytes; 10 + 6 tokens, each with a place
    // from when it is chosen: the first from prefill on.
    Scenario s = scenarioOf(tinyDecoder());
    s.workload = {.batch = 1, .promptTokens = 10, .outputTokens = 6};
    const Evaluation e = evaluate(s);
    std::vector<double> prefill, decode;
    for (const MemoryStep& step : e.memory.timeline) {
        std::vector<double>& seen = step.stage == 0 ? prefill : decode;
        if (seen.empty() || seen.back() != step.kvCache) {
            seen.push_back(step.kvCache);
        }
    }
    CHECK(prefill == std::vector<double>{0, 176, 352, 528});       // 11 tokens · 8 · 2 B per layer
    CHECK(decode == std::vector<double>{576, 624, 672, 720, 768}); // 3 layers · 8 · 2 B per token
}

TEST_CASE("a full window stops the growth of the cache", "[memory]")
{
    // Window 12 in all three layers: 11 tokens after the prompt, then one more, then no growth: 12·8·3·2 B = 576.
    Decoder d = tinyDecoder();
    d.slidingWindow = 12;
    Scenario s = scenarioOf(d);
    s.workload = {.batch = 1, .promptTokens = 10, .outputTokens = 6};
    std::vector<double> decode;
    for (const MemoryStep& step : evaluate(s).memory.timeline) {
        if (step.stage == 1) {
            decode.push_back(step.kvCache);
        }
    }
    CHECK(decode == std::vector<double>{576, 576, 576, 576, 576});
    s.workload.promptTokens = 20; // full before the prompt ends: each layer keeps 12 of 20
    const Evaluation e = evaluate(s);
    CHECK(e.memory.timeline.back().kvCache == 576);
    CHECK(e.memory.kvCache.inBaseUnits() == 576);
}

TEST_CASE("the peak rule decides what the peak of the activations means", "[memory]")
{
    const Scenario s = preset("mobilenet-v2", "stm32f746");
    const MemoryPlan& live = evaluate(s).memory;
    CHECK(live.peakActivations == live.peakLive);
    const Evaluation sheet = evaluate(with(s, "convention.peak", "in_plus_out"));
    CHECK(sheet.memory.peakActivations == sheet.memory.peakSheet);
    const Evaluation arena = evaluate(with(s, "convention.peak", "arena"));
    CHECK(arena.memory.peakActivations == arena.memory.arena);
    // MobileNetV2's stride-2 depthwise layer: 96·112² in, 96·56² out.
    CHECK(sheet.memory.peakSheetElements == 96.0 * 112 * 112 + 96.0 * 56 * 56);
    CHECK(metricOf(sheet, "activation_memory_peak") == 1505280); // int8
}

} // namespace
} // namespace ridge

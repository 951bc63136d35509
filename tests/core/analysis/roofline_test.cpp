#include "core/analysis/evaluation.h"
#include "core/evaluate/evaluate.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <cmath>

namespace ridge {
namespace {

using namespace test;

template <class Visit> void forEachOperator(const Evaluation& e, Visit visit)
{
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        for (std::size_t i = 0; i < e.stages[s].operators.size(); ++i) {
            visit(e.program.stages[s].operators[i], e.stages[s].operators[i]);
        }
    }
}

/// Fixed to one level, so that an edit of its bandwidth cannot move the model elsewhere.
Scenario inMainMemory(const NamedScenario& one)
{
    Scenario s = one.scenario;
    s.deployment.memoryLevel = static_cast<int>(s.device.mainMemory() - s.device.memory.data()) + 1;
    return s;
}

void checkNeverSlower(const std::string& name, const Scenario& before, const Scenario& after)
{
    const Evaluation slow = evaluate(before);
    const Evaluation fast = evaluate(after);
    INFO(name);
    CHECK(fast.latency() <= slow.latency());
    for (std::size_t s = 0; s < slow.stages.size(); ++s) {
        for (std::size_t i = 0; i < slow.stages[s].operators.size(); ++i) {
            CHECK(fast.stages[s].operators[i].time <= slow.stages[s].operators[i].time);
        }
    }
}

TEST_CASE("twice the bandwidth never slows anything", "[roofline]")
{
    for (const NamedScenario& one : presetScenarios()) {
        const Scenario before = inMainMemory(one);
        Scenario after = before;
        for (MemoryLevel& level : after.device.memory) {
            level.bandwidth *= 2;
        }
        checkNeverSlower(one.name, before, after);
    }
}

TEST_CASE("twice the peak never slows anything", "[roofline]")
{
    for (const NamedScenario& one : presetScenarios()) {
        Scenario after = one.scenario;
        for (auto& peak : after.device.peak) {
            peak = peak ? std::optional(2 * *peak) : std::nullopt;
        }
        checkNeverSlower(one.name, one.scenario, after);
    }
}

TEST_CASE("time is the longer roof plus the overhead, and the bound says which", "[roofline]")
{
    for (const NamedScenario& one : presetScenarios()) {
        for (const double overhead : {0.0, 3e-6}) {
            Scenario s = one.scenario;
            s.device.launchOverhead = overhead;
            INFO(one.name);
            forEachOperator(evaluate(s), [&](const Operator& op, const OperatorCost& c) {
                const double own = op.inPlace ? 0 : overhead; // an epilogue is not launched
                CHECK(c.time.inBaseUnits() == c.times.roof().inBaseUnits() + own);
                const Seconds<> starting(own);
                CHECK((c.bound != Bound::Overhead || (starting > c.times.compute && starting > c.times.memory)));
                CHECK((c.bound != Bound::Compute || (c.times.compute > c.times.memory && c.times.compute >= starting)));
                CHECK((c.bound != Bound::Memory || (c.times.memory >= c.times.compute && c.times.memory >= starting)));
            });
        }
    }
}

TEST_CASE("no rate exceeds the peak, and utilisation lowers it", "[roofline]")
{
    for (const NamedScenario& one : presetScenarios()) {
        INFO(one.name);
        const Evaluation e = evaluate(one.scenario);
        const double usable = e.peak.inBaseUnits() * one.scenario.deployment.computeUtilisation;
        CHECK(metricOf(e, "achieved_ops") <= usable * (1 + 1e-12));
        forEachOperator(e, [&](const Operator&, const OperatorCost& c) {
            CHECK(c.ops.inBaseUnits() <= usable * c.time.inBaseUnits() * (1 + 1e-12));
        });
        CHECK(metricOf(e, "latency_sheet") <=
              metricOf(e, "latency") * (1 + 1e-12)); // a maximum of sums, not a sum of maxima
    }
}

TEST_CASE("the utilisations divide the roofs they name", "[roofline]")
{
    const Scenario base = preset("resnet-50", "a100-80gb");
    const Evaluation whole = evaluate(base);
    const Evaluation half = evaluate(with(base, "deployment.utilisation.compute", "50 %"));
    CHECK(metricOf(half, "t_compute") == Approx(2 * metricOf(whole, "t_compute")));
    CHECK(metricOf(half, "t_memory") == metricOf(whole, "t_memory"));
    const Evaluation narrow = evaluate(with(base, "deployment.utilisation.bandwidth", "25 %"));
    CHECK(metricOf(narrow, "t_memory") == Approx(4 * metricOf(whole, "t_memory")));
    CHECK(metricOf(narrow, "t_compute") == metricOf(whole, "t_compute"));
}

struct Ridge {
    const char* device;
    const char* weights;
    double operationsPerByte;
};

TEST_CASE("the ridge points of known machines", "[roofline]")
{
    const auto row = GENERATE(values<Ridge>({
        {"h100-sxm", "bf16", 295},  // 989 / 3.35
        {"a100-80gb", "bf16", 153}, // 312 / 2.039
        {"rtx-4090", "fp16", 183},  // 128 x 512 x 2.82e-3 / 1.008 = 184.8 / 1.008
        {"xeon-8480", "bf16", 560}, // 56 x 1024 x 3.0e-3 / 0.3072 = 172.0 / 0.3072
        {"xeon-8480", "fp16", 70},  // 56 x 128 x 3.0e-3 / 0.3072 = 21.5 / 0.3072
    }));
    Scenario s = preset("llama-3-70b", row.device); // too large for any cache: runs from the main memory
    s = with(with(s, "deployment.weights", row.weights), "deployment.activations", row.weights);
    INFO(row.device);
    CHECK(metricOf(evaluate(s), "ridge_point") == Approx(row.operationsPerByte).margin(0.5));
}

/// One linear layer on the machine of round numbers (ridge 100), fp32 weights and activations unless changed.
LayerList oneLinear(double inputs, double outputs)
{
    LayerList list;
    list.inputChannels = inputs;
    list.inputHeight = list.inputWidth = 1;
    LayerBlock block;
    block.name = "only";
    Layer layer;
    layer.name = "fc";
    layer.kind = LayerKind::Linear;
    layer.channels = outputs;
    block.layers.push_back(layer);
    list.blocks.push_back(block);
    return list;
}

TEST_CASE("the STM32F746 computes half an operation per byte of its fast memory", "[roofline]")
{
    // 864 MOP/s int8 over 1728 MB/s of DTCM, which holds a thousand values in and out; from the slower SRAM (864 MB/s)
    // it is one.
    Scenario s = preset("mobilenet-v2", "stm32f746");
    s.model = scenarioOf(oneLinear(1000, 1000)).model;
    CHECK(metricOf(evaluate(with(s, "deployment.memory_level", "DTCM")), "ridge_point") == Approx(0.5));
    CHECK(metricOf(evaluate(with(s, "deployment.memory_level", "SRAM")), "ridge_point") == Approx(1.0));
}

TEST_CASE("at the ridge both roofs take the same time", "[roofline]")
{
    // n rows through a 1000×1000 layer in bf16: 2·n·10^6 operations, 2·10^6 + 4000·n bytes. The intensity is 100 where
    // 2·10^6·n = 100·(2·10^6 + 4000·n), that is n = 125.
    Scenario s = scenarioOf(oneLinear(1000, 1000));
    s.workload.batch = 125;
    const Evaluation e = evaluate(s);
    const OperatorCost& c = e.stages[0].operators[0];
    CHECK(c.bytes.inBaseUnits() == 2e6 + 4000 * 125.0);
    CHECK(c.intensity().value() == Approx(100));
    CHECK(c.times.compute.inBaseUnits() == Approx(c.times.memory.inBaseUnits()).epsilon(1e-14));
    s.workload.batch = 124;
    CHECK(evaluate(s).verdict.bound == Bound::Memory);
    s.workload.batch = 126;
    CHECK(evaluate(s).verdict.bound == Bound::Compute);
}

TEST_CASE("the verdict says how far from the ridge the work lies", "[roofline]")
{
    // n = 1: intensity 2·10^6 / (2·10^6 + 4000) = 0.998, ridge 100: 100.2 times left of it.
    const Evaluation e = evaluate(scenarioOf(oneLinear(1000, 1000)));
    CHECK(e.verdict.margin == Approx(100.2).epsilon(1e-6));
    CHECK(e.verdict.sentence.find("Memory-bound (DRAM), 100× left of the ridge; ") == 0);
}

TEST_CASE("an operator without arithmetic is bound by memory, or by being started, and has no intensity", "[roofline]")
{
    for (const NamedScenario& one : presetScenarios()) {
        forEachOperator(evaluate(one.scenario), [&](const Operator& op, const OperatorCost& c) {
            INFO(one.name << ": " << op.name);
            if (c.ops.inBaseUnits() == 0) {
                CHECK(c.bound == (c.times.memory >= c.times.overhead ? Bound::Memory : Bound::Overhead));
                CHECK_FALSE(c.intensity());
                CHECK(c.times.compute.inBaseUnits() == 0);
            }
            if (c.bytes.inBaseUnits() == 0) {
                CHECK_FALSE(c.intensity());
                CHECK(c.times.memory.inBaseUnits() == 0);
            }
        });
    }
    const Evaluation llama = evaluate(preset("llama-3-8b", "h100-sxm"));
    CHECK(llama.program.stages[0].operators[0].kind == OperatorKind::Embedding);
    CHECK(llama.stages[0].operators[0].ops.inBaseUnits() == 0);
}

TEST_CASE("starting operators can be what limits", "[roofline]")
{
    Scenario s = preset("mobilenet-v2", "h100-sxm");
    CHECK(evaluate(s).verdict.bound != Bound::Overhead);
    s = with(s, "device.launch_overhead", "10 µs");
    const Evaluation e = evaluate(s);
    CHECK(e.verdict.bound == Bound::Overhead);
    CHECK(e.verdict.sentence.find("Overhead-bound: starting operators takes") == 0);
    double launches = 0;
    for (const Operator& op : e.program.stages[0].operators) {
        launches += op.inPlace ? 0 : op.count;
    }
    CHECK(e.stages[0].totals.times.overhead.inBaseUnits() == Approx(launches * 1e-5));
}

TEST_CASE("a format the device has no unit for runs at the next one, and the user is told", "[roofline]")
{
    Scenario s = with(preset("llama-3-8b", "a100-80gb"), "deployment.weights", "fp8");
    s = with(s, "deployment.activations", "fp8");
    const Evaluation e = evaluate(s);
    CHECK(e.computePrecision == Precision::FP16); // an A100 has no fp8
    CHECK(e.peak.inBaseUnits() == s.device.peak[static_cast<std::size_t>(Precision::FP16)]);
    CHECK(std::any_of(e.issues.begin(), e.issues.end(),
                      [](const Issue& i) { return i.message.find("has no FP8 arithmetic") != std::string::npos; }));
    CHECK(metricOf(e, "model_size") == metricOf(e, "parameters")); // traffic and storage stay at one byte
}

TEST_CASE("arithmetic runs at the wider of weights and activations", "[roofline]")
{
    Scenario s = with(preset("llama-3-8b", "h100-sxm"), "deployment.weights", "int4");
    CHECK(evaluate(s).computePrecision == Precision::BF16); // dequantised on the way in
    s = with(with(s, "deployment.weights", "fp32"), "deployment.activations", "int8");
    CHECK(evaluate(s).computePrecision == Precision::FP32);
}

} // namespace
} // namespace ridge

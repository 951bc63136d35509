#include "tests/core/levers/shape_checks.h"

using namespace ridge;
using namespace ridge::test;

namespace {

/// A product of 64 × 64 weights and `rows` rows, on a machine with 200 Tops/s where it skips what is pruned.
Scenario product(double rows, const char* format = "fp16")
{
    LayerList list = listOf({block("b", {layer("fc", LayerKind::Linear, 64)})});
    list.inputChannels = 64;
    list.inputHeight = 1;
    list.inputWidth = rows;
    Device device = roundDevice();
    device.sparsePeak.fill(tera(200));
    Scenario s = scenarioOf(list, device);
    return with(with(std::move(s), "deployment.weights", format), "deployment.activations", format);
}

double share(const char* format, const char* n = "2", const char* m = "4")
{
    const Evaluation after = evaluate(pulled(product(1, format), "n_m_sparsity", {{"n", n}, {"m", m}}));
    return metricOf(after, "model_size") / metricOf(evaluate(product(1, format)), "model_size");
}

} // namespace

TEST_CASE("2:4 weights are stored in 56.25 % of FP16 and 62.5 % of INT8", "[levers][sparsity]")
{
    // (n/m)·b + (n/m)·log₂ m bits for each place: 8 + 1 of 16, 4 + 1 of 8. Source: Mishra et al. 2021; corrections u.
    CHECK(share("fp16") == 0.5625);
    CHECK(share("int8") == 0.625);
    CHECK(share("fp16", "1", "4") == (4 + 0.5) / 16);
    CHECK(share("fp16", "4", "8") == (8 + 1.5) / 16);
}

TEST_CASE("arithmetic takes the sparse peak and reads the weights as they are stored", "[levers][sparsity]")
{
    const Scenario s = product(1 << 16);
    const OperatorCost dense = costOf(evaluate(s), "b.fc");
    const OperatorCost sparse = costOf(evaluate(pulled(s, "n_m_sparsity")), "b.fc");
    CHECK(sparse.times.compute.inBaseUnits() == 64.0 * 64 * (1 << 16) * 2 / 200e12);
    CHECK(dense.times.compute == 2 * sparse.times.compute);
    CHECK(sparse.weights.inBaseUnits() == 0.5625 * dense.weights.inBaseUnits());
    CHECK(sparse.streamed == dense.streamed); // activations stay dense
    CHECK(sparse.macs == dense.macs);         // a sparse peak counts what it leaves out
    CHECK(sparse.energyCompute == 0.5 * dense.energyCompute);
}

TEST_CASE("patterns that matrix units do not take are stored and no more", "[levers][sparsity]")
{
    const OperatorCost dense = costOf(evaluate(product(1 << 16)), "b.fc");
    for (const auto& [n, m, skips] : {std::tuple("1", "4", true), std::tuple("2", "8", true),
                                      std::tuple("4", "8", false), std::tuple("1", "2", false)}) {
        const Evaluation e = evaluate(pulled(product(1 << 16), "n_m_sparsity", {{"n", n}, {"m", m}}));
        INFO(n << ":" << m);
        CHECK((costOf(e, "b.fc").times.compute < dense.times.compute) == skips);
        CHECK((costOf(e, "b.fc").weights < dense.weights) == skips);
        CHECK(costOf(e, "b.fc").size < dense.size);
    }
}

TEST_CASE("convolutions of few channels, groups and products of activations stay dense", "[levers][sparsity]")
{
    const Evaluation e = evaluate(pulled(preset("mobilenet-v2", "h100-sxm"), "n_m_sparsity"));
    for (const Operator& op : e.program.stages[0].operators) {
        const bool isDense =
            op.name == "stem.conv" || op.name.ends_with("depthwise") || op.name.find("norm") != op.name.npos;
        INFO(op.name);
        CHECK((!isDense || op.keptWeights == 1));
        CHECK((!op.name.ends_with("project") || op.skipsPruned));
    }
    const Evaluation llama = evaluate(pulled(preset("llama-3-8b", "h100-sxm"), "n_m_sparsity"));
    for (const Stage& stage : llama.program.stages) {
        for (const Operator& op : stage.operators) {
            CHECK((!isAttention(op.kind) || op.keptWeights == 1));
        }
    }
}

TEST_CASE("decoding LLaMA with 2:4 weights gains what it reads less, and never more than 1/0.5625",
          "[levers][sparsity]")
{
    const Scenario s = preset("llama-2-7b", "a100-80gb");
    const double gain = metricOf(evaluate(s), "tpot") / metricOf(evaluate(pulled(s, "n_m_sparsity")), "tpot");
    CHECK(gain > 1.5); // head, cache and activations are read in full; Wanda measured 1.24 end to end
    CHECK(gain < 1 / 0.5625);
}

TEST_CASE("a device without a sparse rate for what it computes in refuses, and one with it does not",
          "[levers][sparsity]")
{
    const auto refusal = [](const char* device, const char* format) {
        Scenario s = preset("resnet-50", device);
        s = with(with(std::move(s), "deployment.weights", format), "deployment.activations", format);
        return findLever("n_m_sparsity")->refusal(s) != nullptr;
    };
    for (const char* device : {"a100-80gb", "h100-sxm", "h200-sxm", "b200-sxm", "rtx-4090"}) {
        CHECK_FALSE(refusal(device, "fp16"));
        CHECK_FALSE(refusal(device, "int8"));
    }
    CHECK_FALSE(refusal("jetson-orin-nano", "int8"));
    for (const char* device : {"stm32f746", "raspberry-pi-5", "tpu-v5e", "jetson-nano"}) {
        CHECK(refusal(device, "int8"));
    }
    Scenario s = preset("resnet-50", "jetson-nano");
    CHECK(setParameter(s, "lever.n_m_sparsity", "on").starts_with("lever.n_m_sparsity does not apply"));
    CHECK(std::string(findLever("n_m_sparsity")->refusal(s)).starts_with("the device states no rate"));
}

TEST_CASE("derivations show n, m and the sparse peak with its source", "[levers][sparsity]")
{
    for (const char* model : {"resnet-50", "llama-3-8b"}) {
        const Evaluation e = evaluate(pulled(preset(model, "h100-sxm"), "n_m_sparsity"));
        checkDerivations(e, "lever.n_m_sparsity.n", {"parameters", "model_size"});
        checkDerivations(e, "lever.n_m_sparsity.m", {"parameters", "model_size"});
    }
    const Evaluation e = evaluate(pulled(preset("resnet-50", "h100-sxm"), "n_m_sparsity"));
    const auto x = explain(e, {"latency"});
    REQUIRE(x);
    checkInputs(e, *x);
    const auto isSparse = [](const ExplainedInput& input) {
        return input.source.find("sparsity") != std::string::npos;
    };
    CHECK(std::ranges::any_of(x->inputs, isSparse));
}

TEST_CASE("unstructured pruning stands back where N:M sparsity prunes the same weights", "[levers][sparsity]")
{
    Scenario s = pulled(product(1), "n_m_sparsity");
    CHECK(setParameter(s, "lever.pruning", "on").starts_with("lever.pruning does not apply"));
}

#include "tests/core/levers/shape_checks.h"
#include "tests/core/models/graph/graph_builder.h"

using namespace ridge;
using namespace ridge::test;

namespace {

/// 16·8·3·3 = 1152 weights, 16 biases, and a norm of 32.
Scenario convolution()
{
    Layer conv = layer("conv", LayerKind::Conv, 16, 3);
    conv.bias = true;
    return half(listOf({block("b", {conv, layer("norm", LayerKind::Norm)})}));
}

} // namespace

TEST_CASE("half of FP16 weights with a bit mask take 56.25 %, and biases and norms stay whole", "[levers][pruning]")
{
    const Evaluation before = evaluate(convolution());
    const Evaluation after = evaluate(pulled(convolution(), "pruning"));
    CHECK(before.parameters == 1152 + 16 + 32);
    CHECK(after.parameters == 1152 / 2.0 + 16 + 32);
    // d·b + 1 = 8 + 1 bits for each of the places, 9/16 of them; the rest in 16 bits as before
    CHECK(metricOf(after, "model_size") == 1152 * 9 / 8.0 + (16 + 32) * 2);
    CHECK(1152 * 9 / 8.0 == 0.5625 * 1152 * 2);
    CHECK(after.memory.weights.inBaseUnits() == metricOf(after, "model_size"));
    CHECK(costOf(after, "b.conv").size.inBaseUnits() == 1152 * 9 / 8.0 + 16 * 2);
}

TEST_CASE("indices are stored for the weights that are left alone", "[levers][pruning]")
{
    const auto sizeAt = [](const char* sparsity, const char* bits) {
        const Scenario s =
            pulled(convolution(), "pruning", {{"sparsity", sparsity}, {"encoding", "indices"}, {"index_bits", bits}});
        return metricOf(evaluate(s), "model_size") - (16 + 32) * 2;
    };
    // d·(b + n) bits: at one half and 16-bit indices nothing is gained, at 0.9 four fifths are.
    CHECK(sizeAt("0.5", "16") == Approx(1152 * 2.0));
    CHECK(sizeAt("0.9", "16") == Approx(0.1 * 1152 * (16 + 16) / 8));
    CHECK(sizeAt("0.9", "8") == Approx(0.1 * 1152 * (16 + 8) / 8));
}

TEST_CASE("unstructured pruning changes neither time nor traffic nor energy, whatever is pruned", "[levers][pruning]")
{
    for (const auto& [model, device] : {std::pair("resnet-50", "h100-sxm"), std::pair("llama-3-8b", "rtx-4090"),
                                        std::pair("mobilenet-v2", "stm32f746"), std::pair("minkunet-18", "h100-sxm")}) {
        const Scenario s = preset(model, device);
        const Evaluation before = evaluate(s);
        const Evaluation after = evaluate(pulled(s, "pruning", {{"sparsity", "0.9"}}));
        INFO(model);
        CHECK(metricOf(after, "latency") == metricOf(before, "latency"));
        CHECK(metricOf(after, "macs") == metricOf(before, "macs"));
        CHECK(after.energyBottomUp() == before.energyBottomUp());
        CHECK(metricOf(after, "model_size") < 0.75 * metricOf(before, "model_size"));
        CHECK(after.memory.weights < 0.75 * before.memory.weights);
    }
}

TEST_CASE("tables, the output head and norms of a language model are not pruned", "[levers][pruning]")
{
    const Scenario s = scenarioOf(tinyDecoder());
    // Each of three layers: queries and outputs 8·8, keys and values 8·4, the gated network 3·8·16.
    const double matrices = 3 * (2 * 64 + 2 * 32 + 3 * 128.0);
    CHECK(evaluate(s).parameters - evaluate(pulled(s, "pruning")).parameters == matrices / 2);
}

TEST_CASE("derivations show what pruning leaves, of models and of graphs from files", "[levers][pruning]")
{
    for (const char* model : {"resnet-18", "llama-3.2-1b", "mixtral-8x7b"}) {
        checkDerivations(evaluate(pulled(preset(model, "h100-sxm"), "pruning")), "lever.pruning.sparsity",
                         {"parameters", "model_size", "memory_footprint"});
    }
    GraphBuilder b;
    const int map = b.input("map", {1, 32, 14, 14});
    b.node("Conv", {map, b.weight("w", {64, 32, 3, 3})}, {1, 64, 14, 14});
    ImportedGraph imported;
    imported.graph = b.graph;
    Scenario s = scenarioOf(LayerList());
    s.model.body = imported;
    const Evaluation e = evaluate(pulled(s, "pruning", {{"sparsity", "0.75"}}));
    CHECK(e.parameters == 64 * 32 * 9 / 4.0);
    checkDerivations(e, "lever.pruning.sparsity", {"parameters", "model_size"});
}

TEST_CASE("pruning that is not pulled, or leaves all weights, changes nothing", "[levers][pruning]")
{
    const Scenario s = convolution();
    const Evaluation plain = evaluate(s);
    const Evaluation none = evaluate(pulled(s, "pruning", {{"sparsity", "0"}}));
    CHECK(none.idleLevers.size() == 1); // it says that it found nothing to change
    for (std::size_t i = 0; i < plain.metrics.size(); ++i) {
        CHECK(none.metrics[i].value == plain.metrics[i].value);
    }
}

TEST_CASE("a pruned convolution is not computed by Winograd, whose transform fills in what was left out",
          "[levers][pruning]")
{
    const Scenario s = with(convolution(), "deployment.winograd", "f2");
    CHECK(metricOf(evaluate(s), "macs") < metricOf(evaluate(convolution()), "macs"));
    const Evaluation both = evaluate(pulled(with(convolution(), "deployment.fusion", "none"), "pruning"));
    CHECK(metricOf(both, "macs") == metricOf(evaluate(convolution()), "macs"));
    CHECK(metricOf(evaluate(pulled(s, "pruning")), "macs") == metricOf(evaluate(convolution()), "macs"));
}

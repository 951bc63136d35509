#include "core/evaluate/evaluate.h"
#include "core/levers/winograd.h"

#include "tests/core/explain/explain_checks.h"
#include "tests/support/layers.h"

#include <cmath>

namespace ridge {
namespace {

using namespace test;

const OperatorCost& costOf(const Evaluation& e, const std::string& name)
{
    for (std::size_t i = 0; i < e.stages[0].operators.size(); ++i) {
        if (e.program.stages[0].operators[i].name == name) {
            return e.stages[0].operators[i];
        }
    }
    throw std::logic_error("no operator " + name);
}

/// A 3×3 convolution of so many channels on a map of this size, in FP16 on round numbers.
Evaluation convolution(double channels, double size, const char* winograd, double opsPerMac = 2)
{
    LayerList list = listOf({block("b", {layer("conv", LayerKind::Conv, channels, 3)})});
    list.inputChannels = channels;
    list.inputHeight = list.inputWidth = size;
    Scenario s = with(scenarioOf(list), "deployment.winograd", winograd);
    s.convention.opsPerMac = opsPerMac;
    return evaluate(s);
}

TEST_CASE("Winograd computes 16 or 36 products for tiles of 4 or 16 outputs", "[winograd]")
{
    const double direct = metricOf(convolution(64, 56, "none"), "macs");
    CHECK(metricOf(convolution(64, 56, "f2"), "macs") == direct * 16 / 36);  // 2.25 times fewer
    CHECK(metricOf(convolution(64, 56, "f4"), "macs") == direct * 36 / 144); // 4 times fewer
    // 7×7 outputs take 4×4 tiles of 2×2, or 2×2 of 4×4: those at the edge are computed in full.
    CHECK(metricOf(convolution(64, 7, "f2"), "macs") == 64.0 * 64 * 16 * 16);
    CHECK(metricOf(convolution(64, 7, "f4"), "macs") == 64.0 * 64 * 4 * 36);
}

TEST_CASE("What the transforms leave of the gain depends on the channels", "[winograd]")
{
    // Corrections f: m²r² / ((m + 2)² + T_in/K + T_out/C), an addition taken to cost as much as a multiply-add.
    const auto gain = [](double channels, const char* winograd) {
        return metricOf(convolution(channels, 16, "none", 1), "ops") /
               metricOf(convolution(channels, 16, winograd, 1), "ops");
    };
    CHECK(gain(64, "f2") == Approx(36 / (16 + 32 / 64.0 + 24 / 64.0)).epsilon(1e-12));   // 2.13
    CHECK(gain(64, "f4") == Approx(144 / (36 + 156 / 64.0 + 90 / 64.0)).epsilon(1e-12)); // 3.61
    CHECK(gain(16, "f2") == Approx(1.85).epsilon(0.003));
    CHECK(gain(16, "f4") == Approx(2.80).epsilon(0.003));
}

TEST_CASE("Transformed weights are larger in memory and on the way, and parameters stay as they are", "[winograd]")
{
    const Evaluation direct = convolution(64, 56, "none");
    for (const auto& [winograd, growth] : {std::pair("f2", 16.0 / 9), std::pair("f4", 4.0)}) {
        const Evaluation e = convolution(64, 56, winograd);
        CHECK(costOf(e, "b.conv").weights.inBaseUnits() ==
              Approx(growth * costOf(direct, "b.conv").weights.inBaseUnits()).epsilon(1e-12));
        CHECK(e.memory.weights.inBaseUnits() == Approx(growth * direct.memory.weights.inBaseUnits()).epsilon(1e-12));
        CHECK(metricOf(e, "parameters") == metricOf(direct, "parameters"));
        CHECK(costOf(e, "b.conv").streamed == costOf(direct, "b.conv").streamed);
        CHECK_FALSE(metric(e, "winograd_macs").value); // what it would bring is there already
    }
}

TEST_CASE("Winograd leaves strides, groups, other kernels and depth alone", "[winograd]")
{
    Layer strided = layer("strided", LayerKind::Conv, 8, 3, 2);
    Layer grouped = layer("grouped", LayerKind::Conv, 8, 3);
    grouped.groups = 2;
    Layer deep = layer("deep", LayerKind::Conv, 8, 3);
    deep.kernelDepth = 3;
    for (const Layer& one : {strided, grouped, deep, layer("wide", LayerKind::Conv, 8, 5)}) {
        const Stage stage = expanded(listOf({block("b", {one})}));
        INFO(one.name);
        CHECK_FALSE(isWinograd(stage.operators[0]));
    }
    CHECK(isWinograd(expanded(listOf({block("b", {layer("conv", LayerKind::Conv, 8, 3)})})).operators[0]));
}

/// 1×1 to 16 channels, a depthwise 3×3 of this stride, 1×1 to 4; nothing fused, one byte per element, 8×32×32 in.
Scenario separable(double stride)
{
    const LayerList list = listOf(
        {block("b", {layer("expand", LayerKind::Conv, 16), layer("depthwise", LayerKind::DepthwiseConv, 0, 3, stride),
                     layer("project", LayerKind::Conv, 4)})});
    return with(with(scenarioOf(list), "deployment.activations", "int8"), "deployment.fusion", "none");
}

TEST_CASE("In place, a depthwise convolution needs its map and one plane more", "[in-place]")
{
    for (const auto& [stride, plane] : {std::pair(1.0, 32.0 * 32), std::pair(2.0, 16.0 * 16)}) {
        const Scenario s = separable(stride);
        const Evaluation apart = evaluate(s);
        const Evaluation inPlace = evaluate(with(s, "deployment.in_place_depthwise", "yes"));
        const double map = 16.0 * 32 * 32;
        CHECK(apart.stages[0].live[1].inBaseUnits() == map + 16 * plane);
        CHECK(inPlace.stages[0].live[1].inBaseUnits() == map + plane);            // (C + 1)·H·W at stride 1
        CHECK(inPlace.stages[0].live[2].inBaseUnits() == 16 * plane + 4 * plane); // the rest is free again
        // Now the 1×1 convolution before it is what needs most: 8 + 16 planes of 32×32.
        CHECK(inPlace.memory.peakLiveElements == 24.0 * 32 * 32);
        CHECK(inPlace.memory.peakSheetElements == 24.0 * 32 * 32);
        CHECK(inPlace.memory.arena.inBaseUnits() <= apart.memory.arena.inBaseUnits());
        CHECK(inPlace.memory.arena.inBaseUnits() >= inPlace.memory.peakLive.inBaseUnits());
        CHECK(metricOf(inPlace, "macs") == metricOf(apart, "macs"));
        CHECK(metricOf(inPlace, "latency") == metricOf(apart, "latency")); // as many bytes move
    }
}

TEST_CASE("An input that somebody needs later is not overwritten", "[in-place]")
{
    LayerList list = *separable(1).model.layers();
    list.blocks[0].layers.pop_back();
    Layer join = layer("join", LayerKind::Concat);
    join.from = {"expand", "depthwise"};
    list.blocks[0].layers.push_back(join);
    const Scenario s = with(scenarioOf(list), "deployment.in_place_depthwise", "yes");
    const Evaluation e = evaluate(s);
    CHECK_FALSE(e.program.stages[0].operators[1].overwritesInput);
    // Nor is the network's own input, nor what is handed out at the end.
    const LayerList alone = listOf({block("b", {layer("depthwise", LayerKind::DepthwiseConv, 0, 3)})});
    const Evaluation one = evaluate(with(scenarioOf(alone), "deployment.in_place_depthwise", "yes"));
    CHECK_FALSE(one.program.stages[0].operators[0].overwritesInput);
}

TEST_CASE("MobileNetV2's peak in place is that of a 1×1 convolution", "[in-place]")
{
    const Scenario s = with(preset("mobilenet-v2", "stm32f746"), "deployment.in_place_depthwise", "yes");
    const Evaluation e = evaluate(s);
    CHECK(metricOf(evaluate(with(s, "deployment.in_place_depthwise", "no")), "activations_peak_live") ==
          96.0 * 112 * 112 + 96.0 * 56 * 56); // the depthwise convolution of block2, stride 2
    CHECK(metricOf(e, "activations_peak_live") == (16.0 + 96) * 112 * 112); // its expansion
    CHECK(e.memory.aliveAtPeak.front().name == "block2.0.expand");
}

TEST_CASE("with other kernels every number still recomputes from its derivation", "[in-place][winograd]")
{
    for (const char* model : sampled(std::vector{"mobilenet-v2", "resnet-18", "mcunet-vww1", "shufflenet-v2"})) {
        for (const char* winograd : {"f2", "f4"}) {
            const Scenario s = with(preset(model, "stm32f746"), "deployment.winograd", winograd);
            for (const char* peak : {"live_set", "in_plus_out", "arena"}) {
                const Evaluation e =
                    evaluate(with(with(s, "deployment.in_place_depthwise", "yes"), "convention.peak", peak));
                const std::vector<std::optional<Traced>> derivations = deriveAll(e);
                for (std::size_t i = 0; i < derivations.size(); ++i) {
                    const std::optional<Traced>& derivation = derivations[i];
                    const Metric& row = metricCatalogue()[i];
                    const MetricValue& value = e.metrics[i];
                    INFO(model << ", " << winograd << ", " << peak << ": " << row.id);
                    REQUIRE(derivation.has_value() == value.value.has_value());
                    if (derivation) {
                        CHECK(derivation->value() == Approx(*value.value).epsilon(1e-12));
                        CHECK(recompute(*derivation->expression()) == derivation->value());
                    }
                }
            }
        }
    }
}

TEST_CASE("the spare plane is named in the derivation of the peak", "[in-place]")
{
    // Without the network's input, the depthwise convolution is the first to need 16 planes and one more.
    LayerList list = *separable(1).model.layers();
    list.inputChannels = 1;
    list.blocks[0].layers[2].channels = 1;
    Scenario s = with(scenarioOf(list), "deployment.in_place_depthwise", "yes");
    s.deployment.fusion = Fusion::None;
    s.convention.inputInPeak = false;
    const Evaluation e = evaluate(s);
    CHECK(e.memory.peakLiveElements == 17.0 * 32 * 32);
    const auto x = explain(e, {"activations_peak_live"});
    REQUIRE(x);
    checkSteps(*x);
    std::string labels;
    for (const ExplainedTerm& term : x->steps.front().terms) {
        labels += term.label + ";";
    }
    CHECK(labels.find("one plane of b.depthwise") != std::string::npos);
}

} // namespace
} // namespace ridge

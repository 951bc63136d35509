#include "core/levers/patch_pass.h"

#include "tests/core/levers/shape_checks.h"

using namespace ridge;
using namespace ridge::test;

namespace {

/// MobileNetV2 on one byte per element, in place, without its image: as MCUNetV2 counts.
Scenario mobilenet()
{
    const Scenario s = with(preset("mobilenet-v2", "stm32f746"), "deployment.in_place_depthwise", "yes");
    return with(s, "convention.input_in_peak", "no");
}

/// MACs of the operators up to the last of block3's first repetition: five blocks, 28×28×32 in the end.
double stageMacs(const Evaluation& e)
{
    double macs = 0;
    for (std::size_t i = 0; i < e.stages[0].operators.size(); ++i) {
        const std::string& name = e.program.stages[0].operators[i].name;
        macs += e.stages[0].operators[i].macs.inBaseUnits();
        if (name == "block3.0.project") {
            return macs;
        }
    }
    throw std::logic_error("no end of the stage");
}

const Operator& operatorOf(const Evaluation& e, std::string_view name)
{
    for (const Operator& op : e.program.stages[0].operators) {
        if (op.name == name) {
            return op;
        }
    }
    throw std::logic_error("no operator " + std::string(name));
}

} // namespace

TEST_CASE("spans look back through kernels and strides, and end with the map where they are clipped",
          "[levers][patches]")
{
    // 7 outputs of a 3×3 kernel with stride 2 need 15 inputs, one more row of padding in front of the first.
    const Spans<double> outputs = cut(28.0, 4.0);
    REQUIRE(outputs.size() == 4);
    CHECK(sumOf(outputs) == 28);
    const Spans<double> padded = lookBack(outputs, 56.0, 28.0, 3.0, false);
    const Spans<double> clipped = lookBack(outputs, 56.0, 28.0, 3.0, true);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(padded[i].size() == 15);
    }
    CHECK(sumOf(padded) == 60);
    CHECK(sumOf(clipped) == 59); // 27·2 + 3 = 57 rows are there but for one of padding at the end
    CHECK(largestOf(clipped) == 15);
    CHECK(cut(7.0, 4.0).size() == 4); // 2, 2, 2, 1
    CHECK(cut(5.0, 4.0).size() == 3); // 2, 2, 1
}

TEST_CASE("MobileNetV2 in 4 × 4 patches needs what MCUNetV2 says", "[levers][patches]")
{
    const Scenario whole = mobilenet();
    const Evaluation before = evaluate(whole);
    const Evaluation after = evaluate(pulled(whole, "patch_based"));
    const Evaluation padded = evaluate(pulled(whole, "patch_based", {{"border", "padded"}}));
    // Lin et al. 2021, arXiv:2110.15352, Table 1, in KiB: 1372 layer by layer, 172 in patches, 8 times less.
    CHECK(metricOf(before, "activations_peak_sheet") == (16 + 96) * 112.0 * 112);
    CHECK(metricOf(after, "activations_peak_sheet") == (32 + 192) * 28.0 * 28); // the first expansion behind them
    CHECK(metricOf(before, "activations_peak_sheet") / metricOf(after, "activations_peak_sheet") == 8);
    // With the shortcut around it, the projection that follows needs more: 196 KiB.
    CHECK(metricOf(after, "activations_peak_live") == (32 + 192 + 32) * 28.0 * 28);
    // Walked back from 7: 15 through stride 2, 17, 35, 37, and 75 pixels, in each of four patches a side.
    for (const auto& [name, size] :
         {std::pair("block3.0.depthwise", 15), std::pair("block2.1.depthwise", 17), std::pair("block2.0.depthwise", 35),
          std::pair("block1.depthwise", 37), std::pair("stem.conv", 75)}) {
        INFO(name);
        CHECK(operatorOf(padded, name).sizes.hi == 4 * size);
        CHECK(operatorOf(padded, name).sizes.wi == 4 * size);
    }
    // 42 % more in the stage with padding; 9 % more over all, and 330 million, where patches end with the map.
    CHECK(stageMacs(before) == Approx(91.282688e6).epsilon(1e-9));
    CHECK(stageMacs(padded) / stageMacs(before) == Approx(1.42).epsilon(0.004));
    CHECK(metricOf(after, "macs") == Approx(330e6).epsilon(0.005));
    CHECK(metricOf(after, "parameters") == metricOf(before, "parameters"));
    CHECK(after.memory.weights == before.memory.weights);
}

TEST_CASE("in patches the peak is the last map and the largest input and output of a patch", "[levers][patches]")
{
    const LayerList list = listOf(
        {block("a", {layer("conv", LayerKind::Conv, 16, 3, 2)}), block("b", {layer("conv", LayerKind::Conv, 4, 3)}),
         block("c", {layer("conv", LayerKind::Conv, 2)})}); // 8×32×32 → 16×16×16 → 4×16×16 → 2×16×16
    Scenario s = with(scenarioOf(list), "deployment.fusion", "none");
    const Evaluation whole = evaluate(s);
    const Evaluation patched = evaluate(pulled(s, "patch_based", {{"blocks", "2"}, {"patches", "2"}}));
    CHECK(whole.memory.peakLiveElements == 8 * 32 * 32 + 16 * 16 * 16);
    // A patch of 8×8 outputs needs 9×9 of the map before, clipped at the border. The input is there as a whole.
    const double input = 8 * 32 * 32, between = 16 * 9 * 9, last = 4 * 16 * 16;
    CHECK(patched.stages[0].live[0].inBaseUnits() / 2 == input + between + last);
    CHECK(patched.stages[0].live[1].inBaseUnits() / 2 == input + between + last);
    CHECK(patched.stages[0].live[2].inBaseUnits() / 2 == last + 2 * 16 * 16);
    const Operator& first = patched.program.stages[0].operators[0];
    CHECK(first.sizes.ho == 9 + 9);
    CHECK(costOf(patched, "a.conv").macs.inBaseUnits() == 16 * 8 * 9 * 18.0 * 18);
    CHECK(costOf(patched, "b.conv").macs == costOf(whole, "b.conv").macs); // nothing is computed twice at the end
    // Each of four patches reads the weights; the map in between is written and read as far as patches need it.
    CHECK(costOf(patched, "b.conv").weights == 4 * costOf(whole, "b.conv").weights);
    CHECK(costOf(patched, "b.conv").input.inBaseUnits() == 2 * 16 * 18.0 * 18);
    CHECK(costOf(patched, "b.conv").output == costOf(whole, "b.conv").output);
    CHECK(costOf(patched, "c.conv").bytes == costOf(whole, "c.conv").bytes);
}

TEST_CASE("every patch starts its kernels", "[levers][patches]")
{
    const LayerList list = listOf({block("a", {layer("conv", LayerKind::Conv, 16, 3), layer("norm", LayerKind::Norm)}),
                                   block("b", {layer("conv", LayerKind::Conv, 4)})});
    Scenario s = scenarioOf(list);
    s.device.launchOverhead = 1e-6;
    const Evaluation e = evaluate(pulled(s, "patch_based", {{"blocks", "1"}, {"patches", "3"}}));
    CHECK(costOf(e, "a.conv").times.overhead.inBaseUnits() == Approx(9e-6));
    CHECK(costOf(e, "a.norm").times.overhead.inBaseUnits() == 0); // in the same kernel
    CHECK(costOf(e, "b.conv").times.overhead.inBaseUnits() == 1e-6);
}

TEST_CASE("patches stop before what looks at the whole map, and before equal repetitions", "[levers][patches]")
{
    for (const char* model : {"mobilenet-v1", "mobilenet-v2", "mcunet-vww1", "efficientnet-b0", "resnet-18", "vgg-16",
                              "squeezenet-1.1", "mobilenet-v3-small"}) {
        const Scenario s = preset(model, "stm32f746");
        for (const char* fusion : {"none", "elementwise"}) {
            const Scenario plain = with(s, "deployment.fusion", fusion);
            const Evaluation before = evaluate(plain);
            const Evaluation after = evaluate(pulled(plain, "patch_based", {{"blocks", "64"}, {"patches", "2"}}));
            INFO(model << ", fusion " << fusion);
            CHECK(metricOf(after, "macs") >= metricOf(before, "macs"));
            CHECK(metricOf(after, "macs") < 4 * metricOf(before, "macs"));
            CHECK(after.memory.arena >= after.memory.peakLive);
            for (const Operator& op : after.program.stages[0].operators) {
                CHECK((!isInPatches(op) || op.count == 1));
                CHECK((!isInPatches(op) || op.sizes.hi < 4 * 224));
            }
        }
    }
}

TEST_CASE("derivations lead to the patches", "[levers][patches]")
{
    for (const char* border : {"clipped", "padded"}) {
        for (const char* peak : {"live_set", "in_plus_out", "arena"}) {
            const Scenario s = with(mobilenet(), "convention.peak", peak);
            const Evaluation e = evaluate(pulled(s, "patch_based", {{"border", border}, {"patches", "3"}}));
            checkDerivations(e, "lever.patch_based.patches", {"macs", "latency", "activations_total"});
        }
    }
    const LayerList list =
        listOf({block("a", {layer("conv", LayerKind::Conv, 64, 3)}), block("b", {layer("conv", LayerKind::Conv, 4)}),
                block("c", {layer("conv", LayerKind::Conv, 2)})});
    checkDerivations(evaluate(pulled(half(list), "patch_based", {{"blocks", "2"}})), "lever.patch_based.patches",
                     {"activations_peak_live", "macs"});
}

TEST_CASE("one patch is no patch, bit for bit", "[levers][patches]")
{
    const Scenario s = mobilenet();
    const Evaluation plain = evaluate(s), one = evaluate(pulled(s, "patch_based", {{"patches", "1"}}));
    CHECK(one.idleLevers.size() == 1);
    for (std::size_t i = 0; i < plain.metrics.size(); ++i) {
        CHECK(one.metrics[i].value == plain.metrics[i].value);
    }
}

TEST_CASE("an input that is read in parts takes the room of its largest patch", "[levers][patches]")
{
    const LayerList list =
        listOf({block("a", {layer("conv", LayerKind::Conv, 16, 3, 2)}),
                block("b", {layer("conv", LayerKind::Conv, 4, 3)}), block("c", {layer("conv", LayerKind::Conv, 2)})});
    const Scenario s = with(scenarioOf(list), "deployment.fusion", "none");
    const auto patched = [&s](const char* input) {
        return evaluate(pulled(s, "patch_based", {{"blocks", "2"}, {"patches", "2"}, {"input", input}}));
    };
    const Evaluation whole = patched("whole"), parts = patched("parts");
    // 9 rows of the map between take 2·8 + 3 = 19 of the input; padding stands behind the last patch alone.
    const double input = 8 * 19 * 19, between = 16 * 9 * 9, last = 4 * 16 * 16;
    CHECK(parts.stages[0].live[0].inBaseUnits() / 2 == input + between + last);
    CHECK(whole.memory.peakLiveElements - parts.memory.peakLiveElements == 8 * 32 * 32 - input);
    for (const char* name : {"a.conv", "b.conv", "c.conv"}) {
        INFO(name);
        CHECK(costOf(parts, name).macs == costOf(whole, name).macs);
        CHECK(costOf(parts, name).bytes == costOf(whole, name).bytes);
    }
}

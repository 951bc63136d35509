#include "core/models/layers/layer_list.h"
#include "core/quantity/notation.h"
#include "tests/support/catch.h"
#include "tests/support/layers.h"

#include <map>
#include <set>

namespace ridge {
namespace {

using namespace test;

StageOf<Traced> traced(const LayerList& list, double batch = 1)
{
    Scenario scenario;
    scenario.model.name = "Net";
    scenario.model.source = "Somebody 2020";
    scenario.workload.batch = batch;
    const std::optional<StageOf<Traced>> stage = traceLayers(scenario, list, {});
    REQUIRE(stage);
    return *stage;
}

void collectLeaves(const Expression& e, std::map<std::string, const Expression*>& leaves)
{
    if (e.kind == Expression::Kind::Leaf) {
        leaves.emplace(e.parameter.empty() ? e.symbol : e.parameter, &e);
    }
    for (const ExpressionPtr& argument : e.arguments) {
        collectLeaves(*argument, leaves);
    }
}

/// By the parameter's id, or by the symbol of a constant.
std::map<std::string, const Expression*> leavesOf(const Traced& number)
{
    std::map<std::string, const Expression*> leaves;
    collectLeaves(*number.expression(), leaves);
    return leaves;
}

std::set<std::string> originsOf(const Traced& number)
{
    std::set<std::string> names;
    for (const auto& [name, leaf] : leavesOf(number)) {
        names.insert(name);
    }
    return names;
}

Layer strided(double padding)
{
    Layer conv = layer("conv", LayerKind::Conv, 16, 3, 2);
    conv.padding = padding;
    return conv;
}

TEST_CASE("the height of the output of a strided convolution leads back to the height of the input", "[origins]")
{
    const StageOf<Traced> stage = traced(listOf({block("b", {strided(0)})}));
    const Traced& height = stage.operators[0].sizes.ho;
    CHECK(height == 15); // floor((32 − 3) / 2) + 1
    CHECK(symbolicText(*height.expression()) == "floor((h_i − k_h,b.conv) / s_b.conv) + 1");
    CHECK(recompute(*height.expression()) == 15);
    CHECK(originsOf(height) == std::set<std::string>{"model.input.height", "k_h,b.conv", "s_b.conv"});
    CHECK(originsOf(stage.operators[0].sizes.wo).count("model.input.width"));
    CHECK(symbolicText(*traced(listOf({block("b", {strided(1)})})).operators[0].sizes.ho.expression()) ==
          "floor((h_i + 2·p_b.conv − k_h,b.conv) / s_b.conv) + 1");
}

TEST_CASE("padding that keeps the size leaves the stride alone in the formula", "[origins]")
{
    const StageOf<Traced> stage =
        traced(listOf({block("b", {strided(samePadding), layer("next", LayerKind::Conv, 16, 5)})}));
    CHECK(symbolicText(*stage.operators[0].sizes.ho.expression()) == "ceil(h_i / s_b.conv)");
    CHECK(stage.operators[1].sizes.ho.expression() == stage.operators[0].sizes.ho.expression());
}

TEST_CASE("a field of a layer says which layer of which model states it", "[origins]")
{
    const StageOf<Traced> stage = traced(listOf({block("b", {strided(0)})}));
    const Sizes<Traced>& s = stage.operators[0].sizes;
    CHECK(leavesOf(s.kh).at("k_h,b.conv")->source == "layer b.conv of Net; Somebody 2020");
    CHECK(leavesOf(s.co).at("C_b.conv")->source == "layer b.conv of Net; Somebody 2020");
    CHECK(s.g.isLiteral()); // a single group does not apply
}

TEST_CASE("channels scaled by the multiplier lead back to it", "[origins]")
{
    Layer free = layer("free", LayerKind::Conv, 20), fixed = layer("fixed", LayerKind::Conv, 20);
    fixed.fixedWidth = true;
    LayerList list = listOf({block("b", {free, layer("norm", LayerKind::Norm), fixed})});
    list.widthMultiplier = 0.75;
    list.channelDivisor = 8;
    const StageOf<Traced> stage = traced(list);
    const Traced& channels = stage.operators[0].sizes.co;
    CHECK(channels == 16); // 15 is nearest to two times eight
    CHECK(symbolicText(*channels.expression()) == "max(c_div, floor((C_b.free·α + c_div / 2) / c_div)·c_div)");
    CHECK(originsOf(stage.operators[1].sizes.ci) ==
          std::set<std::string>{"model.width_multiplier", "C_b.free", "c_div"});
    CHECK(originsOf(stage.operators[2].sizes.co) == std::set<std::string>{"c_b.fixed"});
}

TEST_CASE("the narrow layers of a squeeze lead back to the width of the block", "[origins]")
{
    Layer squeeze = layer("squeeze", LayerKind::Conv);
    squeeze.expand = 0.25;
    const StageOf<Traced> stage =
        traced(listOf({block("a", {layer("conv", LayerKind::Conv, 16)}), block("se", {squeeze})}));
    CHECK(stage.operators[1].sizes.co == 4);
    CHECK(symbolicText(*stage.operators[1].sizes.co.expression()) == "c_a.conv·e_se.squeeze");
    CHECK(originsOf(stage.operators[1].sizes.co).count("model.width_multiplier"));
}

TEST_CASE("repetitions that one operator stands for lead back to the block's", "[origins]")
{
    const StageOf<Traced> stage = traced(listOf({block("b", {strided(samePadding)}, 4)}));
    REQUIRE(stage.operators.size() == 2);
    CHECK(stage.operators[0].count == 1);
    CHECK(stage.operators[1].count == 3);
    CHECK(symbolicText(*stage.operators[1].count.expression()) == "N_b − 1");
    CHECK(leavesOf(stage.operators[1].count).at("N_b")->source == "block b of Net; Somebody 2020");
}

TEST_CASE("frames that are worked on one by one are a factor of the batch", "[origins]")
{
    LayerList list = listOf({block("b", {layer("conv", LayerKind::Conv, 16, 3)})});
    list.inputFrames = 8;
    list.framesInBatch = true;
    const Traced n = traced(list, 2).operators[0].sizes.n;
    CHECK(n == 16);
    CHECK(originsOf(n) == std::set<std::string>{"model.frames", "workload.batch"});
    list.framesInBatch = false;
    CHECK(originsOf(traced(list).operators[0].sizes.to) == std::set<std::string>{"model.frames"});
}

TEST_CASE("what does not fit has the same numbers and is bounded in the same way", "[origins]")
{
    Layer wide = layer("wide", LayerKind::Conv, 16, 99), grow = layer("grow", LayerKind::Upsample, 0, 1, 1e6);
    wide.padding = 0;
    Layer cut = layer("cut", LayerKind::Slice, 99);
    Layer tiny = layer("tiny", LayerKind::Conv);
    tiny.expand = 0.01;
    const LayerList list = listOf({block("b", {grow, wide, grow, cut, tiny, layer("qkv", LayerKind::Attention)})});
    std::vector<Issue> issues;
    const Stage plain = expanded(list, issues);
    CHECK_FALSE(issues.empty());
    const StageOf<Traced> stage = traced(list);
    REQUIRE(stage.tensors.size() == plain.tensors.size());
    for (std::size_t i = 0; i < plain.tensors.size(); ++i) {
        INFO(i);
        CHECK(stage.tensors[i].c == plain.tensors[i].c);
        CHECK(stage.tensors[i].h == plain.tensors[i].h);
        CHECK(recompute(*stage.tensors[i].c.expression()) == plain.tensors[i].c);
        CHECK(recompute(*stage.tensors[i].h.expression()) == plain.tensors[i].h);
    }
}

TEST_CASE("a list of very many operators keeps its numbers without formulas", "[origins]")
{
    Scenario scenario;
    const std::vector<Layer> layers(100, layer("norm", LayerKind::Norm));
    CHECK(traceLayers(scenario, listOf(std::vector<LayerBlock>(199, block("b", layers))), {}));
    CHECK_FALSE(traceLayers(scenario, listOf(std::vector<LayerBlock>(200, block("b", layers))), {}));
    // Two layers whose repetitions all differ.
    Layer join = layer("join", LayerKind::Concat);
    join.from = {"in", "conv"};
    CHECK_FALSE(traceLayers(scenario, listOf({block("dense", {layer("conv", LayerKind::Conv, 4), join}, 10'000)}), {}));
}

} // namespace
} // namespace ridge

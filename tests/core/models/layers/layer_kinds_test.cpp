#include "core/analysis/memory/lifetimes.h"
#include "core/models/layers/layer_list.h"

#include "tests/support/catch.h"
#include "tests/support/layers.h"

using namespace ridge;
using namespace ridge::test;

namespace {

Layer from(Layer layer, std::vector<std::string> names)
{
    layer.from = std::move(names);
    return layer;
}

const Operator& operatorNamed(const Stage& stage, std::string_view name)
{
    for (const Operator& op : stage.operators) {
        if (op.name == name) {
            return op;
        }
    }
    throw std::logic_error("no operator " + std::string(name));
}

const Tensor& outputOf(const Stage& stage, std::string_view name)
{
    return stage.tensors[static_cast<std::size_t>(operatorNamed(stage, name).output)];
}

} // namespace

TEST_CASE("A layer reads layers of earlier blocks by name, and keeps them alive until then", "[layers]")
{
    // A small U: down to half the size, and back up to meet what was there before.
    const LayerList list = listOf({block("enc", {layer("conv", LayerKind::Conv, 16, 3)}),
                                   block("down", {layer("conv", LayerKind::Conv, 32, 3, 2)}),
                                   block("up", {layer("grow", LayerKind::Upsample, 0, 1, 2),
                                                from(layer("join", LayerKind::Concat), {"grow", "enc"}),
                                                from(layer("again", LayerKind::Concat), {"join", "enc.conv"})})});
    const Stage stage = expanded(list);
    CHECK(outputOf(stage, "up.join").c == 32 + 16);
    CHECK(outputOf(stage, "up.again").c == 48 + 16);
    const TensorId skip = operatorNamed(stage, "enc.conv").output;
    CHECK(lifetimesOf(stage, true)[static_cast<std::size_t>(skip)].death == 4); // enc, down, grow, join, again
    CHECK(layerShapes(list).back().output == MapShape{64, 32, 32});
}

TEST_CASE("The output of a repeated block is that of its last repetition", "[layers]")
{
    Layer join = from(layer("join", LayerKind::Concat), {"in", "conv"});
    const LayerList list = listOf({block("dense", {layer("conv", LayerKind::Conv, 4, 3), join}, 3),
                                   block("after", {from(layer("pool", LayerKind::GlobalPool), {"dense.join"}),
                                                   from(layer("half", LayerKind::GlobalPool), {"dense.conv"})})});
    const Stage stage = expanded(list);
    CHECK(outputOf(stage, "after.pool").c == 8 + 3 * 4);
    CHECK(outputOf(stage, "after.half").c == 4);
    CHECK(stage.uses[operatorNamed(stage, "after.half").firstInput] == operatorNamed(stage, "dense.2.conv").output);
}

TEST_CASE("A name that no block above has is an error, a later block's as well", "[layers]")
{
    std::vector<Issue> issues;
    expanded(listOf({block("a", {from(layer("relu", LayerKind::Activation), {"b.conv"})}),
                     block("b", {layer("conv", LayerKind::Conv, 4)})}),
             issues);
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].field == "model.layers.a.relu");
    CHECK(issues[0].message.find("\"b.conv\"") != std::string::npos);
}

TEST_CASE("Squeeze-excite multiplies a map by one factor per channel", "[layers]")
{
    const LayerBlock gate =
        block("b", {layer("conv", LayerKind::Conv, 16, 3), layer("pool", LayerKind::GlobalPool),
                    layer("gate", LayerKind::Conv, 16), from(layer("scale", LayerKind::Scale), {"gate", "conv"})});
    const Stage stage = expanded(listOf({gate}));
    const Operator& scale = operatorNamed(stage, "b.scale");
    CHECK(scale.kind == OperatorKind::Elementwise);
    CHECK(scale.sizes.perElement == 1);
    CHECK(outputShape(stage) == MapShape{16, 32, 32});
    CHECK(stage.uses[scale.firstInput] == operatorNamed(stage, "b.gate").output); // the factors first

    std::vector<Issue> issues;
    LayerBlock wrong = gate;
    wrong.layers[2].channels = 8;
    expanded(listOf({wrong}), issues);
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].message.find("8×1×1") != std::string::npos);
}

TEST_CASE("Channels are split and shuffled by copying, without arithmetic", "[layers]")
{
    Layer shuffle = layer("shuffle", LayerKind::ChannelShuffle);
    shuffle.groups = 2;
    const Stage stage = expanded(listOf({block("b", {layer("left", LayerKind::Slice), shuffle})}));
    CHECK(outputOf(stage, "b.left").c == 4); // half of 8
    CHECK(outputShape(stage) == MapShape{4, 32, 32});
    for (const Operator& op : stage.operators) {
        CHECK(op.kind == OperatorKind::Reshape);
        CHECK(op.sizes.perElement == 0);
    }
    std::vector<Issue> issues;
    shuffle.groups = 3;
    expanded(listOf({block("b", {layer("slice", LayerKind::Slice, 9), shuffle})}), issues);
    CHECK(issues.size() == 2); // 9 of 8 channels; 3 groups of 8
}

TEST_CASE("Pools round down, or up as long as the last window starts inside", "[layers]")
{
    const auto pooled = [](double size, double kernel, double stride, double padding, bool ceil) {
        Layer pool = layer("pool", LayerKind::MaxPool, 0, kernel, stride);
        pool.padding = padding;
        pool.ceil = ceil;
        LayerList list = listOf({block("b", {pool})});
        list.inputHeight = list.inputWidth = size;
        return outputShape(expanded(list)).h;
    };
    CHECK(pooled(109, 3, 2, 0, false) == 54); // (109 − 3) / 2 + 1 = 54
    CHECK(pooled(54, 3, 2, 0, false) == 26);  // 25.5 + 1, rounded down
    CHECK(pooled(54, 3, 2, 0, true) == 27);
    CHECK(pooled(5, 1, 4, 0, true) == 2); // 4/4 + 1
    CHECK(pooled(4, 2, 3, 1, true) == 2); // 4/3 + 1 rounds up to 3, but that window would start behind the edge
}

TEST_CASE("TFLite's padding makes ceil(size / stride), of even kernels too", "[layers]")
{
    Layer conv = layer("conv", LayerKind::Conv, 64, 10, 2);
    conv.kernelWidth = 4;
    LayerList list = listOf({block("b", {conv})});
    list.inputHeight = 49;
    list.inputWidth = 10;
    CHECK(outputShape(expanded(list)) == MapShape{64, 24, 5}); // (49 + 2·4 − 10) / 2 + 1; (10 + 2·1 − 4) / 2 + 1
    list.blocks[0].layers[0].padding = sameTflitePadding;
    CHECK(outputShape(expanded(list)) == MapShape{64, 25, 5});
}

TEST_CASE("Convolutions over frames have a depth in kernel, stride and map", "[layers][video]")
{
    Layer conv = layer("conv", LayerKind::Conv, 16, 3, 2);
    conv.kernelDepth = 3;
    conv.strideDepth = 2;
    Layer add = addition("project", {"in", "conv"});
    LayerList list = listOf({block("b", {conv, add})});
    list.inputFrames = 5;
    const Stage stage = expanded(list);
    const Sizes<>& s = stage.operators[0].sizes;
    CHECK((s.kt == 3 && s.ti == 5 && s.to == 3 && s.ho == 16)); // (5 + 2 − 3) / 2 + 1 = 3
    CHECK(outputOf(stage, "b.conv").elements() == 16 * 3 * 16 * 16);
    CHECK(operatorNamed(stage, "b.add.project").sizes.to == 3);

    Layer pool = layer("pool", LayerKind::GlobalPool);
    list.blocks.push_back(block("head", {pool, layer("flat", LayerKind::Flatten)}));
    CHECK(outputShape(expanded(list)) == MapShape{16, 1, 1});
    CHECK(operatorNamed(expanded(list), "head.pool").sizes.perElement == 3 * 16 * 16);
}

TEST_CASE("Frames that a 2-D network works on one by one join the batch", "[layers][video]")
{
    LayerList list = listOf({block("b", {layer("conv", LayerKind::Conv, 16, 3), layer("pool", LayerKind::GlobalPool),
                                         layer("mean", LayerKind::FramePool)})});
    list.inputFrames = 5;
    list.framesInBatch = true;
    std::vector<Issue> issues;
    const Stage stage = expanded(list, issues, 2);
    CHECK(stage.samples == 2); // videos
    CHECK(stage.operators[0].sizes.n == 10);
    CHECK(outputOf(stage, "b.pool").elements() == 10 * 16);
    CHECK(outputOf(stage, "b.mean").elements() == 2 * 16);
    list.blocks[0].layers[0].kernelDepth = 3;
    expanded(list, issues);
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].message.find("frames") != std::string::npos);
}

TEST_CASE("Attention on a map takes queries, keys and values from thirds of its channels", "[layers][attention]")
{
    Layer attention = layer("attention", LayerKind::Attention);
    attention.headSize = 4;
    const LayerBlock qkv = block("b", {layer("qkv", LayerKind::Conv, 24), attention});
    const Stage stage = expanded(listOf({qkv}));
    CHECK(outputShape(stage) == MapShape{8, 32, 32});
    const Operator& scores = operatorNamed(stage, "b.attention.scores");
    CHECK(scores.sizes.heads == 2);
    CHECK(scores.sizes.queries == 1024);
    CHECK(scores.sizes.context == 1024);
    CHECK(scores.readOfFirst == 16 * 1024); // queries and keys
    CHECK(outputOf(stage, "b.attention.scores").elements() == 2.0 * 1024 * 1024);
    CHECK(operatorNamed(stage, "b.attention.values").readOfFirst == 8 * 1024);

    LayerBlock linear = qkv;
    linear.layers[1].kind = LayerKind::LinearAttention;
    const Stage fast = expanded(listOf({linear}));
    CHECK(outputShape(fast) == MapShape{8, 32, 32});
    CHECK(operatorNamed(fast, "b.attention.keys_values").sizes.context == 4 + 1); // values and the ones beside them
    CHECK(outputOf(fast, "b.attention.keys_values").elements() == 2 * 4 * 5);

    std::vector<Issue> issues;
    linear.layers[0].channels = 25;
    expanded(listOf({linear}), issues);
    CHECK(issues.size() >= 1);
}

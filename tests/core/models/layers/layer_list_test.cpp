#include "core/models/layers/layer_list.h"
#include "core/program/elementwise.h"
#include "tests/support/catch.h"
#include "tests/support/layers.h"

#include <cmath>
#include <limits>

using namespace ridge;
using namespace ridge::test;

TEST_CASE("A convolution's output follows kernel, stride, padding and dilation", "[layers]")
{
    struct Row {
        double kernel, stride, padding, dilation, size;
    };
    // floor((32 + 2p − d(k − 1) − 1) / s) + 1
    const auto row = GENERATE(Row{3, 1, -1, 1, 32}, // p = 1: (32 + 2 − 2 − 1) / 1 + 1
                              Row{3, 2, -1, 1, 16}, // floor(31 / 2) + 1
                              Row{7, 2, 0, 1, 13},  // floor((32 − 6 − 1) / 2) + 1 = 12 + 1
                              Row{3, 1, 0, 2, 28},  // 32 − 4 − 1 + 1
                              Row{3, 1, -1, 2, 32}, // p = 2·2/2 = 2
                              Row{11, 4, 2, 1, 7}); // floor((32 + 4 − 10 − 1) / 4) + 1 = 6 + 1
    Layer conv = layer("conv", LayerKind::Conv, 4, row.kernel, row.stride);
    conv.padding = row.padding;
    conv.dilation = row.dilation;
    CHECK(outputShape(expanded(listOf({block("b", {conv})}))) == MapShape{4, row.size, row.size});
}

TEST_CASE("A transposed convolution grows its map by the stride", "[layers]")
{
    Layer up = layer("up", LayerKind::TransposedConv, 4, 4, 2);
    up.padding = 1;
    CHECK(outputShape(expanded(listOf({block("b", {up})}))) == MapShape{4, 64, 64}); // 31·2 − 2 + 4
}

TEST_CASE("Pools have no padding unless it is given", "[layers]")
{
    const auto pooled = [](double padding) {
        Layer pool = layer("pool", LayerKind::MaxPool, 0, 3, 2);
        pool.padding = padding;
        return outputShape(expanded(listOf({block("b", {pool})}))).h;
    };
    CHECK(pooled(-1) == 15); // floor((32 − 2 − 1) / 2) + 1
    CHECK(pooled(1) == 16);  // floor((34 − 2 − 1) / 2) + 1
}

TEST_CASE("A linear layer acts on every position, or on one after flattening", "[layers]")
{
    const Stage perPosition = expanded(listOf({block("b", {layer("fc", LayerKind::Linear, 10)})}));
    CHECK(perPosition.operators[0].sizes.ci == 8);
    CHECK(perPosition.operators[0].sizes.wo == 32 * 32);
    CHECK(perPosition.operators[0].sizes.ho == 1);
    CHECK(outputShape(perPosition) == MapShape{10, 32, 32});

    const LayerBlock head = block("b", {layer("flat", LayerKind::Flatten), layer("fc", LayerKind::Linear, 10)});
    const Stage flattened = expanded(listOf({head}));
    CHECK(flattened.operators[1].sizes.ci == 8 * 32 * 32);
    CHECK(outputShape(flattened) == MapShape{10, 1, 1});
}

TEST_CASE("A depthwise convolution has one group for every channel", "[layers]")
{
    const Stage stage = expanded(listOf({block("b", {layer("dw", LayerKind::DepthwiseConv, 99, 3)})}));
    const Sizes<>& s = stage.operators[0].sizes;
    CHECK(s.g == 8);
    CHECK(s.co == 8); // whatever the row says
}

TEST_CASE("Channels follow the width multiplier in MobileNet's rounding", "[layers]")
{
    const auto channels = [](double wish, double multiplier, double divisor, bool fixed) {
        Layer conv = layer("conv", LayerKind::Conv, wish);
        conv.fixedWidth = fixed;
        LayerList list = listOf({block("b", {conv})});
        list.widthMultiplier = multiplier;
        list.channelDivisor = divisor;
        return outputShape(expanded(list)).c;
    };
    CHECK(channels(32, 0.5, 8, false) == 16);
    CHECK(channels(24, 0.75, 8, false) == 24); // 18 rounds to 16, which is below 0.9·18 = 16.2, so one divisor more
    CHECK(channels(16, 0.35, 8, false) == 8);  // 5.6: at least one divisor
    CHECK(channels(1280, 0.5, 8, true) == 1280);
    CHECK(channels(33, 0.5, 1, false) == 17); // 16.5 rounds up
}

TEST_CASE("A block's stride and projection belong to its first repetition", "[layers]")
{
    Layer conv = layer("conv", LayerKind::Conv, 16, 3, 2);
    const LayerBlock residual =
        block("stage", {conv, layer("norm", LayerKind::Norm), addition("project", {"in", "norm"})}, 4);
    const Stage stage = expanded(listOf({residual}));
    CHECK(names(stage) == std::vector<std::string>{"stage.0.conv", "stage.0.norm", "stage.0.add.project",
                                                   "stage.0.add.project_norm", "stage.0.add", "stage.1-3.conv",
                                                   "stage.1-3.norm", "stage.1-3.add"});
    const Sizes<>& projection = stage.operators[2].sizes;
    CHECK(projection.ci == 8);
    CHECK(projection.co == 16);
    CHECK(projection.kh == 1);
    CHECK(projection.ho == 16); // stride ceil(32 / 16) = 2
    CHECK(stage.operators[4].count == 1);
    CHECK(stage.operators[5].count == 3);
    CHECK(stage.operators[5].sizes.ci == 16);
    CHECK(stage.operators[5].sizes.ho == 16);
    CHECK(stage.operators[0].block != stage.operators[5].block);
    CHECK(stage.operators[0].block == stage.operators[4].block);
}

TEST_CASE("Repetitions that are all alike are one operator with a count", "[layers]")
{
    const LayerBlock same = block("b", {layer("conv", LayerKind::Conv, 8, 3)}, 5);
    const Stage stage = expanded(listOf({same}));
    CHECK(names(stage) == std::vector<std::string>{"b.conv"});
    CHECK(stage.operators[0].count == 5);
    CHECK(stage.operators[0].block != 0);
}

TEST_CASE("Counted repetitions and written-out ones do the same work", "[layers]")
{
    const auto macs = [](const Stage& stage) {
        double sum = 0;
        for (const Operator& op : stage.operators) {
            const Sizes<>& s = op.sizes;
            sum += op.kind == OperatorKind::Convolution ? op.count * s.co * s.ci / s.g * s.kh * s.kw * s.ho * s.wo : 0;
        }
        return sum;
    };
    const auto body = [](double stride) {
        return std::vector<Layer>{layer("conv", LayerKind::Conv, 16, 3, stride), addition("project", {"in", "conv"})};
    };
    const double counted = macs(expanded(listOf({block("b", body(2), 3)})));
    const double written = macs(expanded(listOf({block("b0", body(2)), block("b1", body(1)), block("b2", body(1))})));
    CHECK(counted == written);
    CHECK(counted > 0);
}

TEST_CASE("A block that grows at every repetition is written out", "[layers]")
{
    Layer join = layer("join", LayerKind::Concat);
    join.from = {"in", "conv"};
    const Stage dense = expanded(listOf({block("dense", {layer("conv", LayerKind::Conv, 4, 3), join}, 3)}));
    CHECK(names(dense) == std::vector<std::string>{"dense.0.conv", "dense.0.join", "dense.1.conv", "dense.1.join",
                                                   "dense.2.conv", "dense.2.join"});
    CHECK(outputShape(dense).c == 8 + 3 * 4);
}

TEST_CASE("An addition of different shapes is an error, a skip or a projection, as the row says", "[layers]")
{
    const auto withMismatch = [](const char* mismatch) {
        return listOf({block("b", {layer("conv", LayerKind::Conv, 16, 3), addition(mismatch, {"conv", "in"})})});
    };
    std::vector<Issue> issues;
    CHECK(names(expanded(withMismatch("skip"), issues)) == std::vector<std::string>{"b.conv"});
    CHECK(issues.empty());
    CHECK(names(expanded(withMismatch("project"), issues)) ==
          std::vector<std::string>{"b.conv", "b.add.project", "b.add"}); // no norm: the block has none
    CHECK(issues.empty());
    CHECK(outputShape(expanded(withMismatch("error"), issues)) == MapShape{16, 32, 32}); // the main operand passes
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].severity == Severity::Error);
    CHECK(issues[0].field == "model.layers.b.add");
    CHECK(issues[0].message.find("8×32×32 to 16×32×32") != std::string::npos);
}

TEST_CASE("What does not fit becomes one issue and a shape that works", "[layers]")
{
    Layer wide = layer("conv", LayerKind::Conv, 4, 50);
    wide.padding = 0;
    Layer grouped = layer("grouped", LayerKind::Conv, 4, 1);
    grouped.groups = 3;
    Layer lost = layer("lost", LayerKind::Activation);
    lost.from = {"nowhere"};
    Layer odd = layer("odd", LayerKind::Activation);
    odd.function = "rellu";
    const LayerList list = listOf({block("b", {wide, grouped, lost, odd})});
    std::vector<Issue> issues;
    const Stage stage = expanded(list, issues);
    CHECK(outputShape(stage) == MapShape{4, 1, 1});
    REQUIRE(issues.size() == 4);
    CHECK(issues[0].field == "model.layers.b.conv");
    CHECK(issues[1].field == "model.layers.b.grouped");
    CHECK(issues[2].field == "model.layers.b.lost");
    CHECK(issues[3].severity == Severity::Warning);

    const std::vector<LayerShape> table = layerShapes(list);
    CHECK(table[0].error == issues[0].message);
    CHECK(table[3].error.empty());
}

TEST_CASE("Endless growth stops at a bound and says so", "[layers]")
{
    Layer doubling = layer("conv", LayerKind::Conv);
    doubling.expand = 2;
    std::vector<Issue> issues;
    const Stage stage = expanded(listOf({block("b", {doubling}, 10000)}), issues);
    CHECK(outputShape(stage).c == 1e7);
    CHECK(issues.size() == 1);
    CHECK(stage.operators.size() < 30); // 8·2²¹ exceeds ten million: from there on all repetitions are alike
    double repetitions = 0;
    for (const Operator& op : stage.operators) {
        repetitions += op.count;
    }
    CHECK(repetitions == 10000);
}

TEST_CASE("Any list expands to finite sizes of at least one", "[layers]")
{
    const double odd =
        GENERATE(0.0, -5.0, 1e300, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity());
    Layer conv = layer("conv", LayerKind::Conv, odd, odd, odd);
    conv.dilation = conv.groups = conv.expand = odd;
    Layer up = layer("up", LayerKind::Upsample, 0, 1, odd);
    LayerList list = listOf({block("b", {conv, up, layer("flat", LayerKind::Flatten)}, odd)});
    list.inputHeight = list.widthMultiplier = list.channelDivisor = odd;
    std::vector<Issue> issues;
    for (const Tensor& tensor : expanded(list, issues, odd).tensors) {
        CHECK(std::isfinite(tensor.elements()));
        CHECK(tensor.elements() >= 1);
    }
}

TEST_CASE("The first tensor is the input, the last one the output, and both carry the batch", "[layers]")
{
    std::vector<Issue> issues;
    const LayerList list =
        listOf({block("b", {layer("conv", LayerKind::Conv, 4), layer("relu", LayerKind::Activation)})});
    const Stage stage = expanded(list, issues, 3);
    CHECK(stage.name == "inference");
    CHECK(stage.samples == 3);
    CHECK(stage.tensors.front().role == TensorRole::Input);
    CHECK(stage.tensors.front().elements() == 3 * 8 * 32 * 32);
    CHECK(stage.tensors.back().role == TensorRole::Output);
    CHECK(stage.tensors[1].role == TensorRole::Activation);
    CHECK(stage.operators[1].inputCount == 1);
    CHECK(stage.uses[stage.operators[1].firstInput] == stage.operators[0].output);
}

TEST_CASE("Element-wise work comes from one table", "[layers]")
{
    Layer gelu = layer("gelu", LayerKind::Activation);
    gelu.function = "gelu";
    Layer norm = layer("norm", LayerKind::Norm);
    norm.function = "layer";
    const LayerBlock mixed =
        block("b", {gelu, norm, layer("bn", LayerKind::Norm), layer("soft", LayerKind::Softmax),
                    layer("pool", LayerKind::AveragePool, 0, 2, 2), addition("error", {"pool", "pool"})});
    std::vector<double> perElement;
    for (const Operator& op : expanded(listOf({mixed})).operators) {
        perElement.push_back(op.sizes.perElement);
    }
    CHECK(perElement == std::vector<double>{8, 5, 2, 5, 2 * 2, 1});
    CHECK(opsPerElement("no such function") == 1);
}

TEST_CASE("The shape table walks through all blocks", "[layers]")
{
    const LayerList list =
        listOf({block("a", {layer("conv", LayerKind::Conv, 16, 3, 2)}, 3),
                block("b", {layer("pool", LayerKind::GlobalPool), layer("fc", LayerKind::Linear, 5)})});
    const std::vector<LayerShape> rows = layerShapes(list);
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].input == MapShape{8, 32, 32});
    CHECK(rows[0].output == MapShape{16, 16, 16});
    CHECK(rows[1].input == MapShape{16, 16, 16}); // later repetitions have no stride
    CHECK(rows[2].output == MapShape{5, 1, 1});
    CHECK((rows[2].block == 1 && rows[2].layer == 1));
}

// Exports that compute their shapes inside the graph, as transformers and shuffling networks do.

#include "tests/core/formats/onnx/onnx_exporter.h"
#include "tests/support/catch.h"
#include "tests/support/traffic.h"

#include "core/analysis/cost.h"
#include "core/formats/onnx/read_onnx.h"
#include "core/formulas/formulas.h"
#include "core/models/graph/graph.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <sstream>

using namespace ridge;
using namespace ridge::test;

namespace {

constexpr int side = 14, window = 7, width = 96, heads = 3, headSize = 32;

/// Relative positions: a table of (2·7 − 1)² rows, picked for all 49 · 49 pairs.
std::string positionBias(Exporter& e)
{
    Dims pairs(49 * 49, 0);
    const std::string rows = e.node("Gather", {e.weight({169, heads}), e.integers(pairs)}, {{"axis", 0}});
    const std::string square = e.node("Reshape", {rows, e.integers({49, 49, -1})});
    return e.node("Unsqueeze", {e.transpose(square, {2, 0, 1}), e.integers({0})});
}

/// Attention inside windows that are shifted: (windows·batch, 49, width) in and out.
std::string windowAttention(Exporter& e, const std::string& x)
{
    const std::string count = e.size(x, 0);
    const std::string qkv =
        e.reshape(e.linear(x, width, 3 * width),
                  {count, e.size(x, 1), e.integers({3}), e.integers({heads}), e.divided(e.size(x, 2), heads)});
    const std::string parts = e.transpose(qkv, {2, 0, 3, 1, 4});
    const auto part = [&](int i) { return e.node("Gather", {parts, e.scalar(i)}, {{"axis", 0}}); };
    const std::string q = e.node("Mul", {part(0), e.weight({1})});
    std::string scores = e.node("MatMul", {q, e.transpose(part(1), {0, 1, 3, 2})});
    scores = e.node("Add", {scores, positionBias(e)});
    const std::string grouped =
        e.reshape(scores, {e.divided(count, 4), e.integers({4}), e.integers({heads}), e.size(x, 1), e.size(x, 1)});
    const std::string masked = e.node("Add", {grouped, e.weight({1, 4, 1, 49, 49})});
    const std::string weights =
        e.node("Softmax", {e.reshape(masked, {e.integers({-1}), e.integers({heads}), e.size(x, 1), e.size(x, 1)})},
               {{"axis", -1}});
    const std::string mixed = e.transpose(e.node("MatMul", {weights, part(2)}), {0, 2, 1, 3});
    return e.linear(e.reshape(mixed, {count, e.size(x, 1), e.size(x, 2)}), width, width);
}

/// One shifted-window block of a Swin transformer on a 14 × 14 map, without its MLP.
Exporter swinBlock()
{
    Exporter e;
    e.builder.input("x", {"batch", side, side, width});
    const std::string rolled = e.roll(e.roll("x", 1, 3), 2, 3);
    const std::string batch = e.size(rolled, 0);
    const std::string down = e.divided(e.size(rolled, 1), window);
    const std::string across = e.divided(e.size(rolled, 2), window);
    const std::string channels = e.size(rolled, 3);
    const std::string seven = e.integers({window});
    const std::string cut =
        e.transpose(e.reshape(rolled, {batch, down, seven, across, seven, channels}), {0, 1, 3, 2, 4, 5});
    const std::string windows = e.reshape(cut, {e.integers({-1}), e.integers({window * window}), channels});
    const std::string mixed = windowAttention(e, windows);
    const std::string joined =
        e.transpose(e.reshape(mixed, {batch, down, across, seven, seven, channels}), {0, 1, 3, 2, 4, 5});
    const std::string map = e.reshape(joined, {batch, e.size("x", 1), e.size("x", 2), channels});
    const std::string back = e.roll(e.roll(map, 1, side - 3), 2, side - 3);
    e.builder.node("Add", {"x", back}, {"y"});
    e.builder.output("y");
    return e;
}

/// A basic unit of ShuffleNetV2: half of 116 channels passes, half is convolved, and both are shuffled.
Exporter shuffleUnit()
{
    Exporter e;
    e.builder.input("x", {"batch", 116, 28, 28});
    e.builder.node("Split", {"x", e.integers({58, 58})}, {"left", "right"}, {{"axis", 1}});
    std::string y = e.node("Relu", {e.node("Conv", {"right", e.weight({58, 58, 1, 1})})});
    y = e.node("Conv", {y, e.weight({58, 1, 3, 3})}, {{"group", 58}, {"pads", Dims{1, 1, 1, 1}}});
    y = e.node("Relu", {e.node("Conv", {y, e.weight({58, 58, 1, 1})})});
    const std::string both = e.node("Concat", {"left", y}, {{"axis", 1}});
    const std::string grouped = e.reshape(
        both, {e.size(both, 0), e.integers({2}), e.divided(e.size(both, 1), 2), e.size(both, 2), e.size(both, 3)});
    const std::string turned = e.transpose(grouped, {0, 2, 1, 3, 4});
    const std::string shuffled =
        e.reshape(turned, {e.size(both, 0), e.integers({-1}), e.size(both, 2), e.size(both, 3)});
    e.builder.node("Relu", {shuffled}, {"y"});
    e.builder.output("y");
    return e;
}

} // namespace

TEST_CASE("every shape of a shifted-window block follows from its input", "[onnx]")
{
    Model model = readOnnx(swinBlock().builder.bytes(), "swin.onnx");
    CHECK_FALSE(leavesOpen(model));
    const auto check = [&](double batch) {
        const double tokens = batch * side * side;
        const double pairs = batch * 4 * heads * 49 * 49; // 2 × 2 windows of 49 positions
        const MacSums macs = macsOf(stageOf(model));
        CHECK(macs.attention == 2 * pairs * headSize);
        CHECK(macs.all == tokens * width * (3 * width + width) + macs.attention);
    };
    check(1);
    REQUIRE(model.imported()->setSymbol("batch", 6).empty());
    check(6);
}

TEST_CASE("relative positions count as the table they are picked from", "[onnx]")
{
    const Stage stage = stageOf(readOnnx(swinBlock().builder.bytes(), "swin.onnx"));
    const auto table =
        std::ranges::find_if(stage.operators, [](const Operator& op) { return op.kind == OperatorKind::Embedding; });
    REQUIRE(table != stage.operators.end());
    CHECK(formula::weights(table->kind, table->sizes, table->weightParameters) == 169 * heads);
}

TEST_CASE("channel shuffle has known shapes, and each half of a split is read alone", "[onnx]")
{
    Model model = readOnnx(shuffleUnit().builder.bytes(), "shuffle.onnx");
    CHECK_FALSE(leavesOpen(model));
    const double map = 28 * 28;
    CHECK(macsOf(stageOf(model)).all == map * 58 * (58 + 9 + 58));
    const Stage stage = stageOf(model);
    const auto first =
        std::ranges::find_if(stage.operators, [](const Operator& op) { return op.kind == OperatorKind::Convolution; });
    REQUIRE(first != stage.operators.end());
    CHECK(inputElements(stage, *first) == 58 * map);
    const auto concat =
        std::ranges::find_if(stage.operators, [](const Operator& op) { return op.kind == OperatorKind::Concat; });
    REQUIRE(concat != stage.operators.end());
    CHECK(inputElements(stage, *concat) == 116 * map);
    REQUIRE(model.imported()->setSymbol("batch", 4).empty());
    CHECK(macsOf(stageOf(model)).all == 4 * map * 58 * (58 + 9 + 58));
}

#ifdef RIDGE_REAL_FILES
TEST_CASE("the vision transformer as exported knows every shape and its attention", "[onnx]")
{
    std::ifstream file(RIDGE_REAL_FILES "/vit_b_16.onnx", std::ios::binary);
    if (!file) {
        return;
    }
    std::ostringstream bytes;
    bytes << file.rdbuf();
    const Model model = readOnnx(bytes.str(), "vit_b_16.onnx");
    CHECK_FALSE(leavesOpen(model));
    const MacSums macs = macsOf(stageOf(model));
    CHECK(macs.all == 17'563'828'224);
    CHECK(macs.attention == 12.0 * 2 * 12 * 197 * 197 * 64); // layers, two products, heads, positions², head size
}
#endif

// Networks whose exports compute borders, windows, masks and positions: every shape follows from the input.

#include "tests/core/formats/onnx/onnx_exporter.h"
#include "tests/support/catch.h"

using namespace ridge;
using namespace ridge::test;

namespace {

double parametersOf(const Stage& stage)
{
    double sum = 0;
    for (const Operator& op : stage.operators) {
        sum += op.sharesWeights ? 0 : formula::weights(op.kind, op.sizes, op.weightParameters) + op.sizes.bias;
    }
    return sum;
}

constexpr int window = 14, width = 64;

/// (14 − size mod 14) mod 14
std::string missing(Exporter& e, const std::string& size)
{
    const std::string fourteen = e.integers({window});
    return e.node("Mod", {e.node("Sub", {fourteen, e.node("Mod", {size, fourteen})}), fourteen});
}

/// torch's pads, last axis first and pair by pair, as the exporter brings them into the order of ONNX.
std::string turnedPads(Exporter& e, const std::string& pairs, int rank)
{
    const std::string zeros =
        e.node("ConstantOfShape", {e.node("Sub", {e.integers({2 * rank}), e.node("Shape", {pairs})})});
    const std::string all = e.node("Concat", {pairs, e.node("Cast", {zeros}, {{"to", 7}})}, {{"axis", 0}});
    const std::string table = e.node("Reshape", {all, e.integers({-1, 2})});
    const std::string turned = e.node("Transpose", {e.slice(table, 0, -1, -INT64_MAX, -1)}, {{"perm", Dims{1, 0}}});
    return e.node("Cast", {e.node("Reshape", {turned, e.integers({-1})})}, {{"to", 7}});
}

/// Rows of a table of 27 relative positions for 14 × 14 pairs, by arithmetic on two ranges: (14, 14, width).
std::string relativePositions(Exporter& e)
{
    const std::string range = e.node("Range", {e.scalar(0), e.scalar(window), e.scalar(1)});
    const std::string down = e.node("Unsqueeze", {range, e.integers({1})});
    const std::string across = e.node("Unsqueeze", {range, e.integers({0})});
    const std::string apart = e.node("Add", {e.node("Sub", {down, across}), e.scalar(window - 1)});
    return e.node("Gather", {e.weight({2 * window - 1, width}), e.node("Cast", {apart}, {{"to", 7}})});
}

/// Window attention of SAM's and ViTDet's image encoder, one head: padded to whole windows, cut back afterwards.
Exporter windowedEncoder()
{
    Exporter e;
    e.builder.input("x", {"batch", "height", "width", width}).output("y");
    const std::string batch = e.size("x", 0), height = e.size("x", 1), across = e.size("x", 2);
    const std::string zero = e.integers({0});
    const std::string pairs =
        e.node("Concat", {zero, zero, zero, missing(e, across), zero, missing(e, height)}, {{"axis", 0}});
    const std::string padded = e.node("Pad", {"x", turnedPads(e, pairs, 4)});
    const std::string rows = e.divided(e.size(padded, 1), window), columns = e.divided(e.size(padded, 2), window);
    const std::string side = e.integers({window}), channels = e.integers({width});
    const std::string cut =
        e.transpose(e.reshape(padded, {batch, rows, side, columns, side, channels}), {0, 1, 3, 2, 4, 5});
    const std::string windows = e.reshape(cut, {e.integers({-1}), e.integers({window * window}), channels});
    const std::string query = e.linear(windows, width, width);
    const std::string scores = e.node("MatMul", {query, e.transpose(e.linear(windows, width, width), {0, 2, 1})});
    const std::string grid = e.reshape(query, {e.integers({-1}), side, side, channels});
    const std::string bias =
        e.node("Einsum", {grid, relativePositions(e)}, {{"equation", std::string("bhwc,hkc->bhwk")}});
    const std::string pairsOf = e.reshape(scores, {e.integers({-1}), side, side, side, side});
    const std::string biased = e.reshape(e.node("Add", {pairsOf, e.node("Unsqueeze", {bias, e.integers({4})})}),
                                         {e.integers({-1}), e.integers({196}), e.integers({196})});
    const std::string mixed =
        e.node("MatMul", {e.node("Softmax", {biased}, {{"axis", -1}}), e.linear(windows, width, width)});
    const std::string joined =
        e.transpose(e.reshape(mixed, {batch, rows, columns, side, side, channels}), {0, 1, 3, 2, 4, 5});
    const std::string map = e.reshape(joined, {batch, e.size(padded, 1), e.size(padded, 2), channels});
    const std::string back =
        e.node("Slice", {e.node("Slice", {map, zero, height, e.integers({1})}), zero, across, e.integers({2})});
    e.builder.node("Add", {"x", back}, {"y"});
    return e;
}

/// A block of ConvNeXt: depthwise 7 × 7, a norm over channels that stand last, two linear layers, a learned scale.
Exporter convNextBlock()
{
    Exporter e;
    e.builder.input("x", {"batch", 96, 56, 56}).output("y");
    const std::string mixed =
        e.node("Conv", {"x", e.weight({96, 1, 7, 7}), e.weight({96})}, {{"group", 96}, {"pads", Dims{3, 3, 3, 3}}});
    const std::string last =
        e.node("LayerNormalization", {e.transpose(mixed, {0, 2, 3, 1}), e.weight({96}), e.weight({96})});
    const std::string up = e.linear(last, 96, 384);
    const std::string gelu = e.node("Mul", {up, e.node("Erf", {up})});
    const std::string scaled = e.node("Mul", {e.weight({96}), e.linear(gelu, 384, 96)});
    e.builder.node("Add", {"x", e.transpose(scaled, {0, 3, 1, 2})}, {"y"});
    return e;
}

/// sin and cos of one axis' running count over 32 wavelengths: (batch, height, width, 32).
std::string wave(Exporter& e, const std::string& valid, int axis)
{
    const std::string count = e.node("CumSum", {valid, e.scalar(axis)});
    const std::string most = e.slice(count, axis, -1, INT64_MAX);
    const std::string scaled = e.node("Unsqueeze", {e.node("Div", {count, most}), e.integers({3})});
    const std::string steps = e.node("Cast", {e.node("Range", {e.scalar(0), e.scalar(32), e.scalar(1)})}, {{"to", 1}});
    const std::string angles = e.node("Div", {scaled, e.node("Exp", {steps})});
    const std::string sine =
        e.node("Unsqueeze", {e.node("Sin", {e.slice(angles, 3, 0, INT64_MAX, 2)}), e.integers({4})});
    const std::string cosine =
        e.node("Unsqueeze", {e.node("Cos", {e.slice(angles, 3, 1, INT64_MAX, 2)}), e.integers({4})});
    const std::string both = e.node("Concat", {sine, cosine}, {{"axis", 4}});
    return e.reshape(both, {e.size(valid, 0), e.size(valid, 1), e.size(valid, 2), e.integers({32})});
}

/// The head of a DETR's encoder: a mask that covers nothing, positions by running sums over it, one attention.
Exporter maskedEncoder()
{
    Exporter e;
    e.builder.input("x", {"batch", 64, "height", "width"}).output("y").output("queries");
    const std::string size = e.node("Concat", {e.size("x", 0), e.size("x", 2), e.size("x", 3)}, {{"axis", 0}});
    const std::string nothing = e.node("Cast", {e.node("ConstantOfShape", {size})}, {{"to", 9}});
    const std::string valid = e.node("Cast", {e.node("Not", {nothing})}, {{"to", 1}});
    const std::string places = e.node("Concat", {wave(e, valid, 1), wave(e, valid, 2)}, {{"axis", 3}});
    const std::string sequence = e.integers({-1});
    const auto flat = [&](const std::string& map) {
        return e.transpose(e.reshape(map, {e.size("x", 0), e.integers({64}), sequence}), {0, 2, 1});
    };
    const std::string x = flat("x");
    const std::string key = e.node("Add", {x, flat(e.transpose(places, {0, 3, 1, 2}))});
    const std::string scores = e.node("MatMul", {e.linear(key, 64, 64), e.transpose(e.linear(key, 64, 64), {0, 2, 1})});
    const std::string hidden = e.node("Unsqueeze", {e.reshape(nothing, {e.size("x", 0), sequence}), e.integers({1})});
    const std::string masked = e.node("Where", {hidden, e.fraction(-1e9F), scores});
    e.builder.node("MatMul", {e.node("Softmax", {masked}, {{"axis", -1}}), e.linear(x, 64, 64)}, {"y"});
    const std::string queries = e.node("Unsqueeze", {e.weight({100, 64}), e.integers({0})});
    e.builder.node("Tile", {queries, e.node("Concat", {e.size("x", 0), e.integers({1, 1})}, {{"axis", 0}})},
                   {"queries"});
    return e;
}

} // namespace

TEST_CASE("windows of an encoder that pads to whole windows have known shapes at any size", "[onnx][networks]")
{
    Model model = readOnnx(windowedEncoder().builder.bytes(), "sam.onnx");
    REQUIRE(model.imported()->setSymbol("height", 64).empty()); // SAM: 64 × 64 is padded to 70 × 70
    REQUIRE(model.imported()->setSymbol("width", 64).empty());
    CHECK_FALSE(leavesOpen(model));
    const auto macs = [](double windows) {
        const double tokens = windows * 196;
        return tokens * width * (3 * width + 2 * 196 + window);
    };
    CHECK(macsOf(stageOf(model)).all == macs(25));
    CHECK(parametersOf(stageOf(model)) == 3 * (width * width + width) + 27 * width);
    REQUIRE(model.imported()->setSymbol("width", 56).empty()); // four windows, nothing to pad
    CHECK(macsOf(stageOf(model)).all == macs(20));
}

TEST_CASE("a block of ConvNeXt has known shapes and counts its scale", "[onnx][networks]")
{
    Model model = readOnnx(convNextBlock().builder.bytes(), "convnext.onnx");
    CHECK_FALSE(leavesOpen(model));
    const double places = 56 * 56;
    CHECK(macsOf(stageOf(model)).all == places * 96 * (49 + 384 + 384));
    CHECK(parametersOf(stageOf(model)) == 96 * 49 + 96 + 2 * 96 + 2 * 96 * 384 + 384 + 96 + 96);
}

TEST_CASE("masks and positions that are computed are known and no parameters", "[onnx][networks]")
{
    Model model = readOnnx(maskedEncoder().builder.bytes(), "detr.onnx");
    REQUIRE(model.imported()->setSymbol("height", 25).empty());
    REQUIRE(model.imported()->setSymbol("width", 34).empty());
    REQUIRE(model.imported()->setSymbol("batch", 2).empty());
    CHECK_FALSE(leavesOpen(model));
    const double places = 25 * 34;
    CHECK(macsOf(stageOf(model)).all == 2 * places * 64 * (3 * 64 + 2 * places));
    CHECK(parametersOf(stageOf(model)) == 3 * (64 * 64 + 64) + 100 * 64);
}

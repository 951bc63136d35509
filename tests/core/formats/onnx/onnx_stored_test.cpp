// Weights that are stored narrow, packed or beside scales: parameters are the weights, bytes are what the file holds.

#include "tests/core/formats/onnx/onnx_exporter.h"
#include "tests/support/catch.h"

#include "core/evaluate/evaluate.h"
#include "core/scenario/baseline.h"

using namespace ridge;
using namespace ridge::test;

namespace {

// Element types of onnx.proto that came after the library's headers.
constexpr int float8 = 17, int4 = 22, float4 = 23;

/// A tensor whose values lie in another file, as those of large models do.
OnnxBuilder& stored(OnnxBuilder& builder, const std::string& name, const Dims& dims, int type)
{
    builder.externalWeight(name, dims, "weights.bin");
    auto& graph = *builder.model.mutable_graph();
    graph.mutable_initializer(graph.initializer_size() - 1)->set_data_type(type);
    return builder;
}

struct Held {
    double parameters = 0, bytes = 0, macs = 0;
};

/// What the model counts as on a device that usually runs in BF16.
Held heldBy(const OnnxBuilder& builder)
{
    const Evaluation e = evaluate(baseline(readOnnx(builder.bytes(), "small.onnx"), Device{}));
    Held held{e.memory.storedElements, e.memory.weights.inBaseUnits(), 0};
    held.macs = e.total([](const StageTotals& t) { return t.macs.inBaseUnits(); });
    return held;
}

std::string usual(const OnnxBuilder& builder, const std::string& parameter)
{
    const Model model = readOnnx(builder.bytes(), "small.onnx");
    const auto found = model.usual.find(parameter);
    return found == model.usual.end() ? "" : found->second;
}

} // namespace

TEST_CASE("a quantised convolution stores its integers, their scales and its bias", "[onnx][stored]")
{
    OnnxBuilder builder(17);
    builder.input("x", {1, 64, 56, 56}).weight("xs", {}).weight("ws", {64}).weight("bs", {64});
    stored(builder, "xz", {}, onnx::TensorProto::INT8);
    stored(builder, "w", {64, 64, 3, 3}, onnx::TensorProto::INT8);
    stored(builder, "wz", {64}, onnx::TensorProto::INT8);
    stored(builder, "b", {64}, onnx::TensorProto::INT32);
    builder.node("QuantizeLinear", {"x", "xs", "xz"}, {"xq"}).node("DequantizeLinear", {"xq", "xs", "xz"}, {"xd"});
    builder.node("DequantizeLinear", {"w", "ws", "wz"}, {"wd"}, {{"axis", 0}});
    builder.node("DequantizeLinear", {"b", "bs"}, {"bd"}, {{"axis", 0}});
    builder.node("Conv", {"xd", "wd", "bd"}, {"y0"}, {{"pads", Dims{1, 1, 1, 1}}});
    builder.node("QuantizeLinear", {"y0", "xs", "xz"}, {"yq"}).node("DequantizeLinear", {"yq", "xs", "xz"}, {"y"});
    builder.output("y");
    const Held held = heldBy(builder);
    CHECK(held.macs == 64.0 * 64 * 9 * 56 * 56);
    CHECK(held.parameters == 64 * 64 * 9 + 64);
    CHECK(held.bytes == Approx(64 * 64 * 9 + 64 * 4 + 64 + 64 * 4 + 64 * 4)); // w, ws, wz, b, bs
    CHECK(usual(builder, "deployment.activations") == "int8"); // xq and yq; the floats beside are the same
}

TEST_CASE("blocks of four bits count as the weights they hold, with their scales", "[onnx][stored]")
{
    OnnxBuilder builder(18);
    builder.input("x", {1, 128, 3072}, onnx::TensorProto::FLOAT16).output("y");
    stored(builder, "q", {9216, 96, 16}, onnx::TensorProto::UINT8); // blocks of 32 in 16 bytes
    stored(builder, "s", {9216 * 96}, onnx::TensorProto::FLOAT16);
    stored(builder, "z", {9216, 48}, onnx::TensorProto::UINT8);
    builder.node("MatMulNBits", {"x", "q", "s", "z"}, {"y"},
                 {{"K", 3072}, {"N", 9216}, {"bits", 4}, {"block_size", 32}});
    auto& graph = *builder.model.mutable_graph();
    graph.mutable_node(0)->set_domain("com.microsoft");
    const Held held = heldBy(builder);
    CHECK(held.parameters == 3072.0 * 9216);
    CHECK(held.macs == 128.0 * 3072 * 9216);
    CHECK(held.bytes == Approx(3072.0 * 9216 / 2 + 9216 * 96 * 2 + 9216 * 48));
    CHECK(usual(builder, "deployment.activations") == "fp16");
    const Model model = readOnnx(builder.bytes(), "small.onnx");
    REQUIRE(model.checkpoint->tensors.size() == 1);
    CHECK(model.checkpoint->tensors[0].format == "INT4");
    CHECK(model.checkpoint->tensors[0].elements == 3072.0 * 9216);
}

TEST_CASE("a table of four bits is looked up as the rows it holds", "[onnx][stored]")
{
    OnnxBuilder builder(18);
    builder.input("ids", {1, 16}, onnx::TensorProto::INT64).output("y");
    stored(builder, "table", {1000, 32}, onnx::TensorProto::UINT8); // 64 numbers a row
    stored(builder, "s", {1000, 2}, onnx::TensorProto::FLOAT16);
    builder.node("GatherBlockQuantized", {"table", "ids", "s"}, {"y"}, {{"quantize_axis", 1}, {"block_size", 32}});
    builder.model.mutable_graph()->mutable_node(0)->set_domain("com.microsoft");
    const Model model = readOnnx(builder.bytes(), "small.onnx");
    CHECK_FALSE(leavesOpen(model));
    const Held held = heldBy(builder);
    CHECK(held.parameters == 1000 * 64);
    CHECK(held.bytes == Approx(1000 * 32 + 1000 * 2 * 2));
}

TEST_CASE("eight-bit floats, BF16, four-bit integers and floats in blocks count what they store", "[onnx][stored]")
{
    OnnxBuilder builder(19);
    builder.input("x", {4, 32}).weight("s", {});
    stored(builder, "w", {32, 32}, float8);
    stored(builder, "v", {32, 8}, onnx::TensorProto::BFLOAT16);
    builder.node("DequantizeLinear", {"w", "s"}, {"wd"}).node("MatMul", {"x", "wd"}, {"h"});
    builder.node("Cast", {"v"}, {"vf"}, {{"to", onnx::TensorProto::FLOAT}}).node("MatMul", {"h", "vf"}, {"y"});
    builder.output("y");
    Held held = heldBy(builder);
    CHECK(held.parameters == 32 * 32 + 32 * 8);
    CHECK(held.macs == 4 * 32 * (32 + 8));
    CHECK(held.bytes == Approx(32 * 32 + 4 + 32 * 8 * 2));
    CHECK(usual(builder, "deployment.activations") == "fp32");

    for (const int type : {int4, float4}) {
        OnnxBuilder blocks(21);
        blocks.input("x", {4, 64}).output("y");
        stored(blocks, "w", {64, 16}, type);
        stored(blocks, "s", {2, 16}, onnx::TensorProto::FLOAT16);
        blocks.node("DequantizeLinear", {"w", "s"}, {"wd"}, {{"axis", 0}, {"block_size", 32}});
        blocks.node("MatMul", {"x", "wd"}, {"y"});
        held = heldBy(blocks);
        CHECK(held.parameters == 64 * 16);
        CHECK(held.bytes == Approx(64 * 16 / 2 + 2 * 16 * 2));
    }
}

TEST_CASE("weights that training rounds are stored as what they are rounded to", "[onnx][stored]")
{
    OnnxBuilder builder(13);
    builder.input("x", {1, 64}).weight("w", {64, 10}).weight("s", {10}).output("y");
    stored(builder, "z", {10}, onnx::TensorProto::INT8);
    builder.node("QuantizeLinear", {"w", "s", "z"}, {"q"}, {{"axis", 1}});
    builder.node("DequantizeLinear", {"q", "s", "z"}, {"d"}, {{"axis", 1}}).node("MatMul", {"x", "d"}, {"y"});
    const Held held = heldBy(builder);
    CHECK(held.parameters == 640);
    CHECK(held.bytes == Approx(640 + 10 * 4 + 10)); // one byte each, scales, zero points
}

TEST_CASE("a format that only the rounding node names is that of the weights", "[onnx][stored]")
{
    OnnxBuilder builder(21);
    builder.input("x", {1, 64}).weight("w", {64, 10}).weight("s", {10}).output("y");
    builder.node("QuantizeLinear", {"w", "s"}, {"q"}, {{"axis", 1}, {"output_dtype", int4}});
    builder.node("DequantizeLinear", {"q", "s"}, {"d"}, {{"axis", 1}}).node("MatMul", {"x", "d"}, {"y"});
    CHECK(heldBy(builder).bytes == Approx(640 / 2 + 10 * 4));
}

TEST_CASE("integer convolutions and products that round on the way store integers", "[onnx][stored]")
{
    OnnxBuilder conv(13);
    conv.input("x", {1, 16, 8, 8}, onnx::TensorProto::UINT8).output("y");
    conv.weight("xs", {}).weight("ws", {32}).weight("ys", {});
    stored(conv, "xz", {}, onnx::TensorProto::UINT8);
    stored(conv, "w", {32, 16, 3, 3}, onnx::TensorProto::INT8);
    stored(conv, "wz", {32}, onnx::TensorProto::INT8);
    stored(conv, "b", {32}, onnx::TensorProto::INT32);
    conv.node("QLinearConv", {"x", "xs", "xz", "w", "ws", "wz", "ys", "xz", "b"}, {"y"});
    Held held = heldBy(conv);
    CHECK(held.parameters == 32 * 16 * 9 + 32);
    CHECK(held.bytes == Approx(32 * 16 * 9 + 32 * 4 + 32 + 32 * 4));
    CHECK(usual(conv, "deployment.activations") == "int8");

    OnnxBuilder product(13);
    product.input("x", {8, 64}).output("y");
    stored(product, "w", {64, 10}, onnx::TensorProto::INT8);
    product.node("DynamicQuantizeLinear", {"x"}, {"q", "s", "z"}).node("MatMulInteger", {"q", "w", "z"}, {"i"});
    product.node("Cast", {"i"}, {"f"}, {{"to", onnx::TensorProto::FLOAT}}).node("Mul", {"f", "s"}, {"y"});
    held = heldBy(product);
    CHECK(held.parameters == 640);
    CHECK(held.bytes == 640);
    CHECK(usual(product, "deployment.weights") == "int8");
}

TEST_CASE("weights put together by plain arithmetic count the integers they come from", "[onnx][stored]")
{
    OnnxBuilder builder(13);
    builder.input("x", {1, 64}).weight("s", {1, 100}).output("y");
    stored(builder, "q", {64, 100}, onnx::TensorProto::INT8);
    builder.node("Cast", {"q"}, {"f"}, {{"to", onnx::TensorProto::FLOAT}}).node("Mul", {"f", "s"}, {"w"});
    builder.node("MatMul", {"x", "w"}, {"y"});
    const Held held = heldBy(builder);
    CHECK(held.parameters == 6400);
    CHECK(held.bytes == Approx(6400 + 100 * 4));
}

TEST_CASE("a file of one plain format runs in it", "[onnx][stored]")
{
    struct Plain {
        int type;
        std::string id;
        double bytes;
    };
    for (const Plain& plain : {Plain{onnx::TensorProto::FLOAT, "fp32", 4},
                               {onnx::TensorProto::FLOAT16, "fp16", 2},
                               {onnx::TensorProto::BFLOAT16, "bf16", 2}}) {
        OnnxBuilder builder(17);
        builder.input("x", {1, 64}, plain.type).output("y");
        stored(builder, "w", {64, 10}, plain.type).node("MatMul", {"x", "w"}, {"y"});
        CHECK(usual(builder, "deployment.weights") == plain.id);
        CHECK(usual(builder, "deployment.activations") == plain.id);
        CHECK(heldBy(builder).bytes == 640 * plain.bytes);
        CHECK(readOnnx(builder.bytes(), "small.onnx").checkpoint->tensors.empty());
    }
}

TEST_CASE("what is filled is a weight only where one is expected", "[onnx][stored]")
{
    OnnxBuilder mask(13); // a mask with as many rows as the input has, and one number put into it
    mask.input("x", {"batch", 77, 768}).weight("w", {768, 3072}).weight("one", {1}).output("y");
    mask.integers("rows", {0, 1}).integers("two", {2});
    mask.node("Shape", {"x"}, {"shape"}).node("Gather", {"shape", "rows"}, {"size"});
    mask.node("ConstantOfShape", {"size"}, {"zeros"});
    auto& index = *mask.model.mutable_graph()->add_initializer();
    index.set_name("index");
    index.set_data_type(onnx::TensorProto::INT64);
    index.add_dims(1), index.add_dims(2);
    index.add_int64_data(0), index.add_int64_data(0);
    mask.node("ScatterND", {"zeros", "index", "one"}, {"mask"}).node("Unsqueeze", {"mask", "two"}, {"column"});
    mask.node("Add", {"x", "column"}, {"masked"}).node("MatMul", {"masked", "w"}, {"y"});
    CHECK(heldBy(mask).parameters == 768 * 3072);

    OnnxBuilder canvas(16); // pillars drawn into an empty map of fixed size
    canvas.input("pillars", {100, 64}).input("places", {100, 1}, onnx::TensorProto::INT64).output("y");
    canvas.filledWeight("empty", {432 * 496, 64}).node("ScatterND", {"empty", "places", "pillars"}, {"y"});
    CHECK(heldBy(canvas).parameters == 0);

    OnnxBuilder state(14);
    state.input("x", {20, 1, 8}).filledWeight("h", {1, 1, 16}).filledWeight("c", {1, 1, 16}).output("y");
    state.weight("w", {1, 64, 8}).weight("r", {1, 64, 16});
    state.node("LSTM", {"x", "w", "r", "", "", "h", "c"}, {"y"}, {{"hidden_size", 16}});
    CHECK(heldBy(state).parameters == 64 * 8 + 64 * 16);
}

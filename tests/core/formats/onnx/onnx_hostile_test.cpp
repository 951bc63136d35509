#include "tests/core/formats/onnx/onnx_builder.h"
#include "tests/support/catch.h"
#include "tests/support/sampled.h"

#include "core/formats/format_error.h"
#include "core/formats/onnx/read_onnx.h"
#include "core/models/graph/graph.h"

#include <random>

#include <sys/resource.h>

using namespace ridge;
using namespace ridge::test;

namespace {

/// Reads, expands and resolves again. Anything but success or a FormatError ends the test.
std::string outcome(const std::string& bytes)
{
    try {
        Model model = readOnnx(bytes, "hostile.onnx");
        std::vector<Issue> issues;
        expandGraph({}, *model.imported(), issues);
        model.imported()->setSymbol("batch", 3);
        return "read";
    } catch (const FormatError& error) {
        return error.what();
    }
}

/// Zero under the address sanitizer, which keeps freed memory.
long peakMebibytes()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return isSanitized() ? 0 : usage.ru_maxrss / 1024; // kibibytes on Linux
}

/// One of everything that has rules of its own.
OnnxBuilder manyOperators()
{
    OnnxBuilder b = convNormRelu(&OnnxBuilder::weight, {"batch", 3, 8, 8});
    b.integers("axes", {0})
        .integers("two", {2})
        .integers("four", {4})
        .integers("split", {3, 5})
        .integers("rows", {0, 1});
    b.integers("shape", {-1, 128}).weight("dense", {128, 10}).weight("table", {20, 6}).weight("bias", {10});
    b.integers("pads", {0, 0, 1, 1, 0, 0, 1, 1}).weight("scales", {4}).weight("up", {8, 4, 2, 2});
    b.node("MaxPool", {"y"}, {"pool"}, {{"kernel_shape", Dims{2, 2}}, {"strides", Dims{2, 2}}});
    b.node("Reshape", {"pool", "shape"}, {"flat"}).node("Gemm", {"flat", "dense", "bias"}, {"logits"});
    b.node("Softmax", {"logits"}, {"p"}, {{"axis", 1}}).node("Split", {"y", "split"}, {"s1", "s2"}, {{"axis", 1}});
    b.node("Concat", {"s2", "s1"}, {"joined"}, {{"axis", 1}}).node("Pad", {"joined", "pads"}, {"padded"});
    b.node("Slice", {"padded", "axes", "two", "two"}, {"part"})
        .node("Transpose", {"part"}, {"t"}, {{"perm", Dims{0, 2, 3, 1}}});
    b.node("ReduceMean", {"t"}, {"m"}, {{"axes", Dims{1, 2}}, {"keepdims", 0}})
        .node("Gather", {"table", "rows"}, {"e"});
    b.node("ConvTranspose", {"y", "up"}, {"big"}, {{"strides", Dims{2, 2}}, {"kernel_shape", Dims{2, 2}}});
    b.node("Resize", {"y", "", "scales"}, {"resized"})
        .node("Shape", {"y"}, {"dims"})
        .node("Gather", {"dims", "axes"}, {"count"});
    b.node("Expand", {"table", "count"}, {"tiled"}).node("DepthToSpace", {"y"}, {"d"}, {{"blocksize", 2}});
    b.node("Flatten", {"y"}, {"f"}, {{"axis", 2}})
        .node("Squeeze", {"e"}, {"sq"})
        .node("Unsqueeze", {"e", "axes"}, {"un"});
    b.node("LRN", {"y"}, {"lrn"}, {{"size", 3}})
        .node("Einsum", {"logits", "logits"}, {"ein"}, {{"equation", "ij,kj->ik"}});
    b.node("TopK", {"logits", "four"}, {"v", "i"})
        .node("Tile", {"logits", "two"}, {"tile"})
        .node("OneHot", {"i", "four", "two"}, {"hot"});
    b.node("Range", {"two", "four", "two"}, {"r"})
        .node("GlobalAveragePool", {"y"}, {"g"})
        .node("ArgMax", {"y"}, {"am"});
    b.node("CumSum", {"logits", "axes"}, {"cs"}).node("SpaceToDepth", {"y"}, {"sd"}, {{"blocksize", 2}});
    b.node("AveragePool", {"y"}, {"ap"}, {{"kernel_shape", Dims{3, 3}}, {"dilations", Dims{1, 1}}, {"ceil_mode", 1}});
    return b;
}

} // namespace

TEST_CASE("the graph that is damaged below is in order before", "[onnx][hostile]")
{
    CHECK(outcome(manyOperators().bytes()) == "read");
}

TEST_CASE("a file cut off anywhere is refused with the place", "[onnx][hostile]")
{
    const std::string whole = manyOperators().bytes();
    for (std::size_t part = 0; part < 16; ++part) {
        const std::string text = outcome(whole.substr(0, whole.size() * part / 16));
        CAPTURE(part, text);
        CHECK(text.find(part == 0 ? "is empty" : "at byte") != std::string::npos);
    }
}

TEST_CASE("what is no ONNX file is said to be none", "[onnx][hostile]")
{
    CHECK(outcome("{ \"format\": \"ridgepoint-model\" }").find("does not belong to an ONNX model") !=
          std::string::npos);
    CHECK(outcome("\x89PNG\r\n\x1a\n").find("hostile.onnx") == 0);
    CHECK(outcome(std::string(100, '\0')).find("does not belong to an ONNX model") != std::string::npos);
    CHECK(outcome(std::string("\x08\x07", 2)).find("holds no graph") !=
          std::string::npos); // an IR version and nothing else
}

TEST_CASE("a field that claims two gigabytes costs no memory", "[onnx][hostile]")
{
    const long before = peakMebibytes();
    const std::string claim("\x3a\xff\xff\xff\xff\x07", 6); // graph, 2³¹ − 1 bytes long
    CHECK(outcome(claim + std::string(100, 'x')).find("ends in the middle of a field at byte 0") != std::string::npos);
    CHECK(peakMebibytes() - before < 64);
}

TEST_CASE("messages nested without end are refused", "[onnx][hostile]")
{
    OnnxBuilder inner;
    inner.node("Relu", {"x"}, {"y"});
    for (int depth = 0; depth < 200; ++depth) {
        OnnxBuilder outer;
        outer.node("If", {"x"}, {"y"});
        auto& attribute = *outer.model.mutable_graph()->mutable_node(0)->add_attribute();
        attribute.set_name("then_branch");
        *attribute.mutable_g() = inner.model.graph();
        inner = outer;
    }
    CHECK(outcome(inner.bytes()).find("nested too deeply") != std::string::npos);
}

TEST_CASE("flipped bytes are read or refused, never more", "[onnx][hostile]")
{
    const std::string whole = manyOperators().bytes();
    const long before = peakMebibytes();
    std::mt19937 random(20240229); // seeded: a failure can be repeated
    int refused = 0;
    for (int round = 0; round < 4000; ++round) {
        std::string bytes = whole;
        const int flips = 1 + static_cast<int>(random() % 3);
        for (int i = 0; i < flips; ++i) {
            bytes[random() % bytes.size()] = static_cast<char>(random());
        }
        refused += outcome(bytes) != "read";
    }
    CHECK(refused > 0);
    CHECK(peakMebibytes() - before < 64);
}

TEST_CASE("absurd numbers in attributes, sizes and constants are read or refused", "[onnx][hostile]")
{
    const OnnxBuilder whole = manyOperators();
    const std::int64_t absurd[] = {0,       -1,         1,         3,         -2,        65,
                                   1 << 20, -(1 << 20), INT64_MAX, INT64_MIN, INT32_MAX, INT64_MAX / 2};
    std::mt19937 random(7);
    const auto pick = [&] { return absurd[random() % std::size(absurd)]; };
    int outcomes = 0;
    for (int round = 0; round < 4000; ++round) {
        OnnxBuilder damaged = whole;
        auto& graph = *damaged.model.mutable_graph();
        auto& node = *graph.mutable_node(static_cast<int>(random() % static_cast<unsigned>(graph.node_size())));
        for (auto& attribute : *node.mutable_attribute()) {
            attribute.has_i() ? attribute.set_i(pick()) : void();
            for (auto& number : *attribute.mutable_ints()) {
                number = random() % 2 ? pick() : number;
            }
            random() % 8 ? void() : attribute.mutable_ints()->Clear();
        }
        auto& tensor =
            *graph.mutable_initializer(static_cast<int>(random() % static_cast<unsigned>(graph.initializer_size())));
        for (auto& number : *tensor.mutable_int64_data()) {
            number = random() % 2 ? pick() : number;
        }
        if (tensor.dims_size() > 0 && random() % 2) {
            tensor.set_dims(0, pick());
        }
        node.input_size() > 1 && random() % 4 == 0 ? node.mutable_input()->RemoveLast() : void();
        node.output_size() > 1 && random() % 4 == 0 ? node.mutable_output()->RemoveLast() : void();
        outcomes += !outcome(damaged.bytes()).empty();
    }
    CHECK(outcomes == 4000);
}

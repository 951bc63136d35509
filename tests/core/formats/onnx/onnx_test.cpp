#include "tests/core/formats/onnx/onnx_builder.h"
#include "tests/support/catch.h"

#include "core/formats/format_error.h"
#include "core/formats/onnx/read_onnx.h"
#include "core/models/graph/gaps.h"
#include "core/models/graph/graph.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace ridge;
using namespace ridge::test;

namespace {

Model read(const OnnxBuilder& builder) { return readOnnx(builder.bytes(), "small.onnx"); }

double elements(const GraphTensor& tensor)
{
    double product = 1;
    for (double size : tensor.shape) {
        product *= size;
    }
    return product;
}

/// What the file declares as learned, summed tensor by tensor.
double parameters(const Model& model)
{
    double sum = 0;
    for (const GraphTensor& tensor : model.imported()->graph->tensors) {
        sum += tensor.isTrainable ? elements(tensor) : 0;
    }
    return sum;
}

Stage stageOf(const Model& model)
{
    std::vector<Issue> issues;
    return expandGraph({}, *model.imported(), issues);
}

/// The same sum from the operators: what is derived from sizes, or given.
double operatorParameters(const Stage& stage)
{
    double sum = 0;
    for (const Operator& op : stage.operators) {
        const Sizes<>& s = op.sizes;
        const bool isConvolution =
            op.kind == OperatorKind::Convolution || op.kind == OperatorKind::TransposedConvolution;
        const double derived = isConvolution                            ? s.co * s.ci / s.g * s.kh * s.kw
                               : op.kind == OperatorKind::Normalisation ? 2 * s.co
                                                                        : s.co * s.ci;
        sum += op.sharesWeights ? 0 : (op.weightParameters < 0 ? derived : op.weightParameters) + s.bias;
    }
    return sum;
}

/// Naive oracle: every output element of a product is one dot product.
double macs(const Stage& stage)
{
    double sum = 0;
    for (const Operator& op : stage.operators) {
        const Sizes<>& s = op.sizes;
        if (op.kind == OperatorKind::Convolution) {
            sum += s.n * s.co * s.ho * s.wo * (s.ci / s.g * s.kh * s.kw);
        } else if (op.kind == OperatorKind::Linear || op.kind == OperatorKind::Matmul) {
            sum += s.n * s.co * s.ho * s.wo * s.ci;
        } else if (op.kind == OperatorKind::AttentionScores || op.kind == OperatorKind::AttentionValues) {
            sum += s.n * s.heads * s.queries * s.context * s.headSize;
        }
    }
    return sum;
}

bool remarks(const Model& model, const std::string& words)
{
    return std::ranges::any_of(model.imported()->graph->remarks,
                               [&](const std::string& remark) { return remark.find(words) != std::string::npos; });
}

std::vector<double> outputShape(const Model& model)
{
    const Graph& graph = *model.imported()->graph;
    return graph.tensors[static_cast<std::size_t>(graph.outputs.at(0))].shape;
}

std::string errorOf(const OnnxBuilder& builder)
{
    try {
        read(builder);
    } catch (const FormatError& error) {
        return error.what();
    }
    return {};
}

} // namespace

TEST_CASE("the model is called after its file and says who made it", "[onnx]")
{
    const Model model = readOnnx(convNormRelu(&OnnxBuilder::weight).bytes(), "My_Net v2.onnx");
    CHECK(model.name == "My_Net v2");
    CHECK(model.id == "my-net-v2");
    CHECK(model.family == "ONNX graph");
    CHECK(model.source == "test 1.0, opset 13");
}

TEST_CASE("weights count alike as initialisers, constants and filled shapes", "[onnx]")
{
    const auto add = GENERATE(&OnnxBuilder::weight, &OnnxBuilder::constantWeight, &OnnxBuilder::filledWeight);
    const Model model = read(convNormRelu(add));
    CHECK(parameters(model) == 8 * 3 * 3 * 3 + 8 + 8); // kernel, scale, shift; mean and variance are no parameters
    CHECK(model.imported()->graph->nodes.size() == 3);
    CHECK(remarks(model, "16 running statistics"));       // 8 means and 8 variances
    CHECK(macs(stageOf(model)) == 8 * 8 * 8 * 3 * 3 * 3); // 8×8 positions, 8 channels, 27 products each
}

TEST_CASE("a file keeps no weights once it is read, and reads the same again", "[onnx]")
{
    const OnnxBuilder builder = convNormRelu(&OnnxBuilder::weight);
    OnnxBuilder large = builder;
    large.weight("big", {300, 1000}).node("MatMul", {"big", "big2"}, {"unused"}).weight("big2", {1000, 10});
    const Model model = read(large);
    const std::string& stripped = model.imported()->source->bytes();
    CHECK(stripped.size() < 4000); // the two matrices alone were 4·(300·1000 + 1000·10) bytes
    const Model again = readOnnx(stripped, "small.onnx");
    CHECK(again == model);
    CHECK(again.imported()->source->bytes() == stripped);
}

TEST_CASE("a first dimension written as a number can still be changed", "[onnx]")
{
    Model model = read(convNormRelu(&OnnxBuilder::weight, {4, 3, 8, 8}));
    CHECK(model.imported()->symbols == std::map<std::string, double>{{"batch", 4}});
    CHECK(model.imported()->setSymbol("batch", 7).empty());
    CHECK(outputShape(model) == std::vector<double>{7, 8, 8, 8});
    CHECK(stageOf(model).samples == 7);
}

TEST_CASE("the first dimension is called batch whatever the file calls it", "[onnx]")
{
    OnnxBuilder builder;
    builder.input("ids", {"N", "sequence"}, onnx::TensorProto::INT64).weight("table", {1000, 64});
    builder.node("Gather", {"table", "ids"}, {"y"}).output("y", {"N", "sequence", 64});
    Model model = read(builder);
    CHECK(model.imported()->symbols == std::map<std::string, double>{{"batch", 1}, {"sequence", 128}});
    CHECK(model.imported()->setSymbol("batch", 3).empty());
    CHECK(model.imported()->setSymbol("sequence", 50).empty());
    CHECK(outputShape(model) == std::vector<double>{3, 50, 64});
    CHECK(parameters(model) == 1000 * 64);
}

TEST_CASE("sizes that are sums of symbols follow their terms", "[onnx]")
{
    OnnxBuilder builder;
    builder.input("mask", {"batch", "past + 1"}).node("Relu", {"mask"}, {"y"}).output("y");
    Model model = read(builder);
    CHECK(model.imported()->setSymbol("past", 9).empty());
    CHECK(outputShape(model) == std::vector<double>{1, 10});
}

TEST_CASE("a batch that is multiplied into a constant reshape is no symbol", "[onnx]")
{
    OnnxBuilder builder; // two halves of two samples become four rows
    builder.input("x", {2, 3, 4, 4}).integers("shape", {4, 24}).weight("w", {24, 10});
    builder.node("Reshape", {"x", "shape"}, {"flat"}).node("MatMul", {"flat", "w"}, {"y"}).output("y");
    const Model model = read(builder);
    CHECK(model.imported()->symbols.empty());
    CHECK(remarks(model, "batch is fixed at 2"));
    CHECK(outputShape(model) == std::vector<double>{4, 10});
}

TEST_CASE("shapes computed inside the graph are followed", "[onnx]")
{
    OnnxBuilder builder; // flatten as exporters write it: Shape → Gather → Unsqueeze → Concat → Reshape
    builder.input("x", {"batch", 3, 4, 4}).integers("minus_one", {-1}).integers("axes", {0}).weight("w", {48, 10});
    auto& zero = *builder.model.mutable_graph()->add_initializer();
    zero.set_name("zero");
    zero.set_data_type(onnx::TensorProto::INT64);
    zero.add_int64_data(0);
    builder.node("Shape", {"x"}, {"s"}).node("Gather", {"s", "zero"}, {"b"}).node("Unsqueeze", {"b", "axes"}, {"b1"});
    builder.node("Concat", {"b1", "minus_one"}, {"target"}, {{"axis", 0}}).node("Reshape", {"x", "target"}, {"flat"});
    builder.node("MatMul", {"flat", "w"}, {"y"}).output("y");
    Model model = read(builder);
    CHECK(model.imported()->graph->nodes.size() == 2); // Reshape and MatMul: the rest is known
    CHECK(model.imported()->setSymbol("batch", 5).empty());
    CHECK(outputShape(model) == std::vector<double>{5, 10});
}

TEST_CASE("sizes that do not fit the graph are refused with the reason and change nothing", "[onnx]")
{
    OnnxBuilder builder;
    builder.input("x", {1, "sequence"})
        .integers("shape", {1, 64, 2})
        .node("Reshape", {"x", "shape"}, {"y"})
        .output("y");
    Model model = read(builder); // 128 to start with fits
    const Model before = model;
    const std::string reason = model.imported()->setSymbol("sequence", 100);
    CHECK(reason.find("Reshape 'y'") != std::string::npos);
    CHECK(reason.find("100 elements into 128") != std::string::npos);
    CHECK(model == before);
    CHECK(!model.imported()->setSymbol("sequence", 1.5).empty());
    CHECK(!model.imported()->setSymbol("sequence", -1).empty());
    CHECK(!model.imported()->setSymbol("tokens", 1).empty());
}

TEST_CASE("weights in another file are counted from their shapes and the file is not opened", "[onnx]")
{
    OnnxBuilder builder;
    builder.input("x", {1, 64})
        .externalWeight("w", {64, 32}, "/etc/passwd")
        .node("MatMul", {"x", "w"}, {"y"})
        .output("y");
    const Model model = read(builder);
    CHECK(parameters(model) == 64 * 32);
    CHECK(remarks(model, "another file"));
    CHECK(model.imported()->source->bytes().find("root:") == std::string::npos);
}

TEST_CASE("rearranged copies of one weight are one weight", "[onnx]")
{
    OnnxBuilder builder; // a tied output head: the embedding table again, transposed
    builder.input("ids", {1, 16}, onnx::TensorProto::INT64).weight("table", {500, 32});
    builder.node("Gather", {"table", "ids"}, {"h"}).node("Transpose", {"table"}, {"head"}, {{"perm", Dims{1, 0}}});
    builder.node("MatMul", {"h", "head"}, {"logits"}).output("logits");
    const Model model = read(builder);
    CHECK(parameters(model) == 500 * 32);
    const Stage stage = stageOf(model);
    REQUIRE(stage.operators.size() == 2);
    CHECK(stage.operators[0].kind == OperatorKind::Embedding);
    CHECK(stage.operators[1].kind == OperatorKind::Linear);
    CHECK(stage.operators[1].sharesWeights);
    CHECK(operatorParameters(stage) == 500 * 32);
}

TEST_CASE("a quantised weight keeps its width and counts once", "[onnx]")
{
    OnnxBuilder builder;
    builder.input("x", {1, 64}).weight("scale", {1}).node("DequantizeLinear", {"q", "scale"}, {"w"});
    auto& weight = *builder.model.mutable_graph()->add_initializer();
    weight.set_name("q");
    weight.set_data_type(onnx::TensorProto::INT8);
    weight.add_dims(64);
    weight.add_dims(10);
    weight.set_raw_data(std::string(640, '\1'));
    builder.node("MatMul", {"x", "w"}, {"y"}).output("y");
    const Model model = read(builder);
    CHECK(parameters(model) == 640);
    const auto& tensors = model.imported()->graph->tensors;
    const auto found = std::ranges::find_if(tensors, [](const GraphTensor& t) { return t.isTrainable; });
    REQUIRE(found != tensors.end());
    CHECK(found->bits == 8);
}

TEST_CASE("reductions with axes as an input are resolved", "[onnx]")
{
    OnnxBuilder builder(18); // the library knows operator sets up to 17, where axes are an attribute
    builder.input("x", {1, 8, 4, 4}).integers("axes", {2, 3}).node("ReduceMean", {"x", "axes"}, {"y"}).output("y");
    CHECK(outputShape(read(builder)) == std::vector<double>{1, 8, 1, 1});
}

TEST_CASE("volumes that are sampled, and maps that are cropped or bordered to a size, have shapes", "[onnx]")
{
    OnnxBuilder volume(20);
    volume.input("x", {1, 4, 8, 9, 10}).input("grid", {1, 2, 3, 5, 3}).node("GridSample", {"x", "grid"}, {"y"});
    CHECK(outputShape(read(volume.output("y"))) == std::vector<double>{1, 4, 2, 3, 5});
    OnnxBuilder crop(18);
    crop.input("x", {1, 4, 8, 9}).integers("size", {6, 12});
    crop.node("CenterCropPad", {"x", "size"}, {"y"}, {{"axes", Dims{2, -1}}});
    CHECK(outputShape(read(crop.output("y"))) == std::vector<double>{1, 4, 6, 12});
}

TEST_CASE("a shape that nobody knows is counted as empty and named", "[onnx]")
{
    OnnxBuilder builder;
    builder.input("x", {1, 8}).node("Mystery", {"x"}, {"secret"}).node("Relu", {"secret"}, {"y"}).output("y");
    const Model model = read(builder);
    CHECK(outputShape(model) == std::vector<double>{0});
    CHECK(remarks(model, "secret"));
    const Gaps gaps = gapsOf(*model.imported()->graph, stageOf(model));
    CHECK(sentenceOf(gaps) == "Incomplete: 1 of 2 operators has no shape, 1 no counting rule.");
}

TEST_CASE("the body of a condition counts its weights with its node", "[onnx]")
{
    OnnxBuilder builder;
    builder.input("x", {1, 8}).input("flag", {1}, onnx::TensorProto::BOOL).weight("outer", {8, 4});
    builder.node("If", {"flag"}, {"y"}).output("y", {1, 4});
    auto& attribute = *builder.model.mutable_graph()->mutable_node(0)->add_attribute();
    attribute.set_name("then_branch");
    attribute.set_type(onnx::AttributeProto::GRAPH);
    OnnxBuilder body;
    body.weight("inner", {8, 4}).node("MatMul", {"x", "outer"}, {"a"}).node("MatMul", {"x", "inner"}, {"b"});
    *attribute.mutable_g() = body.model.graph();
    const Model model = read(builder);
    CHECK(parameters(model) == 8 * 4 + 8 * 4);
    CHECK(remarks(model, "Some bodies of conditions")); // there is no other branch
    CHECK(gapsOf(*model.imported()->graph, stageOf(model)).withoutRule == 1);
    CHECK(operatorParameters(stageOf(model)) == 64);
}

TEST_CASE("graphs that cannot run are refused with a sentence that names the culprit", "[onnx]")
{
    OnnxBuilder cycle;
    cycle.input("x", {1, 8}).node("Add", {"x", "b"}, {"a"}).node("Relu", {"a"}, {"b"}).output("b");
    CHECK(errorOf(cycle).find("has a cycle") != std::string::npos);

    OnnxBuilder twice;
    twice.input("x", {1, 8}).node("Relu", {"x"}, {"a"}).node("Tanh", {"x"}, {"a"}).output("a");
    CHECK(errorOf(twice).find("two tensors are called 'a'") != std::string::npos);

    OnnxBuilder missing;
    missing.input("x", {1, 8}).node("Add", {"x", "ghost"}, {"a"}).output("a");
    CHECK(errorOf(missing).find("'ghost', which nothing in the file provides") != std::string::npos);

    OnnxBuilder negative;
    negative.input("x", {1, -8}).node("Relu", {"x"}, {"a"}).output("a");
    CHECK(errorOf(negative).find("impossible size in dimension 1") != std::string::npos);

    OnnxBuilder huge;
    huge.input("x", {1, 8})
        .externalWeight("w", {1ll << 62, 1ll << 62}, "w.bin")
        .node("Add", {"x", "w"}, {"a"})
        .output("a");
    CHECK(errorOf(huge).find("more elements than any memory holds") != std::string::npos);

    OnnxBuilder still;
    still.input("x", {1, 1, 8, 8}).weight("w", {1, 1, 3, 3});
    still.node("Conv", {"x", "w"}, {"a"}, {{"strides", Dims{0, 0}}}).output("a");
    CHECK(errorOf(still).find("'strides'") != std::string::npos);

    CHECK(errorOf(OnnxBuilder()).find("has no nodes") != std::string::npos);
}

TEST_CASE("nodes in any order are brought into execution order", "[onnx]")
{
    OnnxBuilder builder;
    builder.input("x", {1, 8}).node("Relu", {"a"}, {"b"}).node("Tanh", {"x"}, {"a"}).output("b");
    const Model model = read(builder);
    CHECK(model.imported()->graph->nodes.at(0).type == "Tanh");
    CHECK(model.imported()->graph->nodes.at(1).type == "Relu");
}

TEST_CASE("real files give the published parameters and MACs", "[onnx][real]")
{
#ifdef RIDGE_REAL_FILES
    const char* folder = RIDGE_REAL_FILES;
#else
    const char* folder = std::getenv("RIDGE_REAL_FILES");
#endif
    struct Row {
        std::string file;
        double parameters, macs;
    };
    const Row row = GENERATE(Row{"resnet50", 25'557'032, 4'089'184'256}, Row{"squeezenet", 1'235'496, 349'151'936},
                             Row{"mobilenet_v2", 3'487'816, 300'774'272}, Row{"vit_b_16", 86'567'656, 17'563'828'224});
    std::ifstream file(std::string(folder ? folder : "") + "/" + row.file + ".onnx", std::ios::binary);
    if (!file) {
        return;
    }
    std::stringstream bytes;
    bytes << file.rdbuf();
    const Model model = readOnnx(bytes.str(), row.file + ".onnx");
    CAPTURE(row.file);
    CHECK(parameters(model) == row.parameters);
    const Stage stage = stageOf(model);
    CHECK(operatorParameters(stage) == row.parameters);
    CHECK(macs(stage) == row.macs);
    CHECK(readOnnx(model.imported()->source->bytes(), row.file + ".onnx") == model);
}

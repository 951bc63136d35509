#include "tests/core/models/graph/graph_builder.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <set>
#include <stdexcept>

using namespace ridge;
using namespace ridge::test;

namespace {

/// Naive oracles, straight from what the operators do.
double convolutionMacs(const Sizes<>& s) { return s.n * s.co * s.ho * s.wo * (s.ci / s.g * s.kh * s.kw); }
double productMacs(const Sizes<>& s) { return s.n * s.ho * s.wo * s.co * s.ci; }
double elementwiseOps(const Sizes<>& s) { return s.perElement * s.n * s.co * s.ho * s.wo; }

} // namespace

TEST_CASE("graph convolutions keep their products in one, two and three dimensions", "[graph]")
{
    GraphBuilder b;
    const int line = b.input("line", {2, 8, 100});
    b.node("Conv", {line, b.weight("w1", {16, 8, 5})}, {2, 16, 96});
    const int map = b.input("map", {1, 32, 14, 14});
    b.node("Conv", {map, b.weight("w2", {32, 1, 3, 3})}, {1, 32, 14, 14}, {{"group", {32}}});
    const int volume = b.input("volume", {1, 4, 8, 16, 16});
    b.node("Conv", {volume, b.weight("w3", {8, 4, 3, 3, 3}), b.weight("b3", {8})}, {1, 8, 6, 14, 14});
    const Stage stage = b.expand();
    const double expected[] = {2 * 16 * 96 * 8 * 5.0, 32 * 14 * 14 * 9.0, 8 * 6 * 14 * 14 * 4 * 27.0};
    for (std::size_t i = 0; i < 3; ++i) {
        CAPTURE(i);
        CHECK(stage.operators[i].kind == OperatorKind::Convolution);
        CHECK(convolutionMacs(stage.operators[i].sizes) == expected[i]);
        CHECK(stage.operators[i].weightParameters == -1); // derived from the sizes
    }
    CHECK(stage.operators[2].sizes.bias == 8);
}

TEST_CASE("graph transposed convolutions multiply at every input position", "[graph]")
{
    GraphBuilder b;
    const int x = b.input("x", {1, 8, 7, 7});
    b.node("ConvTranspose", {x, b.weight("w", {8, 4, 2, 2})}, {1, 4, 14, 14});
    const Sizes<> s = b.expand().operators.at(0).sizes;
    CHECK(s.n * s.ci * s.co * s.kh * s.kw * s.hi * s.wi / s.g == 8 * 4 * 2 * 2 * 7 * 7);
}

TEST_CASE("a matrix product with a constant operand is linear, on either side", "[graph]")
{
    GraphBuilder b;
    const int x = b.input("x", {2, 50, 64});
    b.node("MatMul", {x, b.weight("right", {64, 96})}, {2, 50, 96});
    const int y = b.input("y", {64, 10});
    b.node("MatMul", {b.weight("left", {32, 64}), y}, {32, 10});
    const int rows = b.input("rows", {50, 64});
    b.node("Gemm", {rows, b.weight("w", {16, 64}), b.weight("bias", {16})}, {50, 16}, {{"transB", {1}}});
    const Stage stage = b.expand();
    const double expected[] = {2 * 50 * 64 * 96.0, 32 * 64 * 10.0, 50 * 64 * 16.0};
    for (std::size_t i = 0; i < 3; ++i) {
        CAPTURE(i);
        CHECK(stage.operators[i].kind == OperatorKind::Linear);
        CHECK(productMacs(stage.operators[i].sizes) == expected[i]);
        CHECK(stage.operators[i].inputCount == 1);
    }
    CHECK(stage.operators[2].sizes.bias == 16);
}

TEST_CASE("a product of two activations is a batched matmul without weights", "[graph]")
{
    GraphBuilder b;
    const int q = b.input("q", {1, 12, 50, 64});
    const int k = b.input("k", {1, 12, 64, 70});
    b.node("MatMul", {q, k}, {1, 12, 50, 70});
    const Operator op = b.expand().operators.at(0);
    CHECK(op.kind == OperatorKind::Matmul);
    CHECK(op.sizes.n == 12);
    CHECK(productMacs(op.sizes) == 12 * 50 * 70 * 64.0);
    CHECK(op.weightParameters == 0);
    CHECK(op.inputCount == 2);
}

TEST_CASE("a recurrent layer multiplies input and state for every gate, step and direction", "[graph]")
{
    GraphBuilder b;
    const int x = b.input("x", {20, 3, 40}); // 20 steps, batch 3, 40 features; 2 directions, 4 gates, 16 states
    b.node("LSTM", {x, b.weight("w", {2, 64, 40}), b.weight("r", {2, 64, 16}), b.weight("bias", {2, 128})},
           {20, 2, 3, 16});
    const Operator op = b.expand().operators.at(0);
    CHECK(productMacs(op.sizes) == 20 * 3 * 2 * 64 * (40 + 16));
    CHECK(op.weightParameters == -1);
    CHECK(op.sizes.ci * op.sizes.co == 2 * 64 * 40 + 2 * 64 * 16);
    CHECK(op.sizes.bias == 256);
}

TEST_CASE("an addition behind a linear layer is its bias", "[graph]")
{
    GraphBuilder b;
    const int x = b.input("x", {1, 50, 64});
    const int h = b.node("MatMul", {x, b.weight("w", {64, 32})}, {1, 50, 32});
    const int y = b.node("Add", {b.weight("b", {32}), h}, {1, 50, 32});
    b.node("Add", {y, b.weight("positions", {1, 50, 32})}, {1, 50, 32});
    const Stage stage = b.expand();
    CHECK(stage.operators[1].sizes.bias == 32);
    CHECK(stage.operators[1].weightParameters == 0);
    CHECK(stage.operators[2].sizes.bias == 0);
    CHECK(stage.operators[2].weightParameters == 50 * 32);
}

TEST_CASE("a weight used twice counts once and is read twice", "[graph]")
{
    GraphBuilder b;
    const int x = b.input("x", {1, 64});
    const int w = b.weight("w", {64, 64});
    const int y = b.node("MatMul", {x, w}, {1, 64});
    b.node("MatMul", {y, w}, {1, 64});
    const Stage stage = b.expand();
    CHECK(!stage.operators[0].sharesWeights);
    CHECK(stage.operators[1].sharesWeights);
    CHECK(stage.operators[1].weightParameters == -1); // its size is still known, for the traffic
}

TEST_CASE("picking rows of a constant matrix is an embedding", "[graph]")
{
    GraphBuilder b;
    const int ids = b.input("ids", {2, 16});
    b.node("Gather", {b.weight("table", {1000, 64}), ids}, {2, 16, 64});
    const Operator op = b.expand().operators.at(0);
    CHECK(op.kind == OperatorKind::Embedding);
    CHECK(op.role == Role::Embedding);
    CHECK(op.sizes.ci * op.sizes.co == 1000 * 64);                              // the table
    CHECK(op.sizes.n * op.sizes.ho * op.sizes.wo * op.sizes.co == 2 * 16 * 64); // the rows that are read
}

TEST_CASE("views move nothing and copies do", "[graph]")
{
    GraphBuilder b;
    const int x = b.input("x", {1, 8, 4, 4});
    for (const char* type : {"Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Dropout"}) {
        b.node(type, {x}, {1, 128});
    }
    for (const char* type : {"Transpose", "Slice", "Pad", "Expand", "Tile", "Cast"}) {
        b.node(type, {x}, {1, 4, 4, 8});
    }
    const Stage stage = b.expand();
    for (std::size_t i = 0; i < stage.operators.size(); ++i) {
        CAPTURE(i);
        CHECK(stage.operators[i].kind == OperatorKind::Reshape);
        CHECK(stage.operators[i].inPlace == (i < 6));
        CHECK(inputOf(stage, i).elements() == outputOf(stage, i).elements());
    }
}

TEST_CASE("graph norms and activations cost operations per element", "[graph]")
{
    GraphBuilder b;
    const int x = b.input("x", {2, 8, 5, 5});
    b.node("Relu", {x}, {2, 8, 5, 5});
    b.node("BatchNormalization",
           {x, b.weight("s", {8}), b.weight("b", {8}), b.constant("m", {8}), b.constant("v", {8})}, {2, 8, 5, 5});
    const int tokens = b.input("tokens", {1, 50, 64});
    b.node("LayerNormalization", {tokens, b.weight("ls", {64}), b.weight("lb", {64})}, {1, 50, 64});
    b.node("GlobalAveragePool", {x}, {2, 8, 1, 1});
    b.node("Sum", {x, x, x}, {2, 8, 5, 5});
    const Stage stage = b.expand();
    const double expected[] = {1 * 2 * 8 * 25, 2 * 2 * 8 * 25, 5 * 50 * 64, 2 * 8 * 25,
                               2 * 2 * 8 * 25}; // ops · elements
    for (std::size_t i = 0; i < 5; ++i) {
        CAPTURE(i);
        CHECK(elementwiseOps(stage.operators[i].sizes) == expected[i]);
    }
    CHECK(stage.operators[1].weightParameters == -1); // scale and shift of 8 channels, derived
    CHECK(stage.operators[1].sizes.co == 8);
    CHECK(stage.operators[2].weightParameters == -1);
    CHECK(stage.operators[2].sizes.co == 64); // the channels of a sequence come last
}

TEST_CASE("operators without a rule keep their weights and are told once", "[graph]")
{
    GraphBuilder b;
    const int x = b.input("x", {1, 100});
    const int y = b.node("Foo", {x, b.weight("w", {100, 7})}, {1, 100});
    b.node("NonMaxSuppression", {y}, {1, 100});
    b.node("NonMaxSuppression", {y}, {1, 100});
    b.graph.remarks = {"Something to know."};
    const Stage stage = b.expand();
    CHECK(stage.operators[0].kind == OperatorKind::Unknown);
    CHECK(stage.operators[0].weightParameters == 700);
    CHECK(outputOf(stage, 0).elements() == 100);
    REQUIRE(b.issues.size() == 2);
    CHECK(b.issues[0] == Issue{Severity::Info, "", "Something to know."});
    CHECK(b.issues[1].severity == Severity::Warning);
    CHECK(b.issues[1].message == "3 operators have no cost rule (Foo, NonMaxSuppression ×2): their bytes count, "
                                 "their arithmetic does not.");
}

TEST_CASE("a node whose attributes no operator can have is one without a cost rule", "[graph]")
{
    GraphBuilder b;
    const int x = b.input("x", {1, 8, 4, 4});
    b.node("MaxPool", {x}, {1, 8, 2, 2}, {{"kernel_shape", {-2, 2}}});
    b.node("Conv", {x, b.weight("w", {8, 8, 1, 1})}, {1, 8, 4, 4}, {{"group", {-1}}});
    for (const Operator& op : b.expand().operators) {
        CHECK(op.kind == OperatorKind::Unknown);
    }
    REQUIRE(b.issues.size() == 1);
    CHECK_THAT(b.issues[0].message, Catch::Matchers::ContainsSubstring("2 operators have no cost rule"));
}

TEST_CASE("the tensors a user feeds and gets are marked", "[graph]")
{
    GraphBuilder b;
    const int x = b.input("x", {3, 8});
    const int y = b.node("Relu", {x}, {3, 8});
    b.graph.outputs.push_back(b.node("Tanh", {y}, {3, 8}));
    b.symbols["batch"] = 3;
    const Stage stage = b.expand();
    CHECK(stage.name == "inference");
    CHECK(stage.samples == 3);
    CHECK(inputOf(stage, 0).role == TensorRole::Input);
    CHECK(outputOf(stage, 0).role == TensorRole::Activation);
    CHECK(outputOf(stage, 1).role == TensorRole::Output);
}

TEST_CASE("graph operators have short names that differ", "[graph]")
{
    GraphBuilder b;
    const int x = b.input("x", {1, 8});
    b.node("Relu", {x}, {1, 8}, {}, "/layer1/layer1.0/act/Relu");
    b.node("Mul", {x, x}, {1, 8}, {}, "/encoder/layers/0/attention/Mul");
    b.node("Add", {x, x}, {1, 8}, {}, "/encoder/layers/0/attention/Add");
    b.node("Tanh", {x}, {1, 8});
    b.node("Tanh", {x}, {1, 8}, {}, "same");
    b.node("Tanh", {x}, {1, 8}, {}, "same");
    const Stage stage = b.expand();
    std::vector<std::string> names;
    for (const Operator& op : stage.operators) {
        names.push_back(op.name);
    }
    CHECK(names ==
          std::vector<std::string>{"layer1.0/act", "0/attention/Mul", "0/attention/Add", "Tanh_3", "same", "same_2"});
}

TEST_CASE("malformed nodes expand to something, never to a crash", "[graph]")
{
    for (const char* type :
         {"Conv", "ConvTranspose", "QLinearConv", "MatMul", "Gemm", "LSTM", "Einsum", "Gather", "Reshape", "MaxPool",
          "ReduceMean", "LayerNormalization", "Concat", "Add", "Split", "Softmax", "Resize"}) {
        for (const std::vector<double>& shape : {std::vector<double>{}, {0}, {5}, {0, 0, 0}, {1, 2, 3, 4, 5, 6}}) {
            GraphBuilder b;
            const int x = b.input("x", shape);
            b.node(type, {}, shape);
            b.node(type, {-1, x}, shape);
            b.node(type, {x, b.weight("w", {0}), x}, shape);
            b.graph.nodes.push_back({"", type, {x, x, x, x}, {}, {{"group", {0, 1}}, {"equation", {44, 45, 62}}}});
            const Stage stage = b.expand();
            CAPTURE(type);
            const bool standsForSeveral = type == std::string("LSTM");
            REQUIRE((stage.operators.size() == 4 || standsForSeveral));
            std::set<int> nodes;
            for (const Operator& op : stage.operators) {
                nodes.insert(op.node);
                const Sizes<>& s = op.sizes;
                CHECK(s.n * s.ci * s.co * s.ho * s.wo * s.hi * s.wi * s.kh * s.kw / s.g * s.perElement >= 0);
            }
            CHECK(nodes == std::set<int>{0, 1, 2, 3});
        }
    }
}

TEST_CASE("setting a size resolves the graph again, or says why it cannot", "[graph]")
{
    struct Doubling final : GraphSource { // a source whose one tensor is as long as the batch, up to eight
        Graph resolve(const std::map<std::string, double>& symbols) const override
        {
            if (symbols.at("batch") > 8) {
                throw std::runtime_error("Eight is the most.");
            }
            Graph graph;
            graph.tensors.push_back({"x", {symbols.at("batch")}});
            return graph;
        }
        const std::string& bytes() const override { return m_bytes; }
        std::string m_bytes;
    };
    ImportedGraph imported;
    imported.symbols["batch"] = 1;
    CHECK(imported.setSymbol("batch", 2).find("not at hand") != std::string::npos);
    imported.source = std::make_shared<Doubling>();
    CHECK(imported.setSymbol("batch", 4).empty());
    CHECK(imported.graph->tensors.at(0).shape == std::vector<double>{4});
    const ImportedGraph before = imported;
    CHECK(imported.setSymbol("batch", 9) == "Eight is the most.");
    CHECK(imported == before);
    CHECK(imported.setSymbol("width", 9).find("no size called 'width'") != std::string::npos);
}

// What one node of a graph becomes where that is not one operator, and attention that is spelt out.

#include "tests/core/models/graph/graph_builder.h"
#include "tests/support/catch.h"
#include "tests/support/traffic.h"

#include "core/analysis/cost.h"
#include "core/formulas/formulas.h"
#include "tests/support/fusing.h"

using namespace ridge;
using namespace ridge::test;

namespace {

using Attributes = std::map<std::string, std::vector<double>>;

std::vector<double> codes(const std::string& text) { return {text.begin(), text.end()}; }

double macsOf(const Operator& op) { return formula::macs(op.kind, op.sizes).inBaseUnits(); }

double macsOf(const Stage& stage)
{
    double sum = 0;
    for (const Operator& op : stage.operators) {
        sum += macsOf(op);
    }
    return sum;
}

double attentionMacs(const Stage& stage)
{
    double sum = 0;
    for (const Operator& op : stage.operators) {
        const bool attends = op.kind == OperatorKind::AttentionScores || op.kind == OperatorKind::AttentionValues;
        sum += attends ? macsOf(op) : 0;
    }
    return sum;
}

double moved(const Stage& stage, std::size_t op)
{
    return inputElements(stage, stage.operators.at(op)) + outputElements(stage, stage.operators.at(op));
}

/// Einsum over inputs of the given shapes.
Stage einsum(const std::string& equation, const std::vector<std::vector<double>>& shapes,
             const std::vector<double>& result)
{
    GraphBuilder b;
    std::vector<int> inputs;
    for (const auto& shape : shapes) {
        inputs.push_back(b.input("i" + std::to_string(inputs.size()), shape));
    }
    b.node("Einsum", inputs, result, {{"equation", codes(equation)}});
    return b.expand();
}

} // namespace

TEST_CASE("who reads one part of a split is charged that part, and each part is copied once", "[graph]")
{
    GraphBuilder b;
    const int x = b.input("x", {1, 12, 4, 4});
    const int first = b.tensor("first", {1, 4, 4, 4});
    const int second = b.tensor("second", {1, 6, 4, 4});
    const int unused = b.tensor("unused", {1, 2, 4, 4});
    b.nodeTo("Split", {x}, {first, second, unused});
    b.node("Relu", {first}, {1, 4, 4, 4});
    b.node("Tanh", {second}, {1, 6, 4, 4});
    const Stage stage = b.expand();
    REQUIRE(stage.operators.size() == 4);
    CHECK(stage.operators[0].name == "Split[0]");
    CHECK(stage.operators[1].name == "Split[1]");
    CHECK(moved(stage, 0) == 64 + 64); // 4·4·4 in and out
    CHECK(moved(stage, 1) == 96 + 96); // 6·4·4
    CHECK(inputElements(stage, stage.operators[2]) == 64);
    CHECK(inputElements(stage, stage.operators[3]) == 96);
}

TEST_CASE("what a node writes beside its main result costs that result and no more", "[graph]")
{
    GraphBuilder b;
    const int x = b.input("x", {1, 1000});
    const int values = b.tensor("values", {1, 5});
    const int indices = b.tensor("indices", {1, 5});
    b.nodeTo("TopK", {x}, {values, indices});
    b.node("Relu", {indices}, {1, 5});
    b.node("Relu", {values}, {1, 5});
    const Stage stage = b.expand();
    REQUIRE(stage.operators.size() == 4);
    CHECK(moved(stage, 0) == 1000 + 5);
    CHECK(moved(stage, 1) == 5); // written by the same kernel
    CHECK(stage.operators[1].inPlace);
    CHECK(inputElements(stage, stage.operators[2]) == 5);
}

TEST_CASE("a slice of an activation reads what it writes", "[graph]")
{
    GraphBuilder b;
    const int x = b.input("x", {1, 50, 64});
    b.node("Slice", {x}, {1, 1, 64});
    b.node("Gather", {x, b.constant("first", {})}, {1, 64}, {{"axis", {1}}});
    b.node("Transpose", {x}, {50, 1, 64});
    const Stage stage = b.expand();
    CHECK(moved(stage, 0) == 64 + 64);
    CHECK(moved(stage, 1) == 64 + 64);
    CHECK(moved(stage, 2) == 3200 + 3200);
}

TEST_CASE("einsum multiplies as its subscripts say", "[graph]")
{
    CHECK(macsOf(einsum("bqhd, bkhd -> bhqk", {{2, 50, 12, 64}, {2, 70, 12, 64}}, {2, 12, 50, 70})) ==
          2.0 * 12 * 50 * 70 * 64);
    CHECK(macsOf(einsum("...ij,...jk->...ik", {{2, 3, 5, 7}, {2, 3, 7, 11}}, {2, 3, 5, 11})) == 6.0 * 5 * 7 * 11);
    CHECK(macsOf(einsum("ij,jk", {{5, 7}, {7, 11}}, {5, 11})) == 5.0 * 7 * 11); // i and k stand once
    CHECK(macsOf(einsum("i,i->", {{5}, {5}}, {})) == 5);
    // ij·jk = 5·7·11, then ik·kl = 5·11·13
    CHECK(macsOf(einsum("ij,jk,kl->il", {{5, 7}, {7, 11}, {11, 13}}, {5, 13})) == 5.0 * 7 * 11 + 5.0 * 11 * 13);
    const Stage sum = einsum("bqhd->bq", {{2, 50, 12, 64}}, {2, 50});
    CHECK(sum.operators[0].kind == OperatorKind::Pool);
    CHECK(sum.operators[0].sizes.perElement == 12 * 64);
    CHECK(einsum("ij->ji", {{5, 7}}, {7, 5}).operators[0].kind == OperatorKind::Reshape);
    for (const char* text : {"", "->", "ij,jk", "ijk->i", "...", "i...j...->i", "a,b,c"}) { // none fits one matrix
        CAPTURE(text);
        CHECK(macsOf(einsum(text, {{5, 7}}, {5, 7})) == 0);
    }
}

TEST_CASE("attention that a graph spells out is known as attention and keeps its MACs", "[graph]")
{
    GraphBuilder b;
    const int q = b.input("q", {2, 12, 50, 64});
    const int k = b.input("k", {2, 12, 64, 70});
    const int v = b.input("v", {2, 12, 70, 32});
    const int raw = b.node("MatMul", {q, k}, {2, 12, 50, 70});
    const int scaled = b.node("Div", {raw, b.constant("root", {})}, {2, 12, 50, 70});
    const int masked = b.node("Add", {b.input("mask", {2, 1, 50, 70}), scaled}, {2, 12, 50, 70});
    const int weights = b.node("Softmax", {masked}, {2, 12, 50, 70});
    const int kept = b.node("Dropout", {weights}, {2, 12, 50, 70});
    const int turned = b.node("Transpose", {v}, {2, 12, 70, 32}); // exporters put other work in between
    b.graph.outputs.push_back(b.node("MatMul", {kept, turned}, {2, 12, 50, 32}));
    Stage stage = b.expand();
    const double pairs = 2.0 * 12 * 50 * 70;
    CHECK(macsOf(stage) == pairs * (64 + 32));
    CHECK(attentionMacs(stage) == macsOf(stage));
    CHECK(stage.operators[0].sizes.heads == 12);
    CHECK(stage.operators[0].sizes.n == 2);

    const auto traffic = [](const Stage& s) {
        double sum = 0;
        for (std::size_t i = 0; i < s.operators.size(); ++i) {
            sum += moved(s, i);
        }
        return sum;
    };
    fuse(stage, Fusion::Attention);
    // q, k, the mask, v turned and read again, and the result: none of the 2·12·50·70 scores.
    const double values = 2.0 * 12 * 70 * 32;
    CHECK(traffic(stage) == 2.0 * 12 * 50 * 64 + 2.0 * 12 * 64 * 70 + 2.0 * 50 * 70 + 3 * values + 2.0 * 12 * 50 * 32);
}

TEST_CASE("scores that somebody else reads are written even by fused attention", "[graph]")
{
    GraphBuilder b;
    const int q = b.input("q", {1, 4, 8, 16});
    const int k = b.input("k", {1, 4, 16, 8});
    const int v = b.input("v", {1, 4, 8, 16});
    const int raw = b.node("MatMul", {q, k}, {1, 4, 8, 8});
    const int weights = b.node("Softmax", {raw}, {1, 4, 8, 8});
    b.node("MatMul", {weights, v}, {1, 4, 8, 16});
    b.graph.outputs.push_back(weights); // an attention map to look at
    Stage stage = b.expand();
    CHECK(attentionMacs(stage) == 2.0 * 4 * 8 * 8 * 16);
    fuse(stage, Fusion::Attention);
    double written = 0;
    for (const Operator& op : stage.operators) {
        written += outputElements(stage, op);
    }
    CHECK(written >= 4 * 8 * 8 + 4 * 8 * 16);
}

TEST_CASE("a softmax between other products is no attention", "[graph]")
{
    GraphBuilder b;
    const int x = b.input("x", {1, 4, 8, 16});
    const int logits = b.node("MatMul", {x, b.weight("w", {16, 8})}, {1, 4, 8, 8}); // a classifier, not scores
    const int weights = b.node("Softmax", {logits}, {1, 4, 8, 8});
    b.node("MatMul", {weights, x}, {1, 4, 8, 16});
    CHECK(attentionMacs(b.expand()) == 0);
}

TEST_CASE("fused attention that projects its input counts weights, projections and products", "[graph]")
{
    GraphBuilder b; // BERT-base: 2 sequences of 128, width 768, 12 heads
    const int x = b.input("x", {2, 128, 768});
    b.node("Attention", {x, b.weight("w", {768, 2304}), b.weight("bias", {2304})}, {2, 128, 768},
           {{"num_heads", {12}}});
    const Stage stage = b.expand();
    REQUIRE(stage.operators.size() == 4);
    CHECK(attentionMacs(stage) == 2 * (2.0 * 12 * 128 * 128 * 64));
    CHECK(macsOf(stage) - attentionMacs(stage) == 2.0 * 128 * 768 * 2304);
    CHECK(stage.operators[0].weightParameters == -1); // 768·2304, derived
    CHECK(stage.operators[0].sizes.bias == 2304);
    // Scores read queries and keys, two thirds of the projections; values the last third and the weights.
    CHECK(inputElements(stage, stage.operators[1]) == 2.0 * 128 * 2 * 768);
    CHECK(inputElements(stage, stage.operators[3]) == 2.0 * 128 * 768 + 2.0 * 12 * 128 * 128);
    CHECK(outputOf(stage, 3).elements() == 2 * 128 * 768);
}

TEST_CASE("grouped queries attend to the past and to themselves", "[graph]")
{
    // One new token, 32 heads of 128 on 8 key heads, 1000 positions in the past.
    GraphBuilder b;
    const int q = b.input("q", {1, 1, 4096});
    const int k = b.input("k", {1, 1, 1024});
    const int v = b.input("v", {1, 1, 1024});
    const int pastKey = b.input("past.key", {1, 8, 1000, 128});
    const int pastValue = b.input("past.value", {1, 8, 1000, 128});
    const int out = b.tensor("out", {1, 1, 4096});
    const int presentKey = b.tensor("present.key", {1, 8, 1001, 128});
    b.graph.outputs = {out, presentKey};
    b.nodeTo("GroupQueryAttention", {q, k, v, pastKey, pastValue}, {out, presentKey},
             {{"num_heads", {32}}, {"kv_num_heads", {8}}});
    const Stage stage = b.expand();
    REQUIRE(stage.operators.size() == 4);
    CHECK(macsOf(stage) == 2 * (32.0 * 1001 * 128));
    CHECK(inputElements(stage, stage.operators[0]) == 4096 + 1024 + 8 * 1000 * 128);
    CHECK(outputElements(stage, stage.operators[3]) == 8 * 1001 * 128); // the cache as the file writes it
}

TEST_CASE("a causal mask halves fused attention where the convention says so", "[graph]")
{
    GraphBuilder b;
    const int q = b.input("q", {1, 8, 100, 64});
    b.node("Attention", {q, q, q}, {1, 8, 100, 64}, {{"is_causal", {1}}});
    CHECK(macsOf(b.expand()) == 2.0 * 8 * 100 * 100 * 64);
    b.scenario.convention.causal = CausalCount::LowerHalf;
    CHECK(macsOf(b.expand()) == 2.0 * 8 * 100 * 50.5 * 64); // 1 + 2 + … + 100 = 100·50.5
}

TEST_CASE("packed queries, keys and values are read in their parts", "[graph]")
{
    GraphBuilder b;
    b.node("MultiHeadAttention", {b.input("qkv", {2, 10, 4, 3, 16})}, {2, 10, 64}, {{"num_heads", {4}}});
    const int row = b.input("row", {2, 10, (4 + 2 * 2) * 16});
    b.node("GroupQueryAttention", {row}, {2, 10, 64}, {{"num_heads", {4}}, {"kv_num_heads", {2}}});
    const Stage stage = b.expand();
    REQUIRE(stage.operators.size() == 6);
    const double products = 2 * (2.0 * 4 * 10 * 10 * 16);
    CHECK(macsOf(stage) == 2 * products);
    CHECK(inputElements(stage, stage.operators[0]) == 2.0 * 10 * (4 + 4) * 16);
    CHECK(inputElements(stage, stage.operators[3]) == 2.0 * 10 * (4 + 2) * 16);
    CHECK(inputElements(stage, stage.operators[5]) == 2.0 * 10 * 2 * 16 + 2.0 * 4 * 10 * 10);
}

TEST_CASE("fused embeddings look up three tables and norm their sum", "[graph]")
{
    GraphBuilder b;
    const int ids = b.input("ids", {2, 16});
    b.node("EmbedLayerNormalization",
           {ids, b.input("segments", {2, 16}), b.weight("words", {1000, 64}), b.weight("places", {512, 64}),
            b.weight("kinds", {2, 64}), b.weight("scale", {64}), b.weight("shift", {64})},
           {2, 16, 64});
    const Stage stage = b.expand();
    REQUIRE(stage.operators.size() == 4);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(stage.operators[i].kind == OperatorKind::Embedding);
        CHECK(stage.operators[i].weightParameters == -1);
    }
    CHECK(stage.operators[3].kind == OperatorKind::Normalisation);
    CHECK(stage.operators[3].sizes.perElement == 5 + 2); // the norm and two sums
}

TEST_CASE("experts multiply what their router sends them and exist all", "[graph]")
{
    GraphBuilder b; // 10 tokens of 64, 8 experts of 128, 2 each
    const int x = b.input("x", {1, 10, 64});
    b.node("MoE", {x, b.input("routes", {10, 8}), b.weight("up", {8, 128, 64}), -1, b.weight("down", {8, 64, 128})},
           {1, 10, 64}, {{"k", {2}}});
    const Stage stage = b.expand();
    REQUIRE(stage.operators.size() == 2);
    CHECK(macsOf(stage) == 2 * (10.0 * 2 * 64 * 128));
    CHECK(formula::weights(stage.operators[0].kind, stage.operators[0].sizes, stage.operators[0].weightParameters) ==
          8 * 64 * 128);
    CHECK(stage.operators[0].sizes.touched == Approx(8 * (1 - std::pow(0.75, 10)))); // 1 − 2/8 misses one expert
}

TEST_CASE("weights of four bits count as what they stand for", "[graph]")
{
    GraphBuilder b;
    const int x = b.input("x", {1, 10, 4096});
    b.node("MatMulNBits", {x, b.weight("packed", {11008, 128, 16}), b.constant("scales", {11008 * 128})},
           {1, 10, 11008}, {{"K", {4096}}, {"N", {11008}}});
    const Operator op = b.expand().operators.at(0);
    CHECK(macsOf(op) == 10.0 * 4096 * 11008);
    CHECK(formula::weights(op.kind, op.sizes, op.weightParameters) == 4096.0 * 11008);
}

TEST_CASE("a transposed product takes its sizes from the other side", "[graph]")
{
    GraphBuilder b;
    b.node("FusedMatMul", {b.input("a", {2, 7, 5}), b.input("b", {2, 11, 7})}, {2, 5, 11},
           {{"transA", {1}}, {"transB", {1}}});
    CHECK(macsOf(b.expand()) == 2.0 * 5 * 7 * 11);
}

TEST_CASE("malformed fused nodes expand to something, never to a crash", "[graph]")
{
    for (const char* type : {"Attention",
                             "QAttention",
                             "MultiHeadAttention",
                             "GroupQueryAttention",
                             "MoE",
                             "QMoE",
                             "DecoderMaskedMultiHeadAttention",
                             "EmbedLayerNormalization",
                             "MatMulNBits",
                             "FusedMatMul",
                             "QGemm",
                             "GemmFastGelu",
                             "GridSample",
                             "RoiAlign",
                             "DFT",
                             "STFT",
                             "Det",
                             "Unique",
                             "Resize",
                             "SkipLayerNormalization",
                             "DeformConv",
                             "Slice",
                             "TopK",
                             "ai.onnx.preview.training.Adam",
                             "DynamicQuantizeLSTM",
                             "SoftmaxCrossEntropyLoss"}) {
        for (const std::vector<double>& shape :
             {std::vector<double>{}, {0}, {5}, {3, 4}, {0, 0, 0}, {2, 3, 4}, {1, 2, 3, 4}, {1, 2, 3, 4, 5, 6}}) {
            for (const Attributes& attributes :
                 {Attributes{}, Attributes{{"num_heads", {0}}, {"k", {0}}, {"K", {4}}, {"N", {0}}},
                  Attributes{{"num_heads", {3}}, {"kv_num_heads", {2}}, {"axis", {-9}}, {"mode", codes("linear")}}}) {
                GraphBuilder b;
                const int x = b.input("x", shape);
                b.node(type, {}, shape, attributes);
                b.node(type, {x, -1, x}, shape, attributes);
                b.node(type, {x, x, x, x, x, x, x, x, x, x, x}, shape, attributes);
                b.node(type, {x, b.weight("w", shape), b.weight("v", shape), x, b.weight("u", shape)}, {0}, attributes);
                CAPTURE(type);
                for (const Operator& op : b.expand().operators) {
                    CHECK(macsOf(op) >= 0);
                    CHECK(formula::elementwise(op.kind, op.sizes).inBaseUnits() >= 0);
                }
            }
        }
    }
}

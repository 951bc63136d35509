// What nodes that stand for several operators do beside their products: functions of gates, rotations, biases, norms.

#include "tests/core/models/graph/graph_builder.h"
#include "tests/support/catch.h"
#include "tests/support/traffic.h"

#include "core/analysis/cost.h"
#include "core/formulas/formulas.h"

#include <algorithm>

using namespace ridge;
using namespace ridge::test;

namespace {

using Attributes = std::map<std::string, std::vector<double>>;

std::vector<double> codes(const std::string& text) { return {text.begin(), text.end()}; }

double macsOf(const Stage& stage)
{
    double sum = 0;
    for (const Operator& op : stage.operators) {
        sum += formula::macs(op.kind, op.sizes).inBaseUnits();
    }
    return sum;
}

double opsOf(const Operator& op) { return formula::elementwise(op.kind, op.sizes).inBaseUnits(); }

double parametersOf(const Stage& stage)
{
    double sum = 0;
    for (const Operator& op : stage.operators) {
        sum += formula::weights(op.kind, op.sizes, op.weightParameters) + op.sizes.bias;
    }
    return sum;
}

double traffic(const Stage& stage)
{
    double sum = 0;
    for (const Operator& op : stage.operators) {
        sum += inputElements(stage, op) + outputElements(stage, op);
    }
    return sum;
}

const Operator& named(const Stage& stage, const std::string& name)
{
    for (const Operator& op : stage.operators) {
        if (op.name == name) {
            return op;
        }
    }
    throw std::out_of_range(name);
}

bool has(const Stage& stage, const std::string& name)
{
    return std::ranges::any_of(stage.operators, [&](const Operator& op) { return op.name == name; });
}

/// 5 steps of 2 sequences of 7 features, 3 states in one direction.
Stage recurrent(const std::string& type, double gates, const Attributes& attributes = {}, bool hasPeepholes = false)
{
    GraphBuilder b;
    std::vector<int> inputs{b.input("x", {5, 2, 7}), b.weight("w", {1, gates * 3, 7}), b.weight("r", {1, gates * 3, 3}),
                            b.weight("bias", {1, gates * 6})};
    if (hasPeepholes) {
        inputs.insert(inputs.end(), {-1, -1, -1, b.weight("p", {1, 9})});
    }
    b.node(type, inputs, {5, 1, 2, 3}, attributes, "cell");
    return b.expand();
}

double opsPerState(const Stage& stage) { return opsOf(named(stage, "cell.gates")) / (5 * 2 * 3); }

/// One new token of 4 heads of 16 on 2 key heads, with 9 positions in the past.
Stage grouped(const Attributes& attributes, const std::vector<double>& cosines = {}, bool hasNorms = false)
{
    GraphBuilder b;
    const int q = b.input("q", {1, 1, 64}), k = b.input("k", {1, 1, 32}), v = b.input("v", {1, 1, 32});
    const int pastKey = b.input("past.key", {1, 2, 9, 16}), pastValue = b.input("past.value", {1, 2, 9, 16});
    const int table = cosines.empty() ? -1 : b.constant("cosines", cosines);
    std::vector<int> inputs{q, k, v, pastKey, pastValue, -1, -1, table, table};
    if (hasNorms) {
        inputs.insert(inputs.end(), {-1, -1, -1, -1, -1, b.weight("q_norm", {16}), b.weight("k_norm", {16})});
    }
    Attributes all{{"num_heads", {4}}, {"kv_num_heads", {2}}};
    all.insert(attributes.begin(), attributes.end());
    b.node("GroupQueryAttention", inputs, {1, 1, 64}, all, "attn");
    return b.expand();
}

} // namespace

TEST_CASE("the functions of a recurrent layer's gates count for every state, step and direction", "[graph]")
{
    // LSTM: three sigmoids of 4, a tanh, c = f·c + i·g (3), h = o·tanh(c) (2).
    CHECK(opsPerState(recurrent("LSTM", 4)) == 3 * 4 + 1 + 3 + 2);
    CHECK(opsPerState(recurrent("LSTM", 4, {}, true)) == 18 + 3 * 2);                // three products with c and sums
    CHECK(opsPerState(recurrent("LSTM", 4, {{"input_forget", {1}}})) == 18 - 4 + 1); // f = 1 − i
    // GRU: two sigmoids, r·h, a tanh, (1 − z)·h' + z·h (4); with the reset behind the product one sum more.
    CHECK(opsPerState(recurrent("GRU", 3)) == 2 * 4 + 1 + 1 + 4);
    CHECK(opsPerState(recurrent("GRU", 3, {{"linear_before_reset", {1}}})) == 15);
    CHECK(opsPerState(recurrent("RNN", 1)) == 1);
    CHECK(opsPerState(recurrent("RNN", 1, {{"activations", codes("Sigmoid")}})) == 4);
    CHECK(opsPerState(recurrent("LSTM", 4, {{"activations", codes("Relu Affine ScaledTanh")}})) ==
          3 * 1 + 2 + 3 + 3 + 1); // affine: a product and a sum; scaled tanh: two products

    GraphBuilder b; // two directions of 16 states, the second with other functions
    const int x = b.input("x", {20, 3, 40});
    b.node("LSTM", {x, b.weight("w", {2, 64, 40}), b.weight("r", {2, 64, 16})}, {20, 2, 3, 16},
           {{"activations", codes("Sigmoid Tanh Tanh Relu Tanh Tanh")}}, "both");
    CHECK(opsOf(named(b.expand(), "both.gates")) == 20 * 3 * 16 * (18 + (18 - 3 * 3)));
}

TEST_CASE("the gates of a recurrent layer stay in its kernel", "[graph]")
{
    const Stage stage = recurrent("LSTM", 4);
    REQUIRE(stage.operators.size() == 2);
    CHECK(macsOf(stage) == 5 * 2 * 12 * (7 + 3));
    CHECK(parametersOf(stage) == 12 * 7 + 12 * 3 + 24);
    CHECK(traffic(stage) == 5 * 2 * 7 + 5 * 2 * 3); // the sequence read, all states written
    CHECK(stage.operators[1].inPlace);
}

TEST_CASE("a recurrent layer of which only the last state is read writes only that", "[graph]")
{
    GraphBuilder b;
    const int x = b.input("x", {5, 2, 7});
    const int last = b.tensor("last", {1, 2, 3});
    b.nodeTo("GRU", {x, b.weight("w", {1, 9, 7}), b.weight("r", {1, 9, 3})}, {-1, last});
    b.node("Relu", {last}, {1, 2, 3});
    const Stage stage = b.expand();
    REQUIRE(stage.operators.size() == 3);
    CHECK(outputElements(stage, stage.operators[0]) == 2 * 3);
    CHECK(inputElements(stage, stage.operators[2]) == 2 * 3);
}

TEST_CASE("rotations inside fused attention count for queries and keys and move nothing", "[graph]")
{
    const Stage plain = grouped({});
    CHECK(!has(plain, "attn.rotary"));
    const Stage whole = grouped({{"do_rotary", {1}}}, {100, 8});
    CHECK(opsOf(named(whole, "attn.rotary")) == (4 + 2) * 16 * 3); // three operations of each element
    CHECK(traffic(whole) == traffic(plain));
    CHECK(macsOf(whole) == macsOf(plain));
    CHECK(opsOf(named(grouped({{"do_rotary", {1}}}, {100, 2}), "attn.rotary")) == (4 + 2) * 4 * 3); // 2 pairs of 8

    GraphBuilder b; // of attention that projects: 2 sequences of 10, 4 heads of 64, half of each rotated
    b.node("Attention", {b.input("x", {2, 10, 256}), b.weight("w", {256, 768})}, {2, 10, 256},
           {{"num_heads", {4}}, {"do_rotary", {1}}, {"rotary_embedding_dim", {32}}}, "attn");
    CHECK(opsOf(named(b.expand(), "attn.rotary")) == 2 * 10 * (4 + 4) * 32 * 3);
}

TEST_CASE("a rotation of its own turns as much of each head as it says", "[graph]")
{
    GraphBuilder b;
    const int x = b.input("x", {1, 10, 4 * 64});
    b.node("RotaryEmbedding", {x}, {1, 10, 4 * 64});
    b.node("RotaryEmbedding", {x}, {1, 10, 4 * 64}, {{"num_heads", {4}}, {"rotary_embedding_dim", {16}}});
    b.node("RotaryEmbedding", {b.input("y", {1, 4, 10, 64})}, {1, 4, 10, 64}, {{"rotary_embedding_dim", {16}}});
    const Stage stage = b.expand();
    CHECK(opsOf(stage.operators[0]) == 10 * 4 * 64 * 3);
    CHECK(opsOf(stage.operators[1]) == 10 * 4 * 16 * 3);
    CHECK(opsOf(stage.operators[2]) == 10 * 4 * 16 * 3);
}

TEST_CASE("biases inside fused attention are added to queries, keys and values", "[graph]")
{
    const auto attend = [](bool hasBias, const std::vector<double>& keyShape) {
        GraphBuilder b;
        const int q = b.input("q", {2, 5, 32}), k = b.input("k", keyShape), v = b.input("v", keyShape);
        b.node("MultiHeadAttention", {q, k, v, hasBias ? b.weight("bias", {96}) : -1}, {2, 5, 32}, {{"num_heads", {4}}},
               "attn");
        return b.expand();
    };
    const Stage biased = attend(true, {2, 7, 32});
    CHECK(opsOf(named(biased, "attn.bias")) == 2 * (5 + 7 + 7) * 32);
    CHECK(parametersOf(biased) == 96);
    CHECK(traffic(biased) == traffic(attend(false, {2, 7, 32})));
    CHECK(opsOf(named(attend(true, {2, 4, 7, 8}), "attn.bias")) == 2 * 5 * 32); // keys that are kept have theirs
}

TEST_CASE("norms of query and key heads inside fused attention count, and so do their scales", "[graph]")
{
    const Stage stage = grouped({{"do_rotary", {1}}}, {100, 8}, true);
    CHECK(opsOf(named(stage, "attn.norm")) == (4 + 2) * 16 * 4); // an RMS norm has four operations
    CHECK(parametersOf(stage) == 16 + 16);
    CHECK(opsOf(named(stage, "attn.rotary")) == (4 + 2) * 16 * 3);
    CHECK(traffic(stage) == traffic(grouped({})));
}

TEST_CASE("grouped queries meet no more than their window", "[graph]")
{
    CHECK(macsOf(grouped({})) == 2 * 4 * 16 * (9 + 1));
    CHECK(macsOf(grouped({{"local_window_size", {6}}})) == 2 * 4 * 16 * 6);
    CHECK(macsOf(grouped({{"local_window_size", {-1}}})) == 2 * 4 * 16 * (9 + 1)); // none
    GraphBuilder b;
    b.scenario.convention.causal = CausalCount::LowerHalf;
    b.node("GroupQueryAttention", {b.input("qkv", {1, 10, 3 * 16})}, {1, 10, 16},
           {{"num_heads", {1}}, {"kv_num_heads", {1}}, {"local_window_size", {4}}});
    CHECK(macsOf(b.expand()) == Approx(2 * 16 * (1 + 2 + 3 + 4 + 6 * 4))); // of ten queries
}

TEST_CASE("packed sequences count as equally long, and say so", "[graph]")
{
    // 12 tokens in 3 sequences of at most 8; 2 heads of 4: 3 · 4 · 4 pairs.
    const double products = 2 * (3.0 * 2 * 4 * 4 * 4);
    GraphBuilder b;
    const int offsets = b.input("offsets", {3, 8}), ends = b.input("ends", {4});
    const int x = b.input("x", {12, 8});
    b.node("PackedMultiHeadAttention", {x, x, x, b.weight("bias", {24}), offsets, ends}, {12, 8}, {{"num_heads", {2}}},
           "apart");
    const Stage apart = b.expand();
    CHECK(macsOf(apart) == products);
    CHECK(opsOf(named(apart, "apart.bias")) == 12 * 24);
    REQUIRE(b.issues.size() == 1);
    CHECK_THAT(b.issues[0].message, Catch::Matchers::ContainsSubstring("equally long"));

    GraphBuilder together;
    const int places = together.input("offsets", {3, 8});
    together.node("PackedMultiHeadAttention", {together.input("qkv", {12, 2, 3, 4}), -1, -1, -1, places}, {12, 8},
                  {{"num_heads", {2}}});
    CHECK(macsOf(together.expand()) == products);

    GraphBuilder projected;
    const int sequence = projected.input("offsets", {3, 8});
    projected.node(
        "PackedAttention",
        {projected.input("x", {12, 6}), projected.weight("w", {6, 24}), projected.weight("bias", {24}), sequence},
        {12, 8}, {{"num_heads", {2}}});
    const Stage stage = projected.expand();
    CHECK(macsOf(stage) == products + 12 * 6 * 24);
    CHECK(parametersOf(stage) == 6 * 24 + 24);
    CHECK(outputElements(stage, stage.operators.back()) == 12 * 8);
}

TEST_CASE("packed attention of odd shapes expands to something, never to a crash", "[graph]")
{
    for (const char* type : {"PackedAttention", "PackedMultiHeadAttention", "GroupQueryAttention", "LSTM", "GRU", "RNN",
                             "RotaryEmbedding"}) {
        for (const std::vector<double>& shape :
             {std::vector<double>{}, {0}, {3, 4}, {0, 0}, {2, 3, 4}, {0, 0, 0}, {1, 2, 3, 4}, {1, 2, 3, 4, 5}}) {
            GraphBuilder b;
            const int x = b.input("x", shape);
            const Attributes attributes{{"num_heads", {0}},
                                        {"do_rotary", {1}},
                                        {"activations", codes("  x")},
                                        {"local_window_size", {3}},
                                        {"rotary_embedding_dim", {-4}}};
            b.node(type, {}, shape, attributes);
            b.node(type, std::vector<int>(16, x), shape, attributes);
            b.node(type, {x, -1, x, -1, x}, shape, {{"do_rotary", {1}}});
            CAPTURE(type);
            for (const Operator& op : b.expand().operators) {
                CHECK(formula::macs(op.kind, op.sizes).inBaseUnits() >= 0);
                CHECK(opsOf(op) >= 0);
            }
        }
    }
}

// Layers that keep a state of the gated delta rule among layers that attend.

#include "core/evaluate/evaluate.h"
#include "core/models/language/layer_pattern.h"

#include "tests/core/levers/shape_checks.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;

namespace {

/// Three layers of the rule and one that attends, of width 64: 4 heads of values of 8 on 2 of keys of 16, kernel 4.
Decoder hybrid()
{
    Decoder d;
    d.layers = 4, d.width = 64, d.heads = 4, d.kvHeads = 2, d.headSize = 16, d.ffnWidth = 96, d.vocabulary = 100;
    d.outputGate = true;
    d.qkNorm = QkNorm::Shared;
    d.deltaHeads = 4, d.deltaKeyHeads = 2, d.deltaKeySize = 16, d.deltaValueSize = 8, d.deltaKernel = 4;
    DecoderLayer delta, full;
    delta.attention = LayerAttention::Delta, delta.count = 3;
    d.layerKinds = {delta, full};
    return d;
}

Scenario running(const Decoder& d, double prompt, double output)
{
    Model model;
    model.name = "hybrid";
    model.body = d;
    Scenario s = baseline(model, roundDevice());
    s.workload = {.batch = 2, .promptTokens = prompt, .outputTokens = output};
    return s;
}

// Of each layer of the rule: queries, keys and values; their convolution; gate; two rates of each head with A and bias;
// the scale of a head; and back to the width.
constexpr double channels = 2 * 2 * 16 + 4 * 8, values = 4 * 8;
constexpr double deltaLayer = 64 * channels + 4 * channels + 64 * values + 64 * 2 * 4 + 2 * 4 + 8 + values * 64;
// Queries with a gate as wide, keys and values, their scales, and back.
constexpr double fullLayer = 2 * 64 * 64 + 2 * 64 * 32 + 2 * 16 + 64 * 64;
constexpr double network = 3 * 64 * 96, norms = 2 * 64, tables = 2 * 100 * 64;
constexpr double state =
    4 * 16 * 8 + 3 * channels; // of one layer and sequence: heads, and positions of the convolution

/// Elements that operators of one name write to the cache, or MACs, in each execution.
double sumNamed(const Evaluation& e, std::size_t stage, std::string_view part, double (*of)(const OperatorCost&))
{
    double sum = 0;
    for (std::size_t i = 0; i < e.stages[stage].operators.size(); ++i) {
        const Operator& op = e.program.stages[stage].operators[i];
        sum += op.name.find(part) != std::string::npos ? op.count * of(e.stages[stage].operators[i]) : 0;
    }
    return sum;
}

double macsOf(const OperatorCost& c) { return c.macs.inBaseUnits(); }
double readOf(const OperatorCost& c) { return c.kvRead.inBaseUnits(); }
double writtenOf(const OperatorCost& c) { return c.kvWritten.inBaseUnits(); }

} // namespace

TEST_CASE("a decoder with layers of the delta rule has the weights of both kinds of layers", "[decoder][delta]")
{
    const Evaluation e = evaluate(running(hybrid(), 32, 8));
    CHECK(metricOf(e, "parameters") == tables + 3 * deltaLayer + fullLayer + 4 * (network + norms) + 64);
    Decoder rule = hybrid();
    rule.layerKinds.pop_back(), rule.layers = 3;
    CHECK(metricOf(evaluate(running(rule, 32, 8)), "parameters") ==
          tables + 3 * deltaLayer + 3 * (network + norms) + 64);
}

TEST_CASE("the cache grows with the layers that attend alone, beside states that do not grow", "[decoder][delta]")
{
    const double perPosition = 2 * 2 * 16; // one layer attends
    for (const double prompt : {16.0, 512.0}) {
        const Evaluation e = evaluate(running(hybrid(), prompt, 9));
        CHECK(metricOf(e, "kv_cache_per_token") == 2 * perPosition);
        CHECK(metricOf(e, "kv_cache") == 2 * 2 * (perPosition * (prompt + 9) + 3 * state));
    }
}

TEST_CASE("each token makes three products with the state of every head, whatever came before", "[decoder][delta]")
{
    const double products = 3 * 4 * 16 * 8; // of one token in one layer
    for (const double prompt : {16.0, 512.0}) {
        const Evaluation e = evaluate(running(hybrid(), prompt, 9));
        REQUIRE(e.stages.size() == 2);
        CHECK(sumNamed(e, 0, "state.update", macsOf) + sumNamed(e, 0, "state.read", macsOf) ==
              2 * prompt * 3 * products);
        CHECK(sumNamed(e, 1, "state.update", macsOf) + sumNamed(e, 1, "state.read", macsOf) == 2 * 3 * products);
        // A step reads the states and writes them back; a prompt begins without one.
        CHECK(sumNamed(e, 0, "state.", readOf) == 0);
        CHECK(sumNamed(e, 1, "state.", readOf) == 2 * 2 * 3 * state);
        CHECK(sumNamed(e, 0, "state.", writtenOf) == 2 * 2 * 3 * state);
        CHECK(sumNamed(e, 1, "state.", writtenOf) == 2 * 2 * 3 * state);
    }
}

TEST_CASE("what the delta rule costs is derived from its sizes", "[decoder][delta][explain]")
{
    const Evaluation e = evaluate(running(hybrid(), 32, 8));
    checkDerivations(e, "model.delta_key_size", {"macs", "parameters", "kv_cache", "latency"});
    checkDerivations(e, "model.delta_kernel", {"parameters", "kv_cache"});
}

TEST_CASE("levers that need a cache of keys say why layers with a state have none to change", "[decoder][delta]")
{
    Scenario s = running(hybrid(), 32, 8);
    s.workload.serving = Serving::Chunked;
    CHECK(s.whyNoChunks());
    for (const char* id : {"mla", "cache_window"}) {
        INFO(id);
        CHECK(findLever(id)->refusal(s));
    }
}

TEST_CASE("tensor ranks share the heads of the delta rule and lose nothing", "[decoder][delta][split]")
{
    const Scenario one = running(hybrid(), 32, 8);
    const Evaluation before = evaluate(one);
    const Evaluation after = evaluate(with(one, "deployment.split.tensor", "2"));
    REQUIRE(after.program.isSplit());
    for (const char* id : {"parameters", "macs"}) {
        INFO(id);
        CHECK(metricOf(after, id) == Approx(metricOf(before, id)).epsilon(1e-12));
    }
    CHECK(sumNamed(after, 1, "state.", readOf) == sumNamed(before, 1, "state.", readOf) / 2);
}

TEST_CASE("training a decoder with states keeps and learns what its layers hold", "[decoder][delta][training]")
{
    const Evaluation e = evaluate(with(running(hybrid(), 32, 8), "workload.task", "training"));
    CHECK(metricOf(e, "trainable_parameters") == metricOf(e, "parameters"));
    CHECK(metricOf(e, "latency") > 0);
}

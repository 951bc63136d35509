// Bodies of conditions and loops: which of them count, and how often.

#include "tests/core/formats/onnx/onnx_builder.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include "core/evaluate/evaluate.h"
#include "core/formats/json/project.h"
#include "core/formats/onnx/read_onnx.h"

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

Model read(const OnnxBuilder& builder) { return readOnnx(builder.bytes(), "small.onnx"); }

Evaluation evaluated(const Model& model) { return evaluate(baseline(model, roundDevice())); }

std::string remarksOf(const Evaluation& e)
{
    std::string all;
    for (const Issue& issue : e.issues) {
        all += issue.message + '\n';
    }
    return all;
}

const Operator& named(const Evaluation& e, const std::string& name)
{
    for (const Operator& op : e.program.stages.at(0).operators) {
        if (op.name == name) {
            return op;
        }
    }
    throw std::out_of_range(name);
}

std::vector<double> outputShape(const Model& model, std::size_t output = 0)
{
    const Graph& graph = *model.imported()->graph;
    return graph.tensors.at(static_cast<std::size_t>(graph.outputs.at(output))).shape;
}

/// x·a where the flag is set, else (x·b)·c: 8·4 against 8·16 + 16·4 multiply-accumulates.
OnnxBuilder branches(OnnxBuilder builder)
{
    OnnxBuilder yes, no;
    yes.weight("a", {8, 4}).node("MatMul", {"x", "a"}, {"y"}).output("y");
    no.weight("b", {8, 16}).weight("c", {16, 4});
    no.node("MatMul", {"x", "b"}, {"h"}).node("MatMul", {"h", "c"}, {"y"}).output("y");
    builder.input("x", {1, 8}).node("If", {"flag"}, {"picked"}).body("then_branch", yes).body("else_branch", no);
    builder.node("Relu", {"picked"}, {"result"}).output("result");
    return builder;
}

/// h ← h·w, with every h collected: as many trips as the tensor called trips says.
OnnxBuilder stateLoop(OnnxBuilder builder, const OnnxBuilder* body = nullptr)
{
    OnnxBuilder plain;
    plain.input("i", {}, onnx::TensorProto::INT64).input("go", {}, onnx::TensorProto::BOOL).input("h", {1, 4});
    plain.weight("w", {4, 4}).node("MatMul", {"h", "w"}, {"next"}).node("Identity", {"go"}, {"on"});
    plain.output("on").output("next").output("next");
    builder.input("x", {1, 4}).flag("yes", true);
    builder.node("Loop", {"trips", "yes", "x"}, {"last", "all"}).body("body", body ? *body : plain);
    builder.node("Relu", {"last"}, {"a"}).node("Relu", {"all"}, {"b"}).output("a").output("b");
    return builder;
}

} // namespace

TEST_CASE("of a condition that depends on data the more expensive branch counts, and this is said", "[onnx]")
{
    const Model model = read(branches(OnnxBuilder().input("flag", {1}, onnx::TensorProto::BOOL)));
    const Evaluation e = evaluated(model);
    CHECK(metricOf(e, "macs") == 8 * 16 + 16 * 4);
    CHECK(metricOf(e, "parameters") == 8 * 4 + 8 * 16 + 16 * 4); // both branches are in the file
    CHECK_THAT(remarksOf(e), ContainsSubstring("more expensive one counts (If: else)"));
    CHECK(outputShape(model) == std::vector<double>{1, 4});
    CHECK(named(e, "branches not taken").weightParameters == 8 * 4);
    // x, the weights of one branch, what lies between twice, and the result, which the epilogue behind it writes.
    const double weights = 8 * 16 + 16 * 4;
    double bytes = 0;
    for (const OperatorCost& cost : e.stages[0].operators) {
        bytes += cost.bytes.inBaseUnits();
    }
    const double bits = infoOf(e.scenario->deployment.weights).bits;
    CHECK(bytes == (8 + 16 + 16 + 4 + weights) * bits / 8);
}

TEST_CASE("of a condition that is known its branch counts", "[onnx]")
{
    for (const bool flag : {true, false}) {
        const Evaluation e = evaluated(read(branches(OnnxBuilder().flag("flag", flag))));
        CHECK(metricOf(e, "macs") == (flag ? 8 * 4 : 8 * 16 + 16 * 4));
        CHECK_THAT(remarksOf(e), !ContainsSubstring("expensive"));
    }
}

TEST_CASE("weights that both branches read belong to the one that counts", "[onnx]")
{
    OnnxBuilder builder, once, twice;
    once.node("MatMul", {"x", "w"}, {"y"}).output("y");
    twice.node("MatMul", {"x", "w"}, {"h"}).node("MatMul", {"h", "w"}, {"y"}).output("y");
    builder.input("x", {1, 8}).input("flag", {1}, onnx::TensorProto::BOOL).weight("w", {8, 8});
    builder.node("If", {"flag"}, {"y"}).body("then_branch", once).body("else_branch", twice).output("y");
    const Evaluation e = evaluated(read(builder));
    CHECK(metricOf(e, "macs") == 2 * 8 * 8);
    CHECK(metricOf(e, "parameters") == 8 * 8);
    CHECK(e.program.stages.at(0).operators.size() == 2);
}

TEST_CASE("a loop counts its body as often as it runs, and its weights once", "[onnx]")
{
    OnnxBuilder counted;
    counted.integers("trips", {5});
    const Model model = read(stateLoop(counted));
    const Evaluation e = evaluated(model);
    CHECK(metricOf(e, "macs") == 5 * 4 * 4);
    CHECK(metricOf(e, "parameters") == 4 * 4);
    CHECK_THAT(remarksOf(e), ContainsSubstring("as often as it runs (Loop: 5)"));
    CHECK(outputShape(model, 0) == std::vector<double>{1, 4});
    CHECK(outputShape(model, 1) == std::vector<double>{5, 1, 4});
    const double bytes = infoOf(e.scenario->deployment.weights).bits / 8;
    CHECK(metricOf(e, "model_size") == 4 * 4 * bytes);
}

TEST_CASE("a loop whose trips depend on data counts once, and this is said", "[onnx]")
{
    const Evaluation open = evaluated(read(stateLoop(OnnxBuilder().input("trips", {1}, onnx::TensorProto::INT64))));
    CHECK(metricOf(open, "macs") == 4 * 4);
    CHECK_THAT(remarksOf(open), ContainsSubstring("its body counts once (Loop)"));

    OnnxBuilder forEver; // as exporters write a loop that only its condition ends
    forEver.integers("trips", {9223372036854775807});
    CHECK(metricOf(evaluated(read(stateLoop(forEver))), "macs") == 4 * 4);

    OnnxBuilder body, counted;
    body.input("i", {}, onnx::TensorProto::INT64).input("go", {}, onnx::TensorProto::BOOL).input("h", {1, 4});
    body.weight("w", {4, 4}).node("MatMul", {"h", "w"}, {"next"}).node("ReduceMax", {"next"}, {"largest"});
    body.node("Cast", {"largest"}, {"on"}, {{"to", 9}}).output("on").output("next").output("next");
    counted.integers("trips", {5});
    CHECK_THAT(remarksOf(evaluated(read(stateLoop(counted, &body)))), ContainsSubstring("Loop: 5 at most"));
}

TEST_CASE("a scan runs once for every element of its lists", "[onnx]")
{
    OnnxBuilder step, builder;
    step.input("h", {2, 4}).input("slice", {2, 3}).weight("w", {4, 4}).weight("u", {3, 4});
    step.node("MatMul", {"h", "w"}, {"a"}).node("MatMul", {"slice", "u"}, {"b"}).node("Add", {"a", "b"}, {"next"});
    step.output("next").output("next");
    builder.input("start", {2, 4}).input("x", {"steps", 2, 3});
    builder.node("Scan", {"start", "x"}, {"last", "all"}, {{"num_scan_inputs", 1}}).body("body", step);
    builder.output("last").output("all");
    Model model = read(builder);
    const std::string length = model.imported()->symbols.begin()->first;
    for (const double steps : {1.0, 7.0, 30.0}) {
        REQUIRE(model.imported()->setSymbol(length, steps).empty());
        const Evaluation e = evaluated(model);
        CHECK(metricOf(e, "macs") == steps * 2 * (4 * 4 + 3 * 4));
        CHECK(metricOf(e, "parameters") == 4 * 4 + 3 * 4);
        CHECK(outputShape(model, 1) == std::vector<double>{steps, 2, 4});
    }
}

TEST_CASE("bodies inside bodies count as often as all that is around them runs", "[onnx]")
{
    OnnxBuilder small, large, outer, builder;
    small.node("Relu", {"h"}, {"y"}).output("y");
    large.weight("w", {4, 4}).node("MatMul", {"h", "w"}, {"y"}).output("y");
    outer.input("i", {}, onnx::TensorProto::INT64).input("go", {}, onnx::TensorProto::BOOL).input("h", {1, 4});
    outer.node("If", {"go"}, {"next"}).body("then_branch", small).body("else_branch", large);
    outer.node("Identity", {"go"}, {"on"}).output("on").output("next").output("next");
    builder.integers("trips", {3});
    const Evaluation e = evaluated(read(stateLoop(builder, &outer)));
    CHECK(metricOf(e, "macs") == 3 * 4 * 4);
    CHECK(metricOf(e, "parameters") == 4 * 4);
}

TEST_CASE("a model with bodies comes back from its scenario", "[onnx]")
{
    OnnxBuilder builder;
    builder.integers("trips", {5});
    const Scenario scenario = baseline(read(stateLoop(builder)), devicePreset("h100-sxm"));
    CHECK(readScenarioJson(writeScenarioJson(scenario)) == scenario);
}

TEST_CASE("a body that reads what nothing provides is refused, and one that does not match is not followed", "[onnx]")
{
    OnnxBuilder lost = branches(OnnxBuilder().flag("flag", true));
    auto* body = lost.model.mutable_graph()->mutable_node(0)->mutable_attribute(0)->mutable_g();
    body->mutable_node(0)->set_input(0, "nowhere");
    CHECK_THROWS_WITH(read(lost), ContainsSubstring("'nowhere', which nothing in the file provides"));

    OnnxBuilder empty = branches(OnnxBuilder().flag("flag", true));
    empty.model.mutable_graph()->mutable_node(0)->mutable_attribute(1)->mutable_g()->clear_output();
    CHECK_THAT(remarksOf(evaluated(read(empty))), ContainsSubstring("are not followed"));

    OnnxBuilder nameless = branches(OnnxBuilder().flag("flag", true));
    nameless.model.mutable_graph()->mutable_node(0)->mutable_attribute(1)->mutable_g()->mutable_output(0)->set_name(
        "z");
    CHECK_THROWS_WITH(read(nameless), ContainsSubstring("hands out as 'z'"));
}

#include "core/evaluate/evaluate.h"
#include "core/explain/worked_solution.h"
#include "core/formats/json/project.h"
#include "core/formats/onnx/read_onnx.h"

#include "tests/core/formats/onnx/onnx_builder.h"
#include "tests/support/allocations.h"
#include "tests/support/catch.h"
#include "tests/support/reports.h"
#include "tests/support/scenarios.h"
#include "tests/support/small_stack.h"

#include <algorithm>

namespace ridge {
namespace {

using namespace test;
using Catch::Matchers::ContainsSubstring;

Evaluation chainOf(int count)
{
    OnnxBuilder builder;
    builder.input("t0", {1, 64});
    for (int i = 0; i < count; ++i) {
        builder.node("Relu", {"t" + std::to_string(i)}, {"t" + std::to_string(i + 1)});
    }
    builder.output("t" + std::to_string(count));
    Scenario scenario;
    scenario.model = readOnnx(builder.bytes(), "chain.onnx");
    return evaluate(scenario);
}

TEST_CASE("A report of many operators holds little more than its text", "[size]")
{
    const Evaluation e = chainOf(2000);
    for (const auto write : {+[](const Evaluation& x) { return reportAs("json", x); },
                             +[](const Evaluation& x) { return reportAs("csv", x); },
                             +[](const Evaluation& x) { return reportAs("markdown", x); }}) {
        std::size_t length = 0;
        const Allocations taken = allocationsOf([&] {
            std::string text = write(e);
            length = text.size();
            return text;
        });
        INFO(length << " characters, " << taken.most << " bytes held at once");
        CHECK(taken.most < 10 * length);
    }
}

TEST_CASE("A report of ten times the operators asks for ten times the memory", "[size]")
{
    const Evaluation few = chainOf(2000), many = chainOf(20'000);
    for (const char* format : {"text", "csv", "json", "markdown"}) {
        const auto askedFor = [format](const Evaluation& e) {
            return allocationsOf([&] { return reportAs(format, e); }).asked;
        };
        const double factor = static_cast<double>(askedFor(many)) / static_cast<double>(askedFor(few));
        INFO(format << ": " << factor);
        CHECK(factor < 13); // lifetimes of all tensors, computed anew for each operator, made it a hundred
    }
}

/// One concatenation of so many inputs.
Model concatenation(int inputs)
{
    OnnxBuilder builder;
    Names names;
    builder.input("x", {1, 64});
    for (int i = 0; i < inputs; ++i) {
        names.push_back("r" + std::to_string(i));
        builder.node("Relu", {"x"}, {names.back()});
    }
    builder.node("Concat", names, {"y"}, {{"axis", 1}}).output("y");
    return readOnnx(builder.bytes(), "concat.onnx");
}

TEST_CASE("An operator of twenty thousand inputs is reported and explained on a small stack", "[size]")
{
    constexpr int inputs = 20'000;
    std::string report, solution;
    double again = 0, peak = 0;
    const Model model = concatenation(inputs);
    onSmallStack([&] {
        Scenario scenario;
        scenario.model = model;
        const Evaluation e = evaluate(scenario);
        report = reportAs("json", e);
        const std::optional<Explanation> why = explain(e, {"activations_peak_sheet"});
        solution = workedSolution(*why, SolutionFormat::Latex);
        again = recompute(*why->expression);
        peak = why->value;
    });
    CHECK(again == peak);
    CHECK(peak >= 2.0 * 64 * inputs);
    CHECK_THAT(report, ContainsSubstring("… (20001 terms)"));
    CHECK_THAT(solution, ContainsSubstring("20001 terms"));
}

TEST_CASE("Half a million objects in one list are read in one pass", "[size]")
{
    std::string text = R"({"format": "ridgepoint-model", "version": 1, "many": [{})";
    for (int i = 1; i < 500'000; ++i) {
        text += ",{}";
    }
    CHECK_THROWS_WITH(readModelJson(text + "]}"), ContainsSubstring("name: is missing"));
}

TEST_CASE("Of equal keys the last counts, and what no number can hold is said", "[size]")
{
    std::string device = writeDeviceJson(devicePreset("h100-sxm"));
    const std::string name = "\"name\": ";
    device.insert(device.find(name), "\"name\": \"first\", ");
    CHECK(readDeviceJson(device).name == devicePreset("h100-sxm").name);
    CHECK_THROWS_WITH(readModelJson(R"({"version": 1e999})"),
                      ContainsSubstring("holds a number that is too large to be represented"));
    CHECK_THROWS_WITH(readModelJson("{\"a\": [1,\n 2,, 3]}"), ContainsSubstring("line 2, column 4"));
}

TEST_CASE("Shape arithmetic is bounded over all nodes together, and the sentence says by how much", "[size]")
{
    OnnxBuilder builder;
    builder.input("x", {1, 64}).integers("c0", Dims(1000, 1));
    for (int i = 0; i < 9'000; ++i) {
        builder.node("Neg", {"c" + std::to_string(i)}, {"c" + std::to_string(i + 1)});
    }
    builder.node("Relu", {"x"}, {"y"}).output("y");
    const std::string bytes = builder.bytes();
    CHECK_THROWS_WITH(readOnnx(bytes, "arithmetic.onnx"),
                      ContainsSubstring("arithmetic.onnx: ") && ContainsSubstring("together are more than 8,388,608"));
}

TEST_CASE("Tensors that are joined again and again before a softmax are looked through once", "[size]")
{
    OnnxBuilder builder;
    builder.input("t0", {1, 8, 64, 64});
    for (int i = 0; i < 8; ++i) {
        builder.node("Sum", Names(50, "t" + std::to_string(i)), {"t" + std::to_string(i + 1)}); // 50⁸ ways back
    }
    builder.node("Softmax", {"t8"}, {"y"}).output("y");
    Scenario scenario;
    scenario.model = readOnnx(builder.bytes(), "joined.onnx");
    CHECK(evaluate(scenario).program.stages.front().operators.size() == 9);
}

TEST_CASE("A body that reads many tensors from outside is connected in one pass", "[size]")
{
    constexpr int count = 100'000;
    OnnxBuilder builder, body;
    builder.input("x", {1}).flag("yes", true);
    for (int i = 0; i < count; ++i) {
        const std::string name = "r" + std::to_string(i);
        builder.node("Relu", {"x"}, {name});
        body.node("Relu", {name}, {"i" + std::to_string(i)});
    }
    body.output("i0");
    builder.node("Unknown", {"yes"}, {"y"}).body("body", body).output("y");
    const Model model = readOnnx(builder.bytes(), "body.onnx");
    const std::vector<GraphNode>& nodes = model.imported()->graph->nodes;
    const auto most = std::max_element(nodes.begin(), nodes.end(), [](const GraphNode& a, const GraphNode& b) {
        return a.inputs.size() < b.inputs.size();
    });
    CHECK(most->inputs.size() == count + 1);
}

} // namespace
} // namespace ridge

#include "core/evaluate/evaluate.h"
#include "core/models/graph/bodies.h"
#include "core/models/graph/gaps.h"
#include "tests/core/models/graph/graph_builder.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;

namespace {

Evaluation evaluated(const Graph& graph)
{
    ImportedGraph imported;
    imported.graph = graph;
    Scenario scenario = preset("resnet-50", "h100-sxm");
    scenario.model.body = imported;
    return evaluate(scenario);
}

Gaps gapsIn(const Graph& graph) { return evaluated(graph).program.gaps; }

void leaveOpen(GraphTensor& tensor)
{
    tensor.shape = {0};
    tensor.isOpen = true;
}

/// So many convolutions of 8 channels one after the other, each with weights of its own.
Graph chain(int length)
{
    GraphBuilder b;
    int x = b.input("x", {1, 8, 4, 4});
    for (int i = 0; i < length; ++i) {
        x = b.node("Conv", {x, b.weight("w" + std::to_string(i), {8, 8, 3, 3})}, {1, 8, 4, 4});
    }
    b.graph.outputs = {x};
    return b.graph;
}

/// Of so many operators after one another, one reads or writes a map that stands at a multiple of n.
int touching(int length, int n)
{
    int count = 0;
    for (int i = 1; i <= length; ++i) {
        count += i % n == 0 || (i > 1 && (i - 1) % n == 0) ? 1 : 0;
    }
    return count;
}

} // namespace

TEST_CASE("a graph whose every n-th shape is removed is incomplete, and says by how much", "[graph][gaps]")
{
    constexpr int length = 60;
    const Evaluation whole = evaluated(chain(length));
    CHECK_FALSE(whole.program.gaps.any());
    CHECK(sentenceOf(whole.program.gaps).empty());
    for (const int n : {1, 2, 3, 7, 20, 59, 60}) {
        Graph graph = chain(length);
        for (int i = n; i <= length; i += n) {
            leaveOpen(graph.tensors[static_cast<std::size_t>(graph.nodes[static_cast<std::size_t>(i) - 1].outputs[0])]);
        }
        const Evaluation e = evaluated(graph);
        const Gaps& gaps = e.program.gaps;
        CAPTURE(n);
        CHECK(gaps.operators == length);
        CHECK(gaps.withoutShape == touching(length, n));
        CHECK(gaps.withoutRule == 0);
        CHECK(gaps.weights == length * 8 * 8 * 9);
        CHECK(gaps.multiplied / gaps.weights == Approx(metricOf(e, "macs") / metricOf(whole, "macs")));
        REQUIRE_FALSE(e.issues.empty());
        CHECK(e.issues.front() == Issue{Severity::Error, "", sentenceOf(gaps)});
    }
}

TEST_CASE("what is missing is said in one sentence, with the share that counts", "[gaps]")
{
    Gaps gaps;
    gaps.operators = 3410, gaps.withoutShape = 1758, gaps.weights = 1000, gaps.multiplied = 10;
    CHECK(sentenceOf(gaps) ==
          "Incomplete: 1,758 of 3,410 operators have no shape; MACs count 1 % of the weights' use.");
    gaps.withoutRule = 12, gaps.multiplied = 1000;
    CHECK(sentenceOf(gaps) == "Incomplete: 1,758 of 3,410 operators have no shape, 12 no counting rule.");
    gaps = Gaps{};
    gaps.operators = gaps.withoutRule = 1;
    CHECK(sentenceOf(gaps) == "Incomplete: 1 of 1 operator has no counting rule.");
    gaps = Gaps{};
    gaps.unread = {"vision_config", "audio_config"};
    gaps.guessed = {"the format of tensors of type 77"};
    CHECK(sentenceOf(gaps) ==
          "Incomplete: not read: vision_config, audio_config; guessed: the format of tensors of type 77.");
}

TEST_CASE("how grave a gap is follows from what is missing, not from why", "[graph][gaps]")
{
    GraphBuilder b;
    int x = b.input("x", {1, 100});
    for (int i = 0; i < 300; ++i) {
        x = b.node("Relu", {x}, {1, 100});
    }
    b.graph.outputs = {x};
    leaveOpen(b.graph.tensors[static_cast<std::size_t>(x)]);
    CHECK(evaluated(b.graph).issues.front().severity == Severity::Warning); // 1 of 300, and no weights behind it
    b.graph.tensors[static_cast<std::size_t>(x)].shape = {1, 100};
    b.graph.tensors[static_cast<std::size_t>(x)].isOpen = false;
    b.graph.nodes.back().type = "Foo";
    CHECK(evaluated(b.graph).issues.front().severity == Severity::Warning);
    b.graph.nodes.back().inputs.push_back(b.weight("w", {100, 100})); // the only weights there are
    const Evaluation e = evaluated(b.graph);
    CHECK(e.issues.front().severity == Severity::Error);
    CHECK(e.issues.front().message ==
          "Incomplete: 1 of 300 operators has no counting rule; MACs count 0 % of the weights' use.");
}

TEST_CASE("shapes that are open behind an operator without a rule are not taken for further rules", "[graph][gaps]")
{
    GraphBuilder b;
    const int x = b.input("x", {1, 8, 4, 4});
    const int y = b.node("Foo", {x}, {0});
    const int z = b.node("Conv", {y, b.weight("w", {8, 8, 3, 3})}, {0});
    for (const int open : {y, z}) {
        b.graph.tensors[static_cast<std::size_t>(open)].isOpen = true;
    }
    b.graph.outputs = {z};
    b.expand();
    REQUIRE(b.issues.size() == 1);
    CHECK_THAT(b.issues[0].message, Catch::Matchers::ContainsSubstring("1 operator has no cost rule (Foo)"));
    const Gaps gaps = gapsIn(b.graph);
    CHECK(gaps.operators == 2);
    CHECK(gaps.withoutRule == 1);
    CHECK(gaps.withoutShape == 1);
    CHECK(gaps.multiplied == 0);
}

TEST_CASE("an open shape that nobody reads is no gap", "[graph][gaps]")
{
    GraphBuilder b;
    const int x = b.input("x", {1, 8});
    const int y = b.tensor("y", {1, 8}), mask = b.tensor("mask", {0});
    b.graph.tensors[static_cast<std::size_t>(mask)].isOpen = true;
    b.nodeTo("Dropout", {x}, {y, mask});
    b.graph.outputs = {y};
    CHECK_FALSE(gapsIn(b.graph).any());
    b.graph.outputs = {y, mask};
    CHECK(gapsIn(b.graph).withoutShape == 1);
}

TEST_CASE("a loop whose passes nobody knows is a guess", "[graph][gaps]")
{
    for (const double trips : {-1.0, 4.0}) {
        GraphBuilder b;
        const int x = b.input("x", {1, 8});
        const int inside = b.node("Relu", {x}, {1, 8});
        setBodyPlace(b.graph.nodes.back(), {0, 0});
        const int y = b.node("Loop", {x, inside}, {1, 8});
        BodyOwner owner;
        owner.key = 0, owner.trips = trips, owner.ownInputs = 1, owner.states = 1;
        setBodyOwner(b.graph.nodes.back(), owner);
        b.graph.outputs = {y};
        CAPTURE(trips);
        CHECK(gapsIn(b.graph).guessed.size() == (trips < 0 ? 1 : 0));
    }
}

TEST_CASE("every preset is complete", "[gaps]")
{
    for (const NamedScenario& each : presetScenarios()) {
        INFO(each.name);
        CHECK(sentenceOf(evaluate(each.scenario).program.gaps).empty());
    }
}

#include "core/levers/operator_order.h"

#include "core/analysis/memory/lifetimes.h"
#include "tests/core/levers/lever_checks.h"
#include "tests/core/models/graph/graph_builder.h"

#include <algorithm>
#include <numeric>
#include <random>

namespace ridge {
namespace {

using namespace test;

std::vector<std::size_t> asItIs(const OrderTask& task)
{
    std::vector<std::size_t> order(task.work.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    return order;
}

/// Whether nothing is read before it was written, written before it was read, or moved across what is fixed.
bool isAllowed(const OrderTask& task, const std::vector<std::size_t>& order)
{
    const auto touches = [&](std::size_t i, std::size_t tensor, bool writesOnly) {
        const OrderedWork& work = task.work[i];
        return std::ranges::count(work.writes, tensor) > 0 ||
               (!writesOnly && std::ranges::count(work.reads, tensor) > 0);
    };
    for (std::size_t a = 0; a < order.size(); ++a) {
        for (std::size_t b = a + 1; b < order.size(); ++b) {
            if (order[a] < order[b]) {
                continue;
            }
            bool isBound = task.work[order[a]].isFixed || task.work[order[b]].isFixed;
            for (std::size_t tensor = 0; tensor < task.elements.size(); ++tensor) {
                isBound = isBound || (touches(order[a], tensor, true) && touches(order[b], tensor, false)) ||
                          (touches(order[b], tensor, true) && touches(order[a], tensor, false));
            }
            if (isBound) {
                return false;
            }
        }
    }
    return true;
}

/// The smallest peak of all orders there are.
double smallestOfAll(const OrderTask& task)
{
    std::vector<std::size_t> order = asItIs(task);
    double smallest = peakOf(task, order);
    while (std::next_permutation(order.begin(), order.end())) {
        if (isAllowed(task, order)) {
            smallest = std::min(smallest, peakOf(task, order));
        }
    }
    return smallest;
}

/// Pieces of which each reads one to three of the tensors made before, so that there are branches.
OrderTask randomTask(std::mt19937& random, std::size_t pieces)
{
    OrderTask task{{}, {double(1 + random() % 64)}, {false}};
    for (std::size_t i = 0; i < pieces; ++i) {
        OrderedWork work;
        for (std::size_t inputs = 1 + random() % 3; inputs > 0; --inputs) {
            work.reads.push_back(task.elements.size() - 1 - random() % std::min<std::size_t>(task.elements.size(), 4));
        }
        work.writes = {task.elements.size()};
        work.workspace = random() % 8 == 0 ? double(random() % 32) : 0;
        work.isFixed = random() % 12 == 0;
        task.elements.push_back(double(1 + random() % 64));
        task.stays.push_back(i + 1 == pieces || random() % 10 == 0);
        task.work.push_back(std::move(work));
    }
    return task;
}

TEST_CASE("the example of the paper that had the idea falls from 5,216 to 4,960 bytes", "[levers][order]")
{
    // Liberis and Lane 2019 (arXiv:1910.05110), figure 1: seven operators, two branches after the first, INT8.
    // In the default order the third has 3136 + 1568 + 512 alive; with 1 4 6 2 3 5 7 the second has 3136 + 256 + 1568.
    const OrderTask task{{{{0}, {1}}, {{1}, {2}}, {{2}, {3}}, {{1}, {4}}, {{3}, {5}}, {{4}, {6}}, {{5, 6}, {7}}},
                         {1568, 3136, 1568, 512, 512, 256, 256, 512},
                         {false, false, false, false, false, false, false, true}};
    CHECK(peakOf(task, asItIs(task)) == 5216);
    const std::vector<std::size_t> order = orderOfSmallestPeak(task);
    CHECK(isAllowed(task, order));
    CHECK(peakOf(task, order) == 4960);
    CHECK(smallestOfAll(task) == 4960);
}

TEST_CASE("no order that is allowed has a smaller peak, of random work with branches", "[levers][order]")
{
    std::mt19937 random(7);
    std::size_t improved = 0;
    for (int round = 0; round < 200; ++round) {
        const OrderTask task = randomTask(random, 3 + std::size_t(round) % 5);
        const std::vector<std::size_t> order = orderOfSmallestPeak(task);
        CAPTURE(round);
        REQUIRE(std::is_permutation(order.begin(), order.end(), asItIs(task).begin()));
        CHECK(isAllowed(task, order));
        CHECK(peakOf(task, order) == smallestOfAll(task));
        improved += peakOf(task, order) < peakOf(task, asItIs(task));
    }
    CHECK(improved > 20);
}

TEST_CASE("work of hundreds of pieces is never worse in its new order, which is allowed", "[levers][order]")
{
    std::mt19937 random(11);
    for (const std::size_t pieces : {60, 200, 400}) {
        const OrderTask task = randomTask(random, pieces);
        const std::vector<std::size_t> order = orderOfSmallestPeak(task);
        CAPTURE(pieces);
        REQUIRE(std::is_permutation(order.begin(), order.end(), asItIs(task).begin()));
        CHECK(isAllowed(task, order));
        CHECK(peakOf(task, order) <= peakOf(task, asItIs(task)));
    }
}

int product(GraphBuilder& b, int of, double from, double to)
{
    return b.node("MatMul", {of, b.weight("w" + std::to_string(b.graph.tensors.size()), {from, to})}, {1, to});
}

/// A graph from a file, whose two branches come together at its end.
Scenario joined(GraphBuilder& b, int left, int right, double wide)
{
    b.graph.outputs.push_back(b.node("Concat", {left, right}, {1, wide}, {{"axis", {1}}}));
    ImportedGraph imported;
    imported.graph = b.graph;
    Scenario scenario = with(preset("resnet-50", "stm32f746"), "deployment.fusion", "none");
    scenario.model.body = imported;
    return scenario;
}

/// The example of the paper: products with matrices, and a concatenation.
Scenario branches()
{
    GraphBuilder b;
    const int first = product(b, b.input("x", {1, 1568}), 1568, 3136);
    const int second = product(b, first, 3136, 1568), third = product(b, second, 1568, 512);
    const int other = product(b, first, 3136, 512);
    const int left = product(b, third, 512, 256), right = product(b, other, 512, 256);
    return joined(b, left, right, 512);
}

TEST_CASE("a graph with branches needs less memory in its best order, and nothing else changes", "[levers][order]")
{
    const Scenario plain = branches(), ordered = with(plain, "lever.operator_order", "on");
    const Evaluation before = evaluate(plain), after = evaluate(ordered);
    CHECK(metricOf(before, "activations_peak_live") == 5216);
    CHECK(metricOf(after, "activations_peak_live") == 4960);
    const Stage &was = before.program.stages[0], &is = after.program.stages[0];
    const std::vector<double> live = liveElements(is, lifetimesOf(is, true));
    CHECK(*std::max_element(live.begin(), live.end()) == 4960);
    REQUIRE(is.operators.size() == was.operators.size());
    for (const char* same : {"macs", "parameters", "latency", "energy_per_inference", "activations_peak_sheet"}) {
        CAPTURE(same);
        CHECK(metricOf(after, same) == Approx(metricOf(before, same)).epsilon(1e-12)); // summed in another order
    }
    checkAtRest(plain, "operator_order");
}

TEST_CASE("an order that is rid of the input early is the better one only where the input counts", "[levers][order]")
{
    GraphBuilder b;
    const int input = b.input("x", {1, 1000});
    const int narrow = product(b, input, 1000, 10), wide = product(b, narrow, 10, 600);
    const int left = product(b, wide, 600, 5), right = product(b, input, 1000, 100);
    const Scenario counted = joined(b, left, right, 105), free = with(counted, "convention.input_in_peak", "no");
    const auto peak = [](const Scenario& s) { return metricOf(evaluate(s), "activations_peak_live"); };
    const auto ordered = [](const Scenario& s) { return with(s, "lever.operator_order", "on"); };
    CHECK(peak(counted) == 1000 + 10 + 600);
    CHECK(peak(ordered(counted)) == 1000 + 100 + 10); // both that read it first
    CHECK(peak(free) == 10 + 600);
    CHECK(peak(ordered(free)) == 10 + 600); // otherwise 100 + 10 + 600
    CHECK(evaluate(ordered(free)).idleLevers.size() == 1);
}

TEST_CASE("in no model of the library is more alive at once in the new order", "[levers][order]")
{
    for (const char* model :
         {"resnet-50", "mobilenet-v2", "sd-1.5", "llama-3-8b", "swin-t", "minkunet-18", "t5-small"}) {
        const Scenario plain = preset(model, "h100-sxm");
        CAPTURE(model);
        const Evaluation before = evaluate(plain), after = evaluate(with(plain, "lever.operator_order", "on"));
        CHECK(metricOf(after, "activations_peak_live") <= metricOf(before, "activations_peak_live"));
        CHECK(metricOf(after, "macs") == Approx(metricOf(before, "macs")).epsilon(1e-12));
        CHECK(metricOf(after, "latency") == Approx(metricOf(before, "latency")).epsilon(1e-12));
    }
}

} // namespace
} // namespace ridge

// A pipeline cut between operators: the rank that is slowest and the rank that holds most may be two.

#include "core/analysis/memory/memory_plan.h"
#include "core/evaluate/evaluate.h"
#include "core/levers/levers.h"
#include "core/levers/split/split.h"
#include "core/models/expand.h"
#include "core/studies/sweep.h"
#include "tests/support/catch.h"
#include "tests/support/invariants.h"
#include "tests/support/scenarios.h"

#include <algorithm>

using namespace ridge;
using namespace ridge::test;

namespace {

/// Of each rank of a pipeline, planned by itself. The scenario is the one that was evaluated: training may store wider
/// weights.
std::vector<MemoryPlan> plansOf(const Scenario& scenario)
{
    std::vector<MemoryPlan> plans;
    for (int rank = 0, runs = 1; rank < runs; ++rank) {
        Program program = expand(rankScenario(scenario).value());
        program.cut.shown = rank;
        applyLevers(scenario, program);
        runs = program.cut.runs;
        std::vector<StageResult> stages(program.stages.size());
        plans.push_back(planMemory(scenario, program, stages, false));
    }
    return plans;
}

bool namesBothRanks(const Evaluation& e)
{
    return std::ranges::any_of(e.issues, [](const Issue& issue) {
        return issue.message.find("Times are of the slowest rank of the pipeline (") == 0 &&
               issue.message.find("memory is of the one that holds most (") != std::string::npos;
    });
}

Scenario piped(const char* model, const char* batch, double ranks)
{
    Scenario scenario = with(preset(model, "h100-sxm"), "workload.batch", batch);
    scenario.deployment.split = {.pipeline = ranks};
    return scenario;
}

} // namespace

TEST_CASE("memory of a pipeline cut between operators is of the rank that holds most", "[split]")
{
    for (const auto& [model, batch] :
         {std::pair("alexnet", "1"), std::pair("alexnet", "1024"), std::pair("vgg-16", "8"), std::pair("lenet-5", "64"),
          std::pair("mcunet-vww1", "16")}) {
        for (const double ranks : {2.0, 3.0, 4.0}) {
            for (const char* task : {"inference", "training"}) {
                INFO(model << ", batch " << batch << ", " << ranks << " ranks, " << task);
                const Scenario scenario = with(piped(model, batch, ranks), "workload.task", task);
                const Evaluation e = evaluate(scenario);
                Bytes<> most{}, weights{};
                for (const MemoryPlan& plan : plansOf(*e.scenario)) {
                    most = std::max(most, plan.weights + plan.peakWorking);
                    weights += plan.weights;
                }
                CHECK((e.memory.weights + e.memory.peakWorking) == most);
                CHECK(metric(e, "memory_footprint").value.value() == Approx(most.inBaseUnits()));
                const Scenario whole = with(with(preset(model, "h100-sxm"), "workload.batch", batch), //
                                            "workload.task", task);
                CHECK(weights.inBaseUnits() == Approx(evaluate(whole).memory.weights.inBaseUnits()));
                CHECK(brokenFigure(e).empty());
                CHECK(brokenDerivation(e).empty());
            }
        }
    }
}

TEST_CASE("times are of the slowest rank, memory of the fullest, and both are named where they are two", "[split]")
{
    // Of AlexNet's 61.1 M parameters the first of three fully connected layers has 37.8 M, and a thousand images keep
    // the convolutions busiest.
    const Evaluation e = evaluate(piped("alexnet", "1024", 3));
    REQUIRE(e.fullest);
    CHECK(e.memory.weights.inBaseUnits() >= 2 * 37.75e6);
    CHECK(e.program.stages[0].operators.size() == e.fullest->program.stages[0].operators.size());
    CHECK(namesBothRanks(e));
    const Evaluation one = evaluate(with(preset("alexnet", "h100-sxm"), "workload.batch", "1024"));
    CHECK_FALSE(one.fullest);
    CHECK_FALSE(namesBothRanks(one));
}

TEST_CASE("what the fullest rank holds does not fit where the slowest one would", "[split]")
{
    Scenario scenario = piped("alexnet", "1024", 3);
    const Evaluation roomy = evaluate(scenario);
    REQUIRE(roomy.fullest);
    std::vector<StageResult> stages(roomy.program.stages.size());
    const MemoryPlan slowest = planMemory(*roomy.scenario, roomy.program, stages, false);
    const double less = (slowest.weights + slowest.peakWorking).inBaseUnits();
    const double more = (roomy.memory.weights + roomy.memory.peakWorking).inBaseUnits();
    REQUIRE(less < more);
    scenario.device.memory[std::size_t(roomy.placement.workingLevel)].capacity = (less + more) / 2;
    CHECK_FALSE(evaluate(scenario).placement.fits);
    CHECK(metric(evaluate(scenario), "memory_headroom").value.value() < 0);
}

TEST_CASE("where a pipeline is cut follows the device in a sweep as it does by itself", "[split][sweep]")
{
    const Scenario scenario = piped("alexnet", "64", 3);
    SweepPlan plan;
    plan.scenario = scenario;
    plan.variations = {*parseVariation(scenario, "device.memory.bandwidth=50 GB/s..20 TB/s:9").value};
    plan.metrics = {"latency", "memory_footprint"};
    const SweepTable table = sweep(plan);
    for (std::size_t i = 0; i < plan.variations[0].values.size(); ++i) {
        Scenario there = scenario;
        assignParameter(there, plan.variations[0].row, plan.variations[0].values[i]);
        const Evaluation e = evaluate(there);
        CHECK(table.columns[0].at(i) == metric(e, "latency").value);
        CHECK(table.columns[1].at(i) == metric(e, "memory_footprint").value);
    }
}

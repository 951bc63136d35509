#include "core/analysis/memory/arena_planners.h"

#include "core/analysis/memory/memory_plan.h"
#include "core/evaluate/evaluate.h"
#include "core/studies/memory/arena_table.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace ridge {
namespace {

using namespace test;

const ArenaPlanner& plannerNamed(std::string_view id)
{
    const auto found = std::ranges::find_if(arenaPlanners(), [id](const ArenaPlanner& row) { return row.id == id; });
    REQUIRE(found != arenaPlanners().end());
    return *found;
}

/// Asks of every two buffers and every step whether their bytes meet.
bool isFreeOfOverlaps(const ArenaTask& task, const ArenaLayout& layout)
{
    for (std::size_t i = 0; i < task.buffers.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            for (const ArenaPart& a : task.buffers[i].parts) {
                for (const ArenaPart& b : task.buffers[j].parts) {
                    const bool together = a.first <= b.last && b.first <= a.last;
                    const bool meet = layout.offsets[i] < layout.offsets[j] + b.size &&
                                      layout.offsets[j] < layout.offsets[i] + a.size;
                    if (together && meet && a.size > 0 && b.size > 0) {
                        return false;
                    }
                }
            }
        }
    }
    return true;
}

void checkPlans(const ArenaTask& task)
{
    const double best = plannerNamed("best_order").plan(task).size;
    for (const ArenaPlanner& planner : arenaPlanners()) {
        INFO(planner.id);
        const ArenaLayout layout = planner.plan(task);
        REQUIRE(layout.offsets.size() == task.buffers.size());
        CHECK(isFreeOfOverlaps(task, layout));
        CHECK(layout.size >= task.bound());
        CHECK(best <= layout.size);
        double end = 0;
        for (std::size_t i = 0; i < task.buffers.size(); ++i) {
            CHECK(layout.offsets[i] >= 0);
            end = std::max(end, layout.offsets[i] + task.buffers[i].size());
        }
        CHECK(layout.size == end);
    }
}

/// Buffers that live for a few steps; some shrink on the way, as what is computed in place does.
ArenaTask randomTask(std::mt19937& random, std::size_t buffers, std::int32_t steps)
{
    ArenaTask task{{}, static_cast<std::size_t>(steps)};
    const auto pick = [&](std::int32_t n) { return static_cast<std::int32_t>(random() % static_cast<unsigned>(n)); };
    for (std::size_t i = 0; i < buffers; ++i) {
        const std::int32_t first = pick(steps), last = std::min(steps - 1, first + pick(4));
        const double size = pick(64);
        task.buffers.push_back({{{i, size, first, last}}});
        if (last + 1 < steps && random() % 4 == 0) {
            task.buffers.back().parts.push_back({i, std::floor(size / 2), last + 1, last + 1});
        }
    }
    std::ranges::stable_sort(task.buffers, {}, &ArenaBuffer::first);
    return task;
}

/// Every plan sinks into first fit by the order of its offsets, so that all orders give the smallest there is.
double smallestOfAll(const ArenaTask& task)
{
    ArenaTask tried = task;
    std::vector<std::size_t> order(task.buffers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    double smallest = INFINITY;
    do {
        for (std::size_t i = 0; i < order.size(); ++i) {
            tried.buffers[i] = task.buffers[order[i]];
        }
        smallest = std::min(smallest, plannerNamed("first_fit").plan(tried).size);
    } while (std::next_permutation(order.begin(), order.end()));
    return smallest;
}

TEST_CASE("greedy by size uses the gap before the first buffer: 180 bytes and not 240", "[memory][arena]")
{
    // The example of google/XNNPACK#10800: A 100 over steps 0 to 1, B 80 over 1 to 2, C 60 over 2 to 3. Behind A and B
    // at 0 and 100, only B is alive with C, which fits before it; appended, it would end at 240.
    const ArenaTask task{{{{{0, 100, 0, 1}}}, {{{1, 80, 1, 2}}}, {{{2, 60, 2, 3}}}}, 4};
    CHECK(task.bound() == 180);
    const ArenaLayout layout = plannerNamed("greedy_size").plan(task);
    CHECK(layout.size == 180);
    CHECK(layout.offsets == std::vector<double>{0, 100, 0});
}

TEST_CASE("best of several orders closes the hole that first fit leaves", "[memory][arena]")
{
    // in 1 at 0, a 10 at 1, b 10 at 11; then c 15 fits into no hole and ends at 36, where 25 are alive at most.
    const ArenaTask task{{{{{0, 1, 0, 0}}}, {{{1, 10, 0, 1}}}, {{{2, 10, 1, 2}}}, {{{3, 15, 2, 2}}}}, 3};
    CHECK(task.bound() == 25);
    CHECK(plannerNamed("first_fit").plan(task).size == 36);
    CHECK(plannerNamed("best_order").plan(task).size == 25);
}

TEST_CASE("no two buffers that live together overlap, and no plan is below the live set", "[memory][arena]")
{
    std::mt19937 random(3);
    for (int round = 0; round < 300; ++round) {
        CAPTURE(round);
        checkPlans(randomTask(random, 1 + random() % 24, 1 + std::int32_t(random() % 16)));
    }
    checkPlans({{}, 0});
}

TEST_CASE("no planner beats the best of all orders, and the best of several finds it nearly always", "[memory][arena]")
{
    std::mt19937 random(5);
    int found = 0;
    constexpr int rounds = 60;
    for (int round = 0; round < rounds; ++round) {
        const ArenaTask task = randomTask(random, 7, 6);
        const double smallest = smallestOfAll(task);
        CAPTURE(round);
        for (const ArenaPlanner& planner : arenaPlanners()) {
            CHECK(planner.plan(task).size >= smallest);
        }
        found += plannerNamed("best_order").plan(task).size == smallest;
    }
    CHECK(found >= rounds * 9 / 10);
}

TEST_CASE("of every preset the plans hold, the bound is the live set and first fit is the arena of the metrics",
          "[memory][arena]")
{
    for (NamedScenario one : presetScenarios()) {
        INFO(one.name);
        one.scenario.deployment.inPlaceDepthwise = one.name.size() % 2 == 0;
        const Evaluation e = evaluate(one.scenario);
        double bound = 0, arena = 0;
        for (std::size_t s = 0; s < e.program.stages.size(); ++s) {
            const ArenaTask task = arenaTaskOf(e, s, 0);
            bound = std::max(bound, task.bound());
            arena = std::max(arena, plannerNamed("first_fit").plan(task).size);
            checkPlans(task);
        }
        CHECK(bound == Approx(e.memory.peakLive.inBaseUnits()).epsilon(1e-12));
        CHECK(arena == Approx(e.memory.arena.inBaseUnits()).epsilon(1e-12));
    }
}

TEST_CASE("what is computed in place keeps the place of its input", "[memory][arena]")
{
    const Evaluation e = evaluate(with(preset("mobilenet-v2", "stm32f746"), "deployment.in_place_depthwise", "yes"));
    const ArenaTask task = arenaTaskOf(e, 0, 0);
    const Stage& stage = e.program.stages[0];
    double inPlace = 0;
    for (const ArenaBuffer& buffer : task.buffers) {
        for (std::size_t i = 1; i < buffer.parts.size(); ++i) {
            const auto maker = static_cast<std::size_t>(buffer.parts[i].first - 1);
            CHECK(stage.operators[maker].overwritesInput);
            CHECK(stage.operators[maker].output == static_cast<TensorId>(buffer.parts[i].tensor));
            CHECK(buffer.parts[i].size <= buffer.parts[i - 1].size);
            inPlace += stage.operators[maker].count;
        }
    }
    CHECK(inPlace == 17); // one depthwise convolution in each of the 17 bottlenecks (Sandler et al. 2018, table 2)
}

TEST_CASE("with an alignment every buffer begins at a multiple of it", "[memory][arena]")
{
    const Evaluation e = evaluate(preset("mcunet-vww1", "stm32f746"));
    const double exact = arenaTaskOf(e, 0, 0).bound();
    for (const double alignment : {16.0, 64.0, 4096.0}) {
        const ArenaTask task = arenaTaskOf(e, 0, alignment);
        CHECK(task.bound() >= exact);
        for (const ArenaPlanner& planner : arenaPlanners()) {
            for (const double offset : planner.plan(task).offsets) {
                CHECK(std::fmod(offset, alignment) == 0);
            }
        }
    }
}

TEST_CASE("what is alive with an operator adds up to its live set", "[memory][arena]")
{
    for (const NamedScenario& one : presetScenarios()) {
        const Evaluation e = evaluate(one.scenario);
        INFO(one.name);
        for (std::size_t s = 0; s < e.stages.size(); ++s) {
            for (std::size_t i = 0; i < e.stages[s].live.size(); i += 7) {
                double sum = 0;
                for (const MemoryPlan::Alive& alive : aliveWith(e, s, i)) {
                    sum += alive.size.inBaseUnits();
                }
                CHECK(sum == Approx(e.stages[s].live[i].inBaseUnits()).epsilon(1e-12));
            }
        }
    }
}

TEST_CASE("a batch below nothing, as only code can set it, needs no arena", "[memory][arena]")
{
    for (const char* model : {"resnet-50", "mobilenet-v2", "llama-3-8b", "sd-1.5"}) {
        Scenario s = preset(model, "h100-sxm");
        s.workload.batch = -3;
        s.deployment.inPlaceDepthwise = true;
        const Evaluation e = evaluate(s);
        INFO(model);
        CHECK(e.memory.arena.inBaseUnits() >= 0);
        for (const Stage& stage : e.program.stages) {
            double end = 0;
            const Lifetimes lifetimes = lifetimesOf(stage, true);
            for (const ArenaPlace& place : arenaPlaces(stage, lifetimes)) {
                CHECK(place.offset >= 0);
                end = std::max(end, place.offset + std::max(0.0, stage.tensors[place.tensor].elements()));
            }
            CHECK(end == arenaElements(stage, lifetimes));
        }
    }
}

} // namespace
} // namespace ridge

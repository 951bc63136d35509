#include "core/studies/sweep_outline.h"

#include "core/evaluate/evaluate.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>

using namespace ridge;
using namespace ridge::test;

namespace {

SweepPlan planOf(const Scenario& scenario, std::vector<std::string> texts)
{
    SweepPlan plan{scenario, {}, {"latency"}};
    for (const std::string& text : texts) {
        plan.variations.push_back(*parseVariation(scenario, text).value);
    }
    return plan;
}

} // namespace

TEST_CASE("an outline keeps the ends of each variation and never more rows than were asked for", "[studies]")
{
    const Scenario scenario = preset("llama-2-7b", "h100-sxm");
    const SweepPlan line = planOf(scenario, {"workload.batch=1..1000:1000"});
    const SweepPlan few = outlineOf(line, 100);
    CHECK(few.rows() == 100);
    CHECK(few.variations[0].values.front() == 1);
    CHECK(few.variations[0].values.back() == 1000);
    CHECK(std::ranges::is_sorted(few.variations[0].values));
    const SweepPlan map = planOf(scenario, {"workload.batch=1..64:64", "workload.prompt_tokens=1..4096:40"});
    const SweepPlan small = outlineOf(map, 144); // 12 × 12
    CHECK(small.points() == 12);
    CHECK(small.series() == 12);
    CHECK(small.variations[1].values.back() == 4096);
    CHECK(outlineOf(small, 144).rows() == 144); // nothing to leave out
    const SweepPlan series = planOf(scenario, {"workload.batch=1..1000:1000", "workload.prompt_tokens=1,512,4096"});
    CHECK(outlineOf(series, 144).series() == 3);
    CHECK(outlineOf(series, 144).points() == 48);
}

TEST_CASE("the way of a stage goes through the operations per byte and per second of its evaluations", "[studies]")
{
    const Scenario scenario = preset("llama-2-7b", "h100-sxm");
    const SweepPlan plan = planOf(scenario, {"workload.batch=1,8,64"});
    const std::vector<StageTrail> trails = trailsOf(plan, 33);
    REQUIRE(trails.size() == 2); // prefill and decode
    for (const StageTrail& trail : trails) {
        REQUIRE(trail.points.size() == 3);
        for (const TrailPoint& point : trail.points) {
            auto there = std::make_shared<Scenario>(scenario);
            there->workload.batch = point.value;
            const Evaluation e = evaluate(std::shared_ptr<const Scenario>(there));
            const StageTotals& totals = e.stages[trail.stage].totals;
            CHECK(point.intensity == totals.ops.inBaseUnits() / totals.bytes.inBaseUnits());
            CHECK(point.rate == totals.ops.inBaseUnits() / totals.time.inBaseUnits());
        }
    }
    CHECK(trails[1].points[2].intensity > 2 * trails[1].points[0].intensity); // decode: batch shares the weights
    CHECK(trailsOf(plan, 33, {.jobs = 1}) == trails);
    CHECK(trailsOf(planOf(scenario, {"deployment.weights=all"}), 33).empty());
}

TEST_CASE("of models and devices some can be swept, in any order, as if there were no others", "[studies]")
{
    const Scenario scenario = preset("llama-2-7b", "h100-sxm");
    const std::vector<Device> devices{devicePreset("h100-sxm"), devicePreset("a100-80gb"), devicePreset("rtx-4090")};
    SweepPlan plan{scenario, {variationOf(devices)}, {"latency"}};
    const SweepTable all = sweep(plan);
    plan.variations[0].values = {2, 1};
    const SweepTable some = sweep(plan);
    REQUIRE(some.size() == 2);
    CHECK(some.columns[0].values == std::vector<double>{all.columns[0].values[2], all.columns[0].values[1]});
    CHECK(all.columns[0].values[2] != all.columns[0].values[1]);
}

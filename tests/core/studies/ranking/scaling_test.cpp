#include "core/evaluate/evaluate.h"
#include "core/studies/ranking/scaling.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>

using namespace ridge;
using namespace ridge::test;

namespace {

ScalingPlan planOf(const Scenario& scenario, ScalingKind kind = ScalingKind::Strong, double most = 16)
{
    ScalingPlan plan{scenario, kind};
    plan.most = most;
    return plan;
}

const ScalingPoint& pointAt(const Scaling& scaling, double devices)
{
    return *std::ranges::find(scaling.points, devices, &ScalingPoint::devices);
}

double latencyWith(Scenario scenario, const Split& split)
{
    scenario.deployment.split = split;
    const Evaluation e = evaluate(scenario);
    return e.placement.fits ? e.latency().inBaseUnits() : 1e30;
}

/// Whether heads, layers, experts and batch go round, by what is known of Mixtral and Llama: 32 heads and 32 layers.
bool goesRound(const Split& split, double experts, double batch)
{
    const bool hasExperts = split.expert == 1 || split.expert <= experts;
    return 32 % int(split.tensor) == 0 && split.pipeline <= 32 && hasExperts && split.replicas() <= batch;
}

} // namespace

TEST_CASE("one device is no split, bit for bit, and as efficient as itself", "[split][scaling]")
{
    for (const char* id : {"llama-3-8b", "mixtral-8x7b", "resnet-50"}) {
        INFO(id);
        Scenario scenario = preset(id, "h100-sxm");
        for (const ScalingKind kind : {ScalingKind::Strong, ScalingKind::Weak}) {
            const Scaling scaling = scalingOf(planOf(scenario, kind, 4));
            CHECK(scaling.points.front().best == Split{});
            CHECK(scaling.points.front().time == metric(evaluate(scenario), "latency").value);
            CHECK(scaling.points.front().efficiency == 1.0);
        }
        const Scaling before = scalingOf(planOf(scenario));
        scenario.deployment.split.tensor = 4; // what it is now is not what it scales from
        CHECK(scalingOf(planOf(scenario)).points.front().time == before.points.front().time);
    }
}

TEST_CASE("no valid split is faster than the best, tried one after the other", "[split][scaling]")
{
    for (const auto& [id, experts] : {std::pair("llama-3-8b", 1.0), std::pair("mixtral-8x7b", 8.0)}) {
        const Scenario scenario = with(preset(id, "h200-sxm"), "workload.batch", "8");
        const Scaling scaling = scalingOf(planOf(scenario, ScalingKind::Strong, 8));
        for (const double n : {1.0, 2.0, 4.0, 8.0}) {
            const ScalingPoint& point = pointAt(scaling, n);
            REQUIRE(point.fits);
            CHECK(point.time == latencyWith(scenario, *point.best));
            for (const double t : {1.0, 2.0, 4.0, 8.0}) {
                for (const double p : {1.0, 2.0, 4.0, 8.0}) {
                    for (const double e : {1.0, 2.0, 4.0, 8.0}) {
                        Split split;
                        split.tensor = t, split.pipeline = p, split.expert = e, split.data = n / (t * p * e);
                        if (split.data < 1 || (experts == 1 && e > 1) || !goesRound(split, experts, 8)) {
                            continue;
                        }
                        INFO(id << " on " << n << ": " << wordsOf(split));
                        CHECK(latencyWith(scenario, split) >= point.time.value());
                    }
                }
            }
        }
    }
}

TEST_CASE("the same work on n devices is never more than n times as fast", "[split][scaling]")
{
    for (const char* id : {"llama-3-8b", "mixtral-8x7b", "bert-base", "resnet-50"}) {
        const Scenario scenario = with(preset(id, "h200-sxm"), "workload.batch", "16");
        for (const ScalingPoint& point : scalingOf(planOf(scenario, ScalingKind::Strong, 64)).points) {
            INFO(id << " on " << point.devices);
            if (point.time) {
                CHECK(*point.efficiency <= 1 + 1e-9);
                CHECK(*point.efficiency ==
                      Approx(latencyWith(scenario, {}) / (point.devices * *point.time)).epsilon(1e-12));
            }
        }
    }
}

TEST_CASE("as much work on each device takes replicas no longer, but for what training exchanges", "[split][scaling]")
{
    const Scenario scenario = with(preset("llama-3-8b", "h200-sxm"), "workload.batch", "2");
    const Scaling inference = scalingOf(planOf(scenario, ScalingKind::Weak));
    for (const ScalingPoint& point : inference.points) {
        INFO(point.devices);
        CHECK(point.batch == 2 * point.devices);
        CHECK(*point.efficiency >= 1); // replicas alone keep the time: they exchange nothing
        Scenario larger = scenario;
        larger.workload.batch = point.batch;
        CHECK(point.time == latencyWith(larger, *point.best));
    }
    CHECK_FALSE(inference.wall);
    const Scaling training =
        scalingOf(planOf(with(preset("resnet-50", "h200-sxm"), "workload.task", "training"), ScalingKind::Weak));
    CHECK(*pointAt(training, 16).efficiency < 1); // gradients are summed over all
}

TEST_CASE("the curve says where it fits, where the wall is, and from where devices idle", "[split][scaling]")
{
    // 405 GB · 2 bytes of weights over 141 GB: 5.7 devices, so 8 are the first power of two.
    const Scaling large = scalingOf(planOf(preset("llama-3.1-405b", "h200-sxm"), ScalingKind::Strong, 16));
    CHECK(large.fitsFrom == 8.0);
    CHECK_FALSE(pointAt(large, 4).fits);
    CHECK(pointAt(large, 16).fits);
    // 32 heads × 32 layers with a batch of one: 1024 devices have work, 2048 have not.
    ScalingPlan plan = planOf(preset("llama-3-8b", "h100-sxm"), ScalingKind::Strong, 4096);
    const Scaling small = scalingOf(plan);
    CHECK(small.fitsFrom == 1.0);
    CHECK(small.idleFrom == 2048.0);
    CHECK_FALSE(pointAt(small, 4096).best);
    CHECK(pointAt(small, 4096).refusal.find("experts") == std::string::npos); // it has none, which is no news
    CHECK(pointAt(small, 4096).refusal.ends_with('.'));
    REQUIRE(small.wall);
    for (const ScalingPoint& point : small.points) {
        INFO(point.devices);
        if (point.efficiency && point.devices >= *small.wall) {
            CHECK(*point.efficiency < 0.5);
        }
        if (point.devices == *small.wall / 2) {
            CHECK(*point.efficiency >= 0.5);
        }
    }
    CHECK(findingsOf(plan, small).size() == 2);
    plan.leastEfficiency = 1e-6;
    CHECK_FALSE(scalingOf(plan).wall);
}

TEST_CASE("one thread and many give the same curve", "[split][scaling]")
{
    const ScalingPlan plan = planOf(with(preset("mixtral-8x7b", "h100-sxm"), "workload.batch", "16"));
    const Scaling one = scalingOf(plan, {.jobs = 1}), many = scalingOf(plan, {.jobs = 7});
    REQUIRE(one.points.size() == many.points.size());
    for (std::size_t i = 0; i < one.points.size(); ++i) {
        CHECK(one.points[i].best == many.points[i].best);
        CHECK(one.points[i].time == many.points[i].time);
        CHECK(one.points[i].efficiency == many.points[i].efficiency);
    }
    std::stop_source stop;
    stop.request_stop();
    CHECK_FALSE(scalingOf(plan, {.jobs = 1, .stop = stop.get_token()}).complete);
}

TEST_CASE("what does not scale is refused in a sentence", "[split][scaling]")
{
    ScalingPlan plan = planOf(preset("llama-3-8b", "h100-sxm"));
    CHECK(refusalOf(plan).empty());
    plan.metric = "throughput";
    CHECK(refusalOf(plan) == "Scaling is of a time, such as latency or tpot; throughput is none.");
    plan.metric = "nothing";
    CHECK_FALSE(refusalOf(plan).empty());
}

TEST_CASE("splits that are left out are counted under their reasons", "[split][studies]")
{
    // 8 = TP · PP · DP with a batch of one: 10 ways, and each of them with 1, 2, 4 or 8 as EP that leaves DP · EP = 1.
    const SplitRanking found = rankSplits(preset("llama-3-8b", "h100-sxm"), 8, "latency");
    std::size_t refused = 0;
    for (const RefusedSplits& each : found.refused) {
        CHECK(each.reason.ends_with('.'));
        refused += each.count;
    }
    CHECK(refused == 20 - 4); // 2³ over four degrees: C(3 + 3, 3) = 20; TP and PP alone: 4
    CHECK(wordsOf(found.splits[found.ranking.rows.front().index]) == "TP 8+SP"); // norms of the prompt are shared
    CHECK(wordsOf({}) == "one device");
    Split pipeline;
    pipeline.pipeline = 2, pipeline.data = 4, pipeline.microBatches = 3;
    CHECK(wordsOf(pipeline) == "PP 2 × DP 4, m = 3");
    pipeline.tensor = 8, pipeline.sequence = true;
    CHECK(wordsOf(pipeline) == "TP 8+SP × PP 2 × DP 4, m = 3");
    Split alike;
    alike.sequence = true;  // one rank has all positions
    alike.microBatches = 3; // without a pipeline there are none
    CHECK(areAlike(alike, {}));
    alike.pipeline = 2;
    CHECK_FALSE(areAlike(alike, [&] {
        Split other = alike;
        other.microBatches = 1;
        return other;
    }()));
}

TEST_CASE("how far devices are counted is written as a range from one, and anything else is refused",
          "[split][studies]")
{
    CHECK(parseMostDevices("1..1024").value == 1024.0);
    CHECK(parseMostDevices("64").value == 64.0);
    CHECK(parseMostDevices("").value == ScalingPlan{}.most);
    for (const char* text : {"2..8", "1..", "..8", "0", "1..1.5", "1..200000", "1..8x2", "many", "1...8"}) {
        INFO(text);
        CHECK_FALSE(parseMostDevices(text).value);
        CHECK(parseMostDevices(text).problem.find("write 1..1024") != std::string::npos);
    }
    CHECK(deviceCounts(9) == std::vector<double>{1, 2, 4, 8});
    for (const ScalingKind kind : {ScalingKind::Strong, ScalingKind::Weak}) {
        CHECK(scalingCalled(idOf(kind)) == kind);
    }
    CHECK_FALSE(scalingCalled("workload.batch"));
}

TEST_CASE("however devices share a scenario, its curve is the same", "[split][studies]")
{
    const Scenario alone = preset("llama-3-8b", "h100-sxm");
    Scenario shared = alone;
    shared.deployment.split = {.data = 2, .tensor = 4, .pipeline = 2, .microBatches = 4, .sequence = true};
    CHECK(scalingPlan(alone, ScalingKind::Weak, "tpot") == scalingPlan(shared, ScalingKind::Weak, "tpot"));
}

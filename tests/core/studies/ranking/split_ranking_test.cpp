#include "core/evaluate/evaluate.h"
#include "core/studies/ranking/ranking.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <set>
#include <tuple>

using namespace ridge;
using namespace ridge::test;

namespace {

auto degreesOf(const Split& s) { return std::tuple(s.tensor, s.pipeline, s.data, s.expert, s.microBatches); }

} // namespace

TEST_CASE("every way to share the work among some devices is tried once, and keeps all of them busy",
          "[split][studies]")
{
    for (const char* id : {"llama-3-8b", "mixtral-8x7b", "resnet-50"}) {
        const Scenario scenario = with(preset(id, "h100-sxm"), "workload.batch", "16");
        for (const double devices : {1.0, 6.0, 8.0, 16.0}) {
            INFO(id << " on " << devices);
            std::set<std::tuple<double, double, double, double, double>> all;
            for (const Split& split : splitsOf(scenario, devices).splits) {
                CHECK(split.devices() == devices);
                CHECK(all.insert(degreesOf(split)).second);
                CHECK(split.replicas() <= 16);
            }
        }
    }
    // 32 heads and a batch of one: 8 = TP × PP, which also divides 32 layers.
    CHECK(splitsOf(preset("llama-3-8b", "h100-sxm"), 8).splits.size() == 4);
}

TEST_CASE("the best split is the one that plain evaluation finds best", "[split][studies]")
{
    const Scenario scenario = with(preset("mixtral-8x7b", "h100-sxm"), "workload.batch", "32");
    for (const char* by : {"latency", "throughput", "tpot"}) {
        INFO(by);
        const SplitRanking found = rankSplits(scenario, 8, by);
        REQUIRE(found.ranking.rows.size() == found.splits.size());
        std::vector<double> values;
        for (const Split& split : found.splits) {
            Scenario one = scenario;
            one.deployment.split = split;
            const Evaluation e = evaluate(one);
            values.push_back(e.placement.fits ? metric(e, by).value.value() : -1);
        }
        std::erase(values, -1);
        const double best = std::string_view(by) == "throughput" ? *std::ranges::max_element(values)
                                                                 : *std::ranges::min_element(values);
        CHECK(found.ranking.rows.front().values.front().value == best);
    }
}

TEST_CASE("one token after the other is generated fastest by tensor ranks, not by a pipeline", "[split][studies]")
{
    const SplitRanking found = rankSplits(preset("llama-3-8b", "h100-sxm"), 8, "tpot");
    CHECK(degreesOf(found.splits[found.ranking.rows.front().index]) == std::tuple(8.0, 1.0, 1.0, 1.0, 1.0));
    CHECK(degreesOf(found.splits[found.ranking.rows.back().index]) == std::tuple(1.0, 8.0, 1.0, 1.0, 1.0));
}

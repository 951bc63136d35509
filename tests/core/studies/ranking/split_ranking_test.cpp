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

auto degreesOf(const Split& s)
{
    return std::tuple(s.tensor, s.sequence, s.pipeline, s.data, s.expert, s.microBatches);
}

/// What a rank does and keeps, all of it.
auto numbersOf(Scenario scenario, const Split& split)
{
    scenario.deployment.split = split;
    const Evaluation e = evaluate(scenario);
    return std::pair(metric(e, "latency").value, metric(e, "memory_footprint").value);
}

} // namespace

TEST_CASE("every way to share the work among some devices is tried once, and keeps all of them busy",
          "[split][studies]")
{
    for (const char* id : {"llama-3-8b", "mixtral-8x7b", "resnet-50"}) {
        const Scenario scenario = with(preset(id, "h100-sxm"), "workload.batch", "16");
        for (const double devices : {1.0, 6.0, 8.0, 16.0}) {
            INFO(id << " on " << devices);
            std::set<decltype(degreesOf({}))> all;
            for (const Split& split : splitsOf(scenario, devices).splits) {
                CHECK(split.devices() == devices);
                CHECK(all.insert(degreesOf(split)).second);
                CHECK((split.tensor > 1 || !split.sequence));
                CHECK(split.replicas() <= 16);
            }
        }
    }
    // 32 heads and a batch of one: 8 = TP × PP, which also divides 32 layers; TP 2, 4 and 8 without and with SP.
    CHECK(splitsOf(preset("llama-3-8b", "h100-sxm"), 8).splits.size() == 4 + 3);
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
    CHECK(degreesOf(found.splits[found.ranking.rows.front().index]) == std::tuple(8.0, false, 1.0, 1.0, 1.0, 1.0));
    CHECK(degreesOf(found.splits[found.ranking.rows.back().index]) == std::tuple(1.0, false, 8.0, 1.0, 1.0, 1.0));
}

TEST_CASE("tensor ranks share positions in a split of its own wherever that changes what a rank does",
          "[split][sequence][studies]")
{
    for (const auto& [id, prompt] : {std::pair("llama-3-8b", "512"), std::pair("llama-3-8b", "4"),
                                     std::pair("bert-base", ""), std::pair("vit-b-16", ""), std::pair("sd-1.5", "")}) {
        Scenario scenario = preset(id, "h100-sxm");
        if (*prompt != '\0') {
            scenario = with(scenario, "workload.prompt_tokens", prompt);
        }
        const std::vector<Split> all = splitsOf(scenario, 8).splits;
        for (Split split : all) {
            INFO(id << " " << prompt << ": " << wordsOf(split));
            const auto alone = numbersOf(scenario, split);
            split.sequence = !split.sequence;
            const bool isTried = std::ranges::find(all, split) != all.end();
            CHECK(isTried == (numbersOf(scenario, split) != alone));
        }
    }
}

TEST_CASE("a prompt of fewer positions than ranks is as the scenario has it, and equals without come first",
          "[split][sequence][studies]")
{
    Scenario scenario = with(preset("llama-3-8b", "h100-sxm"), "workload.prompt_tokens", "4");
    scenario.deployment.split.tensor = 8, scenario.deployment.split.sequence = true;
    std::size_t ofEight = 0;
    for (const Split& split : splitsOf(scenario, 8).splits) {
        if (split.tensor == 8) { // 4 positions
            ++ofEight;
            CHECK(areAlike(split, scenario.deployment.split));
        }
    }
    CHECK(ofEight == 1);
    const SplitRanking found = rankSplits(preset("llama-3-8b", "h100-sxm"), 8, "tpot"); // of one position a step
    for (std::size_t i = 0; i + 1 < found.ranking.rows.size(); i += 2) {
        Split first = found.splits[found.ranking.rows[i].index];
        CHECK_FALSE(first.sequence);
        first.sequence = true;
        CHECK(first == found.splits[found.ranking.rows[i + 1].index]);
    }
}

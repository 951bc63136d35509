#include "core/evaluate/evaluate.h"
#include "core/studies/search/every_way.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <tuple>

using namespace ridge;
using namespace ridge::test;

namespace {

Target target(std::string_view text) { return parseTarget(text).value.value(); }

Scenario changed(Scenario scenario, const Way& way)
{
    for (const Way::Setting& setting : way.settings) {
        setting.row.set(scenario, setting.after);
    }
    return scenario;
}

} // namespace

TEST_CASE("each way reaches the target alone, and the least is named first", "[studies][ways]")
{
    // So much of what each is now: a little less where less is better, a little more where more is.
    const std::tuple<Scenario, const char*, double> cases[] = {
        {preset("llama-2-7b", "h100-sxm"), "tpot<=1s", 0.7},
        {preset("llama-2-7b", "rtx-4090"), "memory_headroom>=0", 1.2},
        {preset("resnet-50", "h100-sxm"), "energy_per_inference<=1J", 0.8},
        {preset("sd-1.5", "rtx-4090"), "latency<=1s", 0.7},
        {preset("mlperf-tiny-ds-cnn", "stm32f746"), "latency<=1s", 0.9},
    };
    for (const auto& [scenario, text, share] : cases) {
        Target wanted = target(text);
        wanted.limit = metricOf(evaluate(scenario), wanted.metric->id) * share;
        const EveryWay all = everyWay(scenario, wanted);
        INFO(scenario.model.name << ", " << text);
        CHECK_FALSE(all.isMet);
        CHECK(all.ways.size() >= 3);
        for (std::size_t i = 0; i < all.ways.size(); ++i) {
            const Way& way = all.ways[i];
            const Evaluation e = evaluate(changed(scenario, way));
            INFO(way.change());
            CHECK(metric(e, all.target.metric->id).value == way.value);
            CHECK(all.target.isMetBy(way.value));
            CHECK(e.placement.fits == way.fits);
            CHECK(way.settings.back().before != way.settings.back().after);
            CHECK((i == 0 || all.ways[i - 1].distance <= way.distance));
        }
        CHECK(std::ranges::none_of(all.ways, [](const Way& way) {
            return way.settings.back().row.section == Section::Convention; // counting otherwise is no change
        }));
    }
}

TEST_CASE("a lever at rest is pulled as it stands where that is enough, else with its first number", "[studies][ways]")
{
    // A quarter of the heads keep a quarter of the cache by themselves; a smaller share takes fewer of them.
    const Scenario scenario = preset("llama-2-7b", "h100-sxm");
    const double cache = metricOf(evaluate(scenario), "kv_cache");
    const auto pulled = [&](double share) {
        Target less = target("kv_cache<=1B");
        less.limit = cache * share;
        for (const Way& way : everyWay(scenario, less).ways) {
            if (way.kind == Way::Kind::Lever && way.settings.front().row.id == "lever.gqa") {
                return way;
            }
        }
        return Way();
    };
    const Way quarter = pulled(0.25), eighth = pulled(0.125);
    REQUIRE(quarter.settings.size() == 1);
    CHECK(quarter.value == cache / 4);
    REQUIRE(eighth.settings.size() == 2);
    CHECK(eighth.settings[1].row.id == "lever.gqa.kv_heads");
    CHECK(eighth.settings[1].before == 8);
    CHECK(eighth.settings[1].after == 4);
    CHECK(eighth.change().starts_with("Grouped-query attention, "));
}

TEST_CASE("of a target that is met it says how far each number may go alone", "[studies][ways]")
{
    const Scenario scenario = preset("llama-3-8b", "h100-sxm");
    const Target aim = target("tpot<=20ms");
    const EveryWay met = everyWay(scenario, aim);
    REQUIRE(met.isMet);
    REQUIRE_FALSE(met.ways.empty());
    const auto reached = [&](const Way& way, double value) {
        Scenario there = scenario;
        way.settings.back().row.set(there, value);
        return metricOf(evaluate(there), "tpot");
    };
    bool hasBatch = false;
    for (const Way& way : met.ways) {
        REQUIRE(way.settings.size() == 1);
        const Way::Setting& setting = way.settings.front();
        INFO(setting.row.id << " " << setting.after);
        CHECK(aim.isMetBy(reached(way, setting.after)));
        if (setting.row.id == "workload.batch") { // "what batch for 20 ms?"
            hasBatch = true;
            CHECK(setting.after > setting.before);
            CHECK_FALSE(aim.isMetBy(reached(way, setting.after + 1)));
        }
    }
    CHECK(hasBatch);
}

TEST_CASE("digits of a way are as few as reach the target", "[studies][ways]")
{
    const EveryWay found = everyWay(preset("llama-3-8b", "h100-sxm"), target("tpot<=3ms"));
    std::size_t numbers = 0;
    for (const Way& way : found.ways) {
        const Way::Setting& setting = way.settings.back();
        if (way.kind == Way::Kind::Number && !setting.row.integral) {
            ++numbers;
            std::string digits = formatForField(setting.after, Unit::Count);
            digits.erase(std::remove_if(digits.begin(), digits.end(), [](char c) { return c < '0' || c > '9'; }),
                         digits.end());
            digits.erase(0, digits.find_first_not_of('0'));
            digits.erase(digits.find_last_not_of('0') + 1);
            INFO(way.change());
            CHECK(digits.size() <= 5);
        }
        CHECK(way.settings.back().row.id != "deployment.split.expert"); // it has no experts
    }
    CHECK(numbers > 0);
}

TEST_CASE("a target that nothing reaches has no way", "[studies][ways]")
{
    const Scenario scenario = preset("llama-2-7b", "h100-sxm");
    const EveryWay never = everyWay(scenario, target("tpot<0"));
    CHECK(never.ways.empty());
    CHECK(never.misses.size() > 20);
    const EveryWay absent = everyWay(preset("resnet-50", "h100-sxm"), target("tpot<=1s"));
    CHECK(absent.ways.empty());
    CHECK_FALSE(absent.now.value);
}

TEST_CASE("one thread and many reach a target in the same ways", "[studies][ways]")
{
    const Scenario scenario = preset("llama-2-7b", "h100-sxm");
    const auto texts = [&](unsigned jobs) {
        std::vector<std::string> all;
        for (const Way& way : everyWay(scenario, target("tpot<=3ms"), {jobs, {}, {}}).ways) {
            all.push_back(way.change() + std::to_string(way.distance));
        }
        return all;
    };
    CHECK(texts(1) == texts(4));
}

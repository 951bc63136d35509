#include "core/studies/what_would_help.h"

#include "core/evaluate/evaluate.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <cmath>
#include <set>

using namespace ridge;
using namespace ridge::test;

namespace {

std::vector<Help> helpFor(const Scenario& scenario)
{
    return whatWouldHelp(std::make_shared<const Scenario>(scenario));
}

const Help* titled(const std::vector<Help>& all, std::string_view title)
{
    const auto found = std::ranges::find_if(all, [title](const Help& help) { return help.title == title; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace

TEST_CASE("narrower weights are told with what they give here and what they cost", "[studies]")
{
    const Scenario s = preset("llama-2-7b", "h100-sxm");
    const std::vector<Help> all = helpFor(s);
    const Help* help = titled(all, "4-bit weights and an 8-bit cache");
    help = help ? help : titled(all, "4-bit weights");
    REQUIRE(help);
    CHECK(help->settings.at("deployment.weights") == "int4-group");
    const Evaluation now = evaluate(s), there = evaluate(helped(s, *help));
    const double faster = metricOf(now, "tpot") / metricOf(there, "tpot");
    CHECK(faster > 2.5); // 16 bits against 4.125, of which the head and embeddings keep theirs
    const std::string start = help->title + ": decode ";
    REQUIRE(help->sentence.starts_with(start));
    CHECK(std::abs(std::stod(help->sentence.substr(start.size())) / faster - 1) < 0.005); // three digits
    CHECK(help->sentence.find("× faster, ") != std::string::npos);
    const double saved = metricOf(now, "memory_footprint") - metricOf(there, "memory_footprint");
    CHECK(help->sentence.find(format(saved, Unit::Bytes, now.numberStyle()) + " less") != std::string::npos);
    CHECK(help->sentence.ends_with("; accuracy: moderate."));
}

TEST_CASE("levers help with their caveat, and their button pulls them", "[studies]")
{
    // Long requests: most of what decode reads is the cache.
    const Scenario s =
        with(with(preset("llama-2-7b", "h100-sxm"), "workload.prompt_tokens", "4000"), "workload.batch", "16");
    const std::vector<Help> all = helpFor(s);
    const Help* help = titled(all, "Grouped-query attention");
    REQUIRE(help);
    CHECK(help->settings.at("lever.gqa") == "on");
    CHECK(helped(s, *help) == with(s, "lever.gqa", "on"));
    CHECK(help->sentence.ends_with("; needs uptraining with about 5 % of the pre-training compute."));
    CHECK_FALSE(titled(helpFor(helped(s, *help)), "Grouped-query attention")); // it is pulled
}

TEST_CASE("a larger batch helps up to where arithmetic limits, as far as it fits", "[studies]")
{
    const Scenario s = preset("llama-2-7b", "h100-sxm");
    const std::vector<Help> all = helpFor(s);
    const auto help =
        std::ranges::find_if(all, [](const Help& each) { return each.settings.contains("workload.batch"); });
    REQUIRE(help != all.end());
    const Scenario there = helped(s, *help);
    CHECK(there.workload.batch > s.workload.batch);
    CHECK(evaluate(there).placement.fits);
    const double gain = metricOf(evaluate(there), "tokens_per_second") / metricOf(evaluate(s), "tokens_per_second");
    CHECK(gain > 1);
    CHECK(help->sentence.find("the throughput") != std::string::npos);
}

TEST_CASE("what does not fit is helped first by what makes it fit", "[studies]")
{
    const Scenario s = preset("llama-2-70b", "h100-sxm"); // 138 GB of weights for 80
    REQUIRE_FALSE(evaluate(s).placement.fits);
    const std::vector<Help> all = helpFor(s);
    REQUIRE_FALSE(all.empty());
    CHECK(evaluate(helped(s, all.front())).placement.fits);
    CHECK(all.front().sentence.find(": fits, ") != std::string::npos);
}

TEST_CASE("of every preset: at most five, each gains what it says, and none takes away what fits", "[studies]")
{
    for (const NamedScenario& one : presetScenarios()) {
        INFO(one.name);
        const std::vector<Help> all = helpFor(one.scenario);
        CHECK(all.size() <= mostHelp);
        CHECK(std::ranges::is_sorted(all, std::ranges::greater(), &Help::gain));
        const Evaluation now = evaluate(one.scenario);
        std::set<std::string> titles;
        for (const Help& help : all) {
            INFO(help.sentence);
            CHECK(titles.insert(help.title).second);
            CHECK(help.gain > 0);
            const Scenario changed = helped(one.scenario, help);
            CHECK(changed != one.scenario);
            const Evaluation there = evaluate(changed);
            CHECK((there.placement.fits || !now.placement.fits));
            const double speed = now.latency() / there.latency() * changed.workload.batch / one.scenario.workload.batch;
            const double memory = metricOf(now, "memory_footprint") / metricOf(there, "memory_footprint");
            CHECK((speed >= 1.02 || memory >= 1.02));
        }
    }
}

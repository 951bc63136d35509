#include "core/studies/waterfall.h"

#include "core/evaluate/evaluate.h"
#include "core/studies/lever_gains.h"
#include "core/studies/pulled_levers.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <cmath>

using namespace ridge;
using namespace ridge::test;

namespace {

Waterfall fallOf(const Scenario& scenario, std::string_view metric)
{
    return waterfall(std::make_shared<const Scenario>(scenario), metric);
}

double valueOf(const Scenario& scenario, std::string_view id) { return metricOf(evaluate(scenario), id); }

} // namespace

TEST_CASE("a waterfall has a step for each pulled lever in the order in which they are applied", "[studies][levers]")
{
    const Scenario stack = with(preset("llama-2-7b", "h100-sxm"), "lever.gqa", "on");
    const Scenario fused = with(stack, "lever.gqa", "off");
    const Scenario none = with(fused, "deployment.fusion", "none");
    const Waterfall fall = fallOf(stack, "latency");
    REQUIRE(fall.steps.size() == 2);
    CHECK(std::string(fall.steps[0].lever->id) == "gqa"); // shapes before schedules
    CHECK(std::string(fall.steps[1].lever->id) == "fusion");
    CHECK(fall.before == valueOf(none, "latency"));
    CHECK(fall.steps[0].before == fall.before);
    CHECK(fall.steps[0].after == valueOf(with(none, "lever.gqa", "on"), "latency"));
    CHECK(fall.steps[1].before == fall.steps[0].after);
    CHECK(fall.steps[1].after == fall.after);
    CHECK(fall.after == valueOf(stack, "latency"));
    CHECK(fall.steps[0].leftOut == valueOf(fused, "latency"));
    CHECK(fall.steps[1].leftOut == valueOf(with(none, "lever.gqa", "on"), "latency"));
}

TEST_CASE("a waterfall says whether its levers share gains", "[studies][levers]")
{
    const Scenario stack = with(preset("llama-2-7b", "h100-sxm"), "lever.gqa", "on");
    // Of the cache, fusion takes nothing and grouping a quarter is left: 8 of 32 heads.
    const Waterfall cache = fallOf(stack, "kv_cache");
    CHECK(cache.after == cache.before * 8 / 32);
    CHECK(cache.isIndependent());
    CHECK(cache.steps[1].inOrder() == 0);
    CHECK(cache.sentence({}).find("−75 %: Grouped-query attention −75 %.") != std::string::npos);
    CHECK(cache.sentence({}).find("Fusion") == std::string::npos); // it does nothing to it
    // Convolutions that Winograd computes are no longer the same share of a run whose traffic was not fused.
    const Scenario convolutions = with(preset("resnet-50", "h100-sxm"), "deployment.winograd", "f2");
    const Waterfall time = fallOf(convolutions, "latency");
    REQUIRE(time.steps.size() == 2);
    const bool sameShare =
        std::fabs(time.steps[1].after / time.steps[1].before - time.after / time.steps[1].leftOut) <= 1e-9;
    CHECK(sameShare); // the last of the order is the one that is left out alone: by definition
    CHECK(time.isIndependent() == time.isIndependent(time.steps[0]));
    const std::string said = time.sentence({});
    CHECK((said.find("wherever it stands") != std::string::npos) == time.isIndependent());
    CHECK((said.find("share gains") != std::string::npos) == !time.isIndependent());
}

TEST_CASE("a waterfall without levers or without the metric says so", "[studies][levers]")
{
    const Scenario none = with(preset("resnet-50", "h100-sxm"), "deployment.fusion", "none");
    CHECK(fallOf(none, "latency").steps.empty());
    CHECK(fallOf(none, "latency").sentence({}) == "No lever is pulled.");
    const Waterfall cache = fallOf(preset("resnet-50", "h100-sxm"), "kv_cache");
    CHECK(cache.sentence({}).starts_with("KV cache: "));
    CHECK(fallOf(none, "no_such").absent == "There is no metric no_such.");
}

TEST_CASE("the steps of every stack add up to it, whatever metric is asked", "[studies][levers]")
{
    for (const char* model : {"llama-2-7b", "resnet-50", "mobilenet-v2", "vit-b-16"}) {
        Scenario stack = preset(model, "h100-sxm");
        for (const LeverText* lever : leverTexts()) {
            stack = refusalOf(stack, *lever).empty() ? switched(stack, *lever, true) : stack;
        }
        for (const std::string_view id : gainMetrics) {
            INFO(model << " " << id);
            const Waterfall fall = fallOf(stack, id);
            if (!fall.absent.empty()) {
                continue;
            }
            double sum = fall.before;
            for (const WaterfallStep& step : fall.steps) {
                sum += step.inOrder();
            }
            CHECK(std::fabs(sum - fall.after) <= 1e-12 * std::max(fall.before, fall.after));
            CHECK(fall.after == valueOf(stack, id));
        }
    }
}

TEST_CASE("two levers give the same, whichever was switched on first", "[studies][levers]")
{
    for (const char* model : {"llama-2-7b", "mobilenet-v2", "vit-b-16", "resnet-50"}) {
        const Scenario plain = preset(model, "h100-sxm");
        for (const LeverText* first : leverTexts()) {
            for (const LeverText* second : leverTexts()) {
                if (first >= second || !refusalOf(plain, *first).empty() || !refusalOf(plain, *second).empty() ||
                    !refusalOf(switched(plain, *first, true), *second).empty() ||
                    !refusalOf(switched(plain, *second, true), *first).empty()) { // one or the other
                    continue;
                }
                INFO(model << ": " << first->id << " and " << second->id);
                const auto one =
                    std::make_shared<const Scenario>(switched(switched(plain, *first, true), *second, true));
                const auto other =
                    std::make_shared<const Scenario>(switched(switched(plain, *second, true), *first, true));
                const Evaluation a = assess(one, gainMetrics), b = assess(other, gainMetrics);
                CHECK(*one == *other);
                CHECK(*a.scenario == *b.scenario);
                for (const std::string_view id : gainMetrics) {
                    CHECK(metric(a, id).value == metric(b, id).value);
                }
            }
        }
    }
}

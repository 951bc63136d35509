#include "core/studies/memory/arena_table.h"

#include "core/evaluate/evaluate.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>

namespace ridge {
namespace {

using namespace test;

std::shared_ptr<const ArenaTable> tableOf(const Scenario& scenario, double alignment = 0)
{
    const Evaluation e = evaluate(scenario);
    return arenaTable(e.chosen, e.program.stages[stageOfPeak(e)].name, alignment);
}

const ArenaChange& changeBy(const ArenaTable& table, std::string_view lever)
{
    const auto found =
        std::ranges::find_if(table.changes, [lever](const auto& each) { return each.lever->id == lever; });
    REQUIRE(found != table.changes.end());
    return *found;
}

TEST_CASE("the table tries every lever that changes the memory plan, each by itself", "[memory][arena]")
{
    const Scenario s = preset("mobilenet-v2", "stm32f746");
    const auto table = tableOf(s);
    REQUIRE(table->sizes.size() == arenaPlanners().size());
    const ArenaChange& inPlace = changeBy(*table, "in_place");
    CHECK_FALSE(inPlace.isPulled);
    CHECK(inPlace.reason.empty());
    const auto pulled = tableOf(with(s, "deployment.in_place_depthwise", "yes"));
    CHECK(inPlace.bound == pulled->bound);
    CHECK(inPlace.sizes == pulled->sizes);
    CHECK(inPlace.bound < table->bound);
    const ArenaChange& back = changeBy(*pulled, "in_place"); // the same step the other way round
    CHECK(back.isPulled);
    CHECK(back.sizes == table->sizes);
}

TEST_CASE("what finds nothing to change in the arena says so", "[memory][arena]")
{
    const auto chain = tableOf(preset("vgg-16", "stm32f746")); // no branches, and no depthwise convolution
    CHECK_FALSE(changeBy(*chain, "operator_order").reason.empty());
    CHECK_FALSE(changeBy(*chain, "in_place").reason.empty());
    const auto decoder = tableOf(preset("llama-3-8b", "h100-sxm"));
    CHECK(decoder->stage == "prefill"); // a token alone needs less than the whole prompt
    CHECK(changeBy(*decoder, "patch_based").reason == "the model is no list of layers");
}

TEST_CASE("an alignment makes no plan smaller than its bound, and the table is that of the metrics without one",
          "[memory][arena]")
{
    const Scenario s = preset("resnet-50", "h100-sxm");
    const auto exact = tableOf(s), aligned = tableOf(s, 4096);
    CHECK(exact->sizes.front() == metricOf(evaluate(s), "arena_size"));
    CHECK(aligned->bound >= exact->bound);
    for (const double size : aligned->sizes) {
        CHECK(size >= aligned->bound);
    }
    std::stop_source stop;
    stop.request_stop();
    CHECK(arenaTable(evaluate(s).chosen, exact->stage, 0, {.jobs = 1, .stop = stop.get_token()}) == nullptr);
}

} // namespace
} // namespace ridge

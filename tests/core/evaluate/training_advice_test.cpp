// What is said of a step of training that does not fit, and the batch that would.

#include "core/analysis/groups.h"
#include "core/evaluate/evaluate.h"
#include "core/studies/what_would_help.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <cmath>

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

Scenario step(const char* batch, const char* shared)
{
    Scenario s = with(preset("llama-3-8b", "h100-sxm"), "workload.task", "training");
    s = with(with(s, "workload.batch", batch), "deployment.split.data", "8");
    return with(s, "deployment.split.sharded", shared);
}

bool fitsWith(Scenario s, double batch)
{
    s.workload.batch = batch;
    return evaluate(s).placement.fits;
}

} // namespace

TEST_CASE("the largest batch of a step of training fits, whatever batch it was worked out at", "[training][batch]")
{
    for (const char* batch : {"1", "8", "20", "24", "32"}) {
        INFO("batch " << batch);
        const Scenario s = step(batch, "weights");
        const double most = metricOf(evaluate(s), "max_batch");
        REQUIRE(most >= 8);
        CHECK(std::fmod(most, 8) == 0); // each replica has as many
        CHECK(fitsWith(s, most));
        CHECK_FALSE(fitsWith(s, 2 * most));
    }
}

TEST_CASE("replicas multiply the batch that fits", "[batch][split]")
{
    const Scenario one = with(preset("llama-3-8b", "h100-sxm"), "workload.batch", "1");
    const double alone = metricOf(evaluate(one), "max_batch");
    for (const char* replicas : {"2", "4", "16"}) {
        const Scenario shared = with(one, "deployment.split.data", replicas);
        CHECK(metricOf(evaluate(shared), "max_batch") == std::stod(replicas) * alone);
        CHECK(fitsWith(shared, std::stod(replicas) * alone));
        CHECK_FALSE(fitsWith(shared, std::stod(replicas) * alone + 1));
    }
}

TEST_CASE("a step that does not fit is told what would, and it does", "[training][advice]")
{
    // 8.03 G parameters at 18 bytes each are 145 GB on every replica, whatever the batch.
    const Evaluation e = evaluate(step("8", "nothing"));
    REQUIRE_FALSE(e.placement.fits);
    CHECK_THAT(e.placement.shortage, ContainsSubstring("optimizer state"));
    CHECK_THAT(e.verdict.sentence,
               ContainsSubstring("ZeRO") && !ContainsSubstring("4-bit") && !ContainsSubstring("cache"));
    // Of all that would fit the fastest is advised: what is gathered for every layer costs more than what is not.
    double least = 0;
    std::string fastest;
    for (const auto& [id, words] : {std::pair("optimizer", "ZeRO 1"), {"gradients", "ZeRO 2"}, {"weights", "ZeRO 3"}}) {
        const Evaluation there = evaluate(step("8", id));
        const double time = metricOf(there, "latency");
        if (there.placement.fits && (fastest.empty() || time < least)) {
            least = time;
            fastest = words;
        }
    }
    REQUIRE_FALSE(fastest.empty());
    CHECK_THAT(e.verdict.sentence, ContainsSubstring(fastest) && !ContainsSubstring("recomputation"));
    const std::vector<Help> help = whatWouldHelp(e.chosen);
    const auto shares =
        std::ranges::find_if(help, [](const Help& each) { return each.title.find("ZeRO") != std::string::npos; });
    REQUIRE(shares != help.end());
    CHECK_THAT(shares->sentence, ContainsSubstring("fits"));
    CHECK(evaluate(helped(*e.chosen, *shares)).placement.fits);
}

TEST_CASE("a step whose activations are too many is told to compute them again", "[training][advice]")
{
    Scenario s = step("64", "weights");
    const Evaluation e = evaluate(s);
    REQUIRE_FALSE(e.placement.fits);
    CHECK_THAT(e.verdict.sentence, ContainsSubstring("a batch of ") || ContainsSubstring("recomputation"));
    const std::string words = e.verdict.sentence;
    if (const std::size_t at = words.find("a batch of "); at != std::string::npos) {
        CHECK(fitsWith(s, std::stod(words.substr(at + 11))));
    }
}

TEST_CASE("groups of operators take all the energy of all devices", "[energy][split]")
{
    for (const Split& split : {Split{}, Split{.tensor = 4}, Split{.data = 3}, Split{.data = 2, .pipeline = 2},
                               Split{.tensor = 2, .pipeline = 4, .microBatches = 2}}) {
        Scenario s = with(preset("llama-3-8b", "h100-sxm"), "workload.batch", "5");
        s.deployment.split = split;
        const Evaluation e = evaluate(s);
        double sum = 0;
        for (const OperatorGroup& group : energyByGroup(e, 100)) {
            sum += group.total();
        }
        INFO("devices " << split.devices());
        CHECK(sum * s.environment.pue == Approx(metricOf(e, "energy_batch")).epsilon(1e-9));
    }
}

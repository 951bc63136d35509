#include "core/studies/reach.h"

#include "core/evaluate/evaluate.h"
#include "tests/support/catch.h"
#include "tests/support/layers.h"
#include "tests/support/scenarios.h"

namespace ridge {
namespace {

using namespace test;

/// One convolution of 1024×1024 channels, 1×1, on a map of one pixel, in BF16: with a batch of b 2·b·1024² operations
/// and 2·(1024² + 2·b·1024) bytes, that is b·1024 / (1024 + 2b) operations per byte: 512 at most.
Scenario matrix()
{
    LayerList list;
    list.inputChannels = 1024;
    list.inputHeight = list.inputWidth = 1;
    Layer one = layer("matrix", LayerKind::Conv, 1024);
    one.bias = false;
    list.blocks.push_back(block("body", {one}));
    Scenario s = scenarioOf(list);
    s.workload.batch = 4;
    return s;
}

double inBatches(double batch) { return batch * 1024 / (1024 + 2 * batch); }

Parameter rowOf(const Scenario& s, const char* id)
{
    const auto row = findParameter(s, id);
    REQUIRE(row);
    return *row;
}

TEST_CASE("a stage's intensity is its operations over its bytes", "[reach]")
{
    const Evaluation e = evaluate(matrix());
    CHECK(*intensityOf(e, 0) == Approx(inBatches(4)));
    CHECK_FALSE(intensityOf(e, 1));
}

TEST_CASE("the batch is found at which a stage has the intensity nearest to the wanted one", "[reach]")
{
    // 128 = b·1024 / (1024 + 2b) at b = 170.67; 170 gives 127.6, 171 gives 128.2: by ratio the second is nearer.
    const Scenario s = matrix();
    const Parameter batch = rowOf(s, "workload.batch");
    const auto reached = reachIntensity(s, batch, 0, 128);
    REQUIRE(reached);
    CHECK(reached->value == 171);
    CHECK(reached->intensity == Approx(inBatches(171)));
    // Against trying each: the same for every wanted intensity, also below where it began.
    for (const double wanted : {0.2, 1.0, 3.3, 4.1, 17.0, 64.0, 200.0, 333.0}) {
        double best = 1;
        for (double b = 1; b <= 2048; ++b) {
            const auto off = [&](double at) { return std::fabs(std::log(inBatches(at) / wanted)); };
            best = off(b) < off(best) ? b : best;
        }
        CAPTURE(wanted);
        CHECK(reachIntensity(s, batch, 0, wanted)->value == best);
    }
}

TEST_CASE("an intensity beyond what the parameter can reach ends at a value that still moves it", "[reach]")
{
    // 512 is never reached. From b to 2b the intensity grows by (1024 + 2b) / (1024 + 4b) · 2: by less than half a
    // percent from about 5·10⁴ on; the largest batch there is would be no answer.
    const Scenario s = matrix();
    const Parameter batch = rowOf(s, "workload.batch");
    const auto reached = reachIntensity(s, batch, 0, 600);
    REQUIRE(reached);
    CHECK(reached->value >= 5e4);
    CHECK(reached->value <= std::min(1.1e5, batch.maximum));
    CHECK(reached->intensity > 0.98 * 512);
    CHECK(reachIntensity(s, batch, 0, 1e-6)->value == batch.minimum);
}

TEST_CASE("of formats the one is chosen that comes nearest, and steps go to the next on that side", "[reach]")
{
    // Batch 4 moves 2·1024² bytes of weights and 16 kB: about 4 operations per byte. A quarter of the weights makes
    // nearly 16 of it, half of them nearly 8.
    const Scenario s = matrix();
    const Parameter weights = rowOf(s, "deployment.weights");
    const auto bitsAt = [&](const Reached& at) {
        Scenario there = s;
        weights.set(there, at.value);
        return infoOf(there.deployment.weights).bits;
    };
    const auto near8 = reachIntensity(s, weights, 0, 8);
    REQUIRE(near8);
    CHECK(bitsAt(*near8) == 8);
    const auto next = stepIntensity(s, weights, 0, true, 0.01);
    REQUIRE(next);
    CHECK(next->intensity > inBatches(4));
    const auto wider = stepIntensity(s, weights, 0, false, 0.01);
    REQUIRE(wider);
    CHECK(bitsAt(*wider) > 16);

    const Parameter batch = rowOf(s, "workload.batch");
    CHECK(stepIntensity(s, batch, 0, true, 0.01)->value == 5); // at least one
    CHECK(stepIntensity(s, batch, 0, false, 0.01)->value == 3);
    CHECK(stepIntensity(with(s, "workload.batch", "1000"), batch, 0, true, 0.01)->value == 1010);
    CHECK_FALSE(stepIntensity(with(s, "workload.batch", "1"), batch, 0, false, 0.01));
}

TEST_CASE("what moves a stage is offered with the batch first, and nothing that leaves it where it is", "[reach]")
{
    Scenario s = scenarioOf(decoderOf("llama-3-8b"));
    s.workload = {4, 1024, 128};
    const auto ids = [&](std::size_t stage) {
        std::vector<std::string> all;
        for (const Parameter& row : intensityParameters(s, stage)) {
            all.push_back(row.id);
        }
        return all;
    };
    const auto holds = [](const std::vector<std::string>& all, const char* id) {
        return std::ranges::find(all, id) != all.end();
    };
    const std::vector<std::string> prefill = ids(0), decode = ids(1);
    REQUIRE(!decode.empty());
    CHECK(decode.front() == "workload.batch");
    CHECK(holds(decode, "deployment.weights"));
    CHECK(holds(decode, "deployment.kv_cache"));
    CHECK(holds(prefill, "workload.prompt_tokens"));
    CHECK_FALSE(holds(prefill, "workload.output_tokens")); // the prompt is read before there is any
    CHECK(intensityParameter(s, 1)->id == "workload.batch");
    CHECK(intensityParameter(s, 1, "workload.prompt_tokens")->id == "workload.prompt_tokens");
}

} // namespace
} // namespace ridge

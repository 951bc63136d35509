#include "core/studies/ranking/sensitivity.h"

#include "core/evaluate/evaluate.h"
#include "core/scenario/families/transformer.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;

namespace {

const Influence* find(const Sensitivity& found, std::string_view id)
{
    const auto it = std::find_if(found.influences.begin(), found.influences.end(),
                                 [id](const Influence& each) { return each.parameter == id; });
    return it == found.influences.end() ? nullptr : &*it;
}

/// One token in, four out: far left of the ridge.
Scenario memoryBound()
{
    Scenario s = scenarioOf(tinyDecoder());
    s.workload.promptTokens = 1;
    s.workload.outputTokens = 4;
    return s;
}

Scenario at(const Scenario& s, const std::string& id, double value)
{
    Scenario changed = s;
    assignParameter(changed, *findParameter(s, id), value);
    return changed;
}

/// Of the stage with that role; nothing where there is none.
std::optional<Bound> boundOf(const Evaluation& e, StageRole role)
{
    const std::optional<std::size_t> stage = e.program.find(role);
    return stage ? std::optional(e.stages[*stage].totals.bound) : std::nullopt;
}

bool isSame(const Trial& a, const Trial& b)
{
    return a.value == b.value && a.result == b.result && a.bound == b.bound && a.flips == b.flips && a.fits == b.fits;
}

} // namespace

TEST_CASE("the time to read weights falls as bandwidth rises, and no peak moves it", "[studies]")
{
    const Scenario s = memoryBound();
    const Sensitivity found = sensitivityOf(s, "t_weights");
    REQUIRE(found.now);
    CHECK(found.bound == Bound::Memory);
    const Influence* bandwidth = find(found, "device.memory.bandwidth");
    REQUIRE(bandwidth);
    CHECK(bandwidth->kind == InfluenceKind::Number);
    REQUIRE(bandwidth->trials.size() == 2);
    CHECK(bandwidth->trials[0].value == 0.5e12);
    CHECK(*bandwidth->trials[0].result == Approx(2 * *found.now).epsilon(1e-12)); // T = bytes / BW
    CHECK(*bandwidth->trials[1].result == Approx(*found.now / 2).epsilon(1e-12));
    CHECK(*bandwidth->elasticityAbove == Approx((1 / 1.01 - 1) / 0.01).epsilon(1e-9));
    CHECK(*bandwidth->elasticityBelow == Approx((1 / 0.99 - 1) / -0.01).epsilon(1e-9));
    CHECK(bandwidth->swing(*found.now) == Approx(*found.now).epsilon(1e-12));
    CHECK_FALSE(find(found, "device.peak.bf16")); // nothing is computed in that time
    CHECK(found.unmoved > 10);                    // peaks, power, price and the rest
    CHECK_FALSE(find(found, "environment.price"));
    CHECK(find(sensitivityOf(s, "cost"), "environment.price"));
}

TEST_CASE("the step of every choice is tried, and the switches of levers are said to be such", "[studies]")
{
    const Sensitivity found = sensitivityOf(memoryBound(), "latency");
    const Influence* weights = find(found, "deployment.weights");
    REQUIRE(weights);
    CHECK(weights->kind == InfluenceKind::Choice);
    CHECK(weights->trials.size() == formatsFor(FormatUse::Weights).size() - 1); // all but the present one
    CHECK_FALSE(weights->elasticityAbove);
    const Influence* fusion = find(found, "deployment.fusion");
    REQUIRE(fusion);
    CHECK(fusion->kind == InfluenceKind::Lever);
    CHECK(fusion->trials.size() == 2);
}

TEST_CASE("whole numbers go to the next one whose sizes go together", "[studies]")
{
    const Scenario s = with(preset("llama-3-8b", "h100-sxm"), "workload.batch", "8");
    const Sensitivity found = sensitivityOf(s, "kv_cache");
    const Influence* heads = find(found, "model.kv_heads");
    REQUIRE(heads);
    CHECK(heads->now == 8);
    REQUIRE(heads->trials.size() == 2);
    CHECK(heads->trials[0].value == 4);
    CHECK(heads->trials[1].value == 16);
    CHECK(*heads->elasticityBelow == Approx(1)); // the cache is proportional to the heads that keep one
    CHECK(*heads->elasticityAbove == Approx(1));
    const Influence* batch = find(found, "workload.batch");
    REQUIRE(batch);
    CHECK(batch->trials.front().value == 4);
    CHECK(batch->trials.back().value == 16);
    CHECK(std::is_sorted(found.influences.begin(), found.influences.end(), [&](const Influence& a, const Influence& b) {
        return a.swing(*found.now) > b.swing(*found.now);
    }));
}

TEST_CASE("every trial is what evaluating there gives, and what is left out does not move the metric", "[studies]")
{
    for (const auto& [model, device] : {std::pair("llama-3-8b", "h100-sxm"), std::pair("mobilenet-v2", "stm32f746")}) {
        const Scenario s = preset(model, device);
        const Evaluation now = evaluate(s);
        const StageRole stage = now.program.stages[now.verdict.stage].role;
        const Sensitivity found = sensitivityOf(s, "latency");
        CHECK(found.now == metric(now, "latency").value);
        for (const Influence& influence : found.influences) {
            INFO(model << ": " << influence.parameter);
            CHECK(influence.now == *findParameter(s, influence.parameter)->get(s));
            for (const Trial& trial : influence.trials) {
                const Evaluation there = evaluate(at(s, influence.parameter, trial.value));
                CHECK(trial.result == metric(there, "latency").value);
                CHECK(trial.fits == there.placement.fits);
                CHECK(trial.bound == boundOf(there, stage).value_or(now.verdict.bound));
                CHECK(trial.flips == (trial.bound != now.verdict.bound));
            }
        }
        std::size_t still = 0;
        for (const Parameter& row : parametersOf(s)) {
            if (!find(found, row.id) && row.unit != Unit::Choice) {
                const double value = *row.get(s);
                INFO(model << ": " << row.id);
                CHECK(metricOf(evaluate(at(s, row.id, 2 * value)), "latency") == Approx(*found.now).epsilon(1e-11));
                ++still;
            }
        }
        CHECK(still > 5);
        CHECK(found.unmoved >= 5);
    }
}

TEST_CASE("one thread and many find the same sensitivity, and a metric that does not apply has none", "[studies]")
{
    const Scenario s = preset("llama-2-7b", "rtx-4090");
    const Sensitivity one = sensitivityOf(s, "energy_per_token", {1, {}, {}});
    const Sensitivity many = sensitivityOf(s, "energy_per_token", {7, {}, {}});
    REQUIRE(one.influences.size() == many.influences.size());
    CHECK(one.unmoved == many.unmoved);
    for (std::size_t i = 0; i < one.influences.size(); ++i) {
        const Influence &a = one.influences[i], &b = many.influences[i];
        CHECK(a.parameter == b.parameter);
        CHECK(a.elasticityAbove == b.elasticityAbove);
        CHECK(a.elasticityBelow == b.elasticityBelow);
        CHECK(std::equal(a.trials.begin(), a.trials.end(), b.trials.begin(), b.trials.end(), isSame));
    }
    const Sensitivity none = sensitivityOf(preset("resnet-50", "h100-sxm"), "energy_per_token");
    CHECK_FALSE(none.now);
    CHECK(none.influences.empty());
}

TEST_CASE("a parameter's bar ends where the metric is least and largest, and has no end that leads nowhere",
          "[studies]")
{
    const Sensitivity found = sensitivityOf(memoryBound(), "t_weights");
    const Influence* bandwidth = find(found, "device.memory.bandwidth");
    REQUIRE(bandwidth);
    // Twice the bandwidth reads in half the time, half of it in twice.
    REQUIRE(bandwidth->lowest(*found.now));
    REQUIRE(bandwidth->highest(*found.now));
    CHECK(bandwidth->lowest(*found.now)->value == 2 * bandwidth->now);
    CHECK(bandwidth->highest(*found.now)->value == bandwidth->now / 2);
    const Influence* weights = find(found, "deployment.weights");
    REQUIRE(weights);
    CHECK(*weights->lowest(*found.now)->result < *found.now);
    for (const Trial& trial : weights->trials) {
        CHECK(*trial.result >= *weights->lowest(*found.now)->result);
    }
    CHECK(Influence{"x", InfluenceKind::Number, 1, {{2, 5.0}}, {}, {}}.highest(5) == nullptr);
}

#include "core/evaluate/evaluate.h"
#include "core/metrics/catalogue.h"
#include "core/metrics/value_text.h"
#include "core/program/work_kind.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>

using namespace ridge;
using namespace ridge::test;

namespace {

/// Half of every peak, a quarter of every bandwidth, 10 µs a launch, and measurements within a factor of 1.25.
Typical roundShares()
{
    Typical typical;
    typical.id = "round", typical.label = "round machines";
    typical.shares.assign(allWorkKinds.size(), {0.5, 0.25});
    typical.overhead = 1e-5, typical.spread = 1.25, typical.rows = 3, typical.sources = 2;
    return typical;
}

Scenario onRoundDevice(const char* model)
{
    Scenario scenario = baseline(modelPreset(model), roundDevice());
    scenario.device.typical = roundShares();
    return scenario;
}

Scenario typically(Scenario scenario)
{
    scenario.convention.times = TimeRule::Typical;
    return scenario;
}

const MetricValue& valueOf(const Evaluation& e, const char* id) { return e.metrics[*metricIndex(id)]; }

} // namespace

TEST_CASE("A typical time is the larger of both roofs at their shares, and a launch", "[typical]")
{
    const Scenario scenario = onRoundDevice("resnet-50");
    const Evaluation bound = evaluate(scenario), typical = evaluate(typically(scenario));
    REQUIRE(bound.stages.size() == 1);
    double sum = 0;
    for (std::size_t i = 0; i < bound.stages[0].operators.size(); ++i) {
        const Operator& op = bound.program.stages[0].operators[i];
        const auto& at = bound.stages[0].operators[i].times;
        const double slower = std::max(at.compute.inBaseUnits() / 0.5, at.memory.inBaseUnits() / 0.25);
        const double expected = slower + (op.inPlace ? 0 : 1e-5); // an epilogue runs in the kernel before it
        INFO(op.name);
        CHECK(typical.stages[0].operators[i].time.inBaseUnits() == Approx(expected));
        sum += op.count * expected;
    }
    CHECK(valueOf(typical, "latency").value == Approx(sum));
    CHECK(*valueOf(typical, "latency").value > 2 * *valueOf(bound, "latency").value);
}

TEST_CASE("Typical times move no count, and what they move says how far measurements spread", "[typical]")
{
    const Scenario scenario = onRoundDevice("llama-2-7b");
    const Evaluation bound = evaluate(scenario), typical = evaluate(typically(scenario));
    for (const char* id : {"parameters", "macs", "flops", "model_size", "kv_cache", "ridge_point"}) {
        INFO(id);
        CHECK(valueOf(typical, id).value == valueOf(bound, id).value);
        CHECK_FALSE(valueOf(typical, id).range);
    }
    for (const char* id : {"latency", "ttft", "tpot", "tokens_per_second", "energy_tdp"}) {
        INFO(id);
        const MetricValue& value = valueOf(typical, id);
        REQUIRE(value.range);
        CHECK(value.range->low < *value.value);
        CHECK(value.range->high > *value.value);
        CHECK_FALSE(valueOf(bound, id).range);
    }
    // Every term of a time grows by the spread: shares are divided by it, and a launch takes so much longer.
    CHECK(valueOf(typical, "latency").range->high == Approx(1.25 * *valueOf(typical, "latency").value));
    CHECK(valueOf(typical, "latency").range->low == Approx(*valueOf(typical, "latency").value / 1.25));
}

TEST_CASE("No end of a range is faster than light", "[typical]")
{
    Scenario scenario = onRoundDevice("llama-2-7b");
    scenario.device.typical.shares.assign(allWorkKinds.size(), {0.95, 0.95});
    scenario.device.typical.overhead = 0;
    const Evaluation typical = evaluate(typically(scenario));
    CHECK(valueOf(typical, "latency").range->low == Approx(*valueOf(evaluate(scenario), "latency").value));
}

TEST_CASE("Where nothing was measured, typical times are those of light, and no range is made up", "[typical]")
{
    Scenario scenario = onRoundDevice("resnet-50");
    scenario.device.typical = {};
    const Evaluation typical = evaluate(typically(scenario));
    CHECK(valueOf(typical, "latency").value == valueOf(evaluate(scenario), "latency").value);
    CHECK_FALSE(valueOf(typical, "latency").range);
    const auto says = [](const Evaluation& e, const char* part) {
        return std::any_of(e.issues.begin(), e.issues.end(), [part](const Issue& issue) {
            return issue.field == "convention.times" && issue.message.find(part) != std::string::npos;
        });
    };
    CHECK(says(typical, "states no class of devices that was measured"));
    CHECK(says(evaluate(typically(onRoundDevice("resnet-50"))), "3 measured runs of 2 sources on round machines"));
}

TEST_CASE("A typical time is derived with its shares and where they come from", "[typical]")
{
    const Evaluation typical = evaluate(typically(onRoundDevice("lenet-5")));
    const std::optional<Traced> latency = metricCatalogue()[*metricIndex("latency")].derive(typical);
    REQUIRE(latency);
    CHECK(latency->value() == Approx(*valueOf(typical, "latency").value));
}

TEST_CASE("Work is told apart where machines reach other shares of it", "[typical]")
{
    const auto kindsIn = [](const Scenario& scenario) {
        const Evaluation e = evaluate(scenario);
        std::vector<WorkKind> kinds;
        for (const Operator& op : e.program.stages.back().operators) {
            kinds.push_back(workKindOf(op));
        }
        return kinds;
    };
    const auto contains = [](const std::vector<WorkKind>& kinds, WorkKind kind) {
        return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
    };
    const auto mobile = kindsIn(onRoundDevice("mobilenet-v1")); // depthwise and pointwise, INT8 nowhere
    CHECK(contains(mobile, WorkKind::Grouped));
    CHECK(contains(mobile, WorkKind::Products));
    CHECK_FALSE(contains(mobile, WorkKind::NarrowProducts));
    const Scenario wide = onRoundDevice("llama-2-7b");
    const auto narrow = kindsIn(with(wide, "deployment.weights", "int4-group")); // expanded to the activations' BF16
    CHECK(contains(narrow, WorkKind::NarrowProducts));
    CHECK(contains(narrow, WorkKind::Attention));
    CHECK(contains(narrow, WorkKind::Movement));
    CHECK_FALSE(contains(kindsIn(wide), WorkKind::NarrowProducts));
}

TEST_CASE("A value is written with the range of what is usual", "[typical]")
{
    CHECK(valueText({0.0123, "", ValueRange{0.0098, 0.0151}}, Unit::Seconds) == "12.3 ms (9.80 to 15.1 ms)");
    CHECK(valueText({0.9, "", ValueRange{0.0098, 1.51}}, Unit::Seconds) == "900 ms (9.80 ms to 1.51 s)");
    CHECK(valueText({0.0123, ""}, Unit::Seconds) == "12.3 ms");
    CHECK(rangeText({0.0123, ""}, Unit::Seconds).empty());
}

#include "core/studies/ranking/ranking.h"

#include "core/evaluate/evaluate.h"
#include "core/scenario/baseline.h"
#include "core/scenario/families/transformer.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;

namespace {

Device machine(const char* id, double bandwidth, double capacity = 1e15)
{
    Device device = roundDevice();
    device.peak.fill(1e20); // memory alone limits
    device.id = device.name = id;
    device.memory.front().bandwidth = bandwidth;
    device.memory.front().capacity = capacity;
    return device;
}

std::vector<std::size_t> orderOf(const Ranking& ranking)
{
    std::vector<std::size_t> order;
    for (const Ranked& row : ranking.rows) {
        order.push_back(row.index);
    }
    return order;
}

const RankedLever& leverCalled(const LeverRanking& found, std::string_view id)
{
    return *std::find_if(found.levers.begin(), found.levers.end(),
                         [id](const RankedLever& row) { return row.lever->id == id; });
}

} // namespace

TEST_CASE("devices are ranked by whichever way of the metric is better; what does not fit comes after", "[studies]")
{
    Scenario s = scenarioOf(tinyDecoder());
    s.workload.promptTokens = 1;
    s.workload.outputTokens = 4;
    const std::vector<Device> devices{machine("slow", 1e12), machine("small", 8e12, 100), machine("fast", 4e12),
                                      machine("as slow", 1e12)};
    CHECK(orderOf(rankDevices(s, devices, "latency")) == std::vector<std::size_t>{2, 0, 3, 1});
    const Ranking rates = rankDevices(s, devices, "tokens_per_second");
    CHECK(orderOf(rates) == std::vector<std::size_t>{2, 0, 3, 1}); // a rate: highest first
    CHECK(rates.metrics.front() == "tokens_per_second");
    CHECK(rates.rows[0].fits);
    CHECK_FALSE(rates.rows[3].fits);
    CHECK(*rates.rows[0].values[0].value == Approx(4 * *rates.rows[1].values[0].value));
}

TEST_CASE("every device brings what it usually runs, and the user's own choices stay", "[studies]")
{
    Device usual = machine("usual", 1e12);
    usual.usual = {{"deployment.weights", "int8"}, {"workload.batch", "4"}};
    const Device plain = machine("plain", 1e12);
    Scenario s = baseline(scenarioOf(tinyDecoder()).model, plain);
    const Scenario there = movedTo(s, s.model, usual);
    CHECK(there.device == usual);
    CHECK(there.deployment.weights == Precision::INT8);
    CHECK(there.workload.batch == 4);
    s = with(s, "workload.batch", "16");
    CHECK(movedTo(s, s.model, usual).workload.batch == 16);
    CHECK(movedTo(s, s.model, plain) == s);
}

TEST_CASE("a ranking has what evaluating on each device gives, with one thread or many", "[studies]")
{
    const Scenario s = with(preset("llama-3-8b", "h100-sxm"), "workload.batch", "4");
    std::vector<Device> devices;
    for (const PresetInfo& info : devicePresets()) {
        devices.push_back(devicePreset(info.id));
    }
    const Ranking one = rankDevices(s, devices, "energy_per_token", {1, {}, {}});
    const Ranking many = rankDevices(s, devices, "energy_per_token", {6, {}, {}});
    REQUIRE(one.rows.size() == devices.size());
    CHECK(orderOf(one) == orderOf(many));
    double before = 0;
    bool knows = true; // whether they fit: those come first
    for (const Ranked& row : one.rows) {
        Scenario there = baseline(s.model, devices[row.index]);
        there.workload.batch = 4; // all that was chosen
        const Evaluation e = evaluate(there);
        INFO(devices[row.index].id);
        CHECK(row.fits == e.placement.fits);
        CHECK(row.bound == e.verdict.bound);
        for (std::size_t m = 0; m < one.metrics.size(); ++m) {
            CHECK(row.values[m].value == metric(e, one.metrics[m]).value);
        }
        CHECK(row.capacityKnown == e.placement.capacityKnown);
        if (row.fits && row.values[0].value) {
            CHECK((knows || !row.capacityKnown));
            CHECK((*row.values[0].value >= before || (knows && !row.capacityKnown)));
            knows = row.capacityKnown;
            before = *row.values[0].value;
        }
    }
}

TEST_CASE("each lever is pulled alone, let go where it is pulled, or has the reason why not", "[studies]")
{
    const Scenario llama = preset("llama-2-7b", "h100-sxm"); // 32 heads that keep their own keys and values
    const LeverRanking found = rankLevers(llama, "kv_cache");
    CHECK(found.levers.size() == leverTexts().size());
    const RankedLever& gqa = leverCalled(found, "gqa");
    CHECK_FALSE(gqa.refusal);
    CHECK_FALSE(gqa.isPulled);
    CHECK_FALSE(gqa.isIdle);
    const RankedLever& fusion = leverCalled(found, "fusion");
    CHECK(fusion.isPulled);
    REQUIRE_FALSE(found.ranking.rows.empty());
    const Ranked& best = found.ranking.rows.front();
    CHECK(metricOf(evaluate(with(llama, "lever.gqa", "on")), "kv_cache") ==
          Approx(*found.now.values[0].value / 4)); // 8 of 32
    CHECK(*best.values[0].value <= *found.now.values[0].value / 4);
    const LeverRanking resnet = rankLevers(preset("resnet-50", "h100-sxm"), "latency");
    CHECK(std::string(leverCalled(resnet, "gqa").refusal).find("no decoder") != std::string::npos);
    CHECK(leverCalled(resnet, "in_place").isIdle); // it has no depthwise convolution
}

TEST_CASE("which way is better is known of times and rates, and of no count but room and limits", "[studies]")
{
    const auto of = [](const char* id) { return betterOf(metricCatalogue()[*metricIndex(id)]); };
    for (const char* id : {"latency", "memory_footprint", "cost", "carbon", "energy_per_token", "macs",
                           "activations_peak_live", "quantization_mse"}) {
        INFO(id);
        CHECK(of(id) == Better::Lower);
    }
    for (const char* id : {"tokens_per_second", "throughput", "memory_headroom", "max_batch", "max_context",
                           "size_reduction", "ops_per_watt"}) {
        INFO(id);
        CHECK(of(id) == Better::Higher);
    }
    for (const char* id : {"arithmetic_intensity", "ridge_point", "parameters", "attention_share"}) {
        INFO(id);
        CHECK(of(id) == Better::Unknown);
    }
    const Metric& latency = metricCatalogue()[*metricIndex("latency")];
    CHECK(progressOf(latency, 2, 1) == Progress::Better);
    CHECK(progressOf(latency, 1, 2) == Progress::Worse);
    CHECK(progressOf(latency, 1, 1 + 1e-15) == Progress::Same);
    CHECK(progressOf(metricCatalogue()[*metricIndex("parameters")], 1, 2) == Progress::Unknown);
}

#include "core/evaluate/evaluate.h"
#include "core/studies/profile.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <cmath>

using namespace ridge;
using namespace ridge::test;

namespace {

ProfileAxis axis(const Scenario& scenario, std::string_view id, std::vector<double> values)
{
    return {findParameter(scenario, id).value(), std::move(values)};
}

} // namespace

TEST_CASE("each point of a profile is the scenario with that one value, evaluated", "[studies]")
{
    const Scenario chosen = preset("llama-3-8b", "h100-sxm");
    const std::vector<ProfileAxis> axes{axis(chosen, "workload.batch", {1, 16, 4096}),
                                        axis(chosen, "workload.prompt_tokens", {1, 1024})};
    const Profile profile = profileOf(chosen, "tpot", axes).value();
    CHECK(profile.metric == "tpot");
    REQUIRE(profile.curves.size() == axes.size());
    for (std::size_t i = 0; i < axes.size(); ++i) {
        CHECK(profile.curves[i].parameter == axes[i].parameter.id);
        REQUIRE(profile.curves[i].points.size() == axes[i].values.size());
        for (std::size_t k = 0; k < axes[i].values.size(); ++k) {
            Scenario one = chosen;
            axes[i].parameter.set(one, axes[i].values[k]);
            const Evaluation e = evaluate(one);
            const ProfilePoint& point = profile.curves[i].points[k];
            CHECK(point.value == axes[i].values[k]);
            CHECK(point.metric == metricOf(e, "tpot"));
            CHECK(point.bound == e.stages[e.program.find(StageRole::Decode).value()].totals.bound); // whose time it is
            CHECK(point.fits == e.placement.fits);
            CHECK_FALSE(point.afterGap);
        }
    }
    CHECK(profile.find("workload.batch") == &profile.curves[0]);
    CHECK(profile.find("workload.steps") == nullptr);
}

TEST_CASE("what limits tokens is what limits decode, though prefill takes longest", "[studies]")
{
    const Evaluation e = evaluate(with(preset("llama-3-8b", "h100-sxm"), "workload.batch", "64"));
    REQUIRE(e.verdict.bound == Bound::Compute); // of 64 prompts of 4096 tokens
    for (const char* id : {"tpot", "tokens_per_second", "tokens_per_second_request", "energy_per_token",
                           "energy_token_bound", "tokens_per_watt"}) {
        CAPTURE(id);
        CHECK(limitOf(e, metricCatalogue()[*metricIndex(id)]) == Bound::Memory);
    }
    CHECK(limitOf(e, metricCatalogue()[*metricIndex("energy_per_inference")]) == Bound::Compute);
}

TEST_CASE("along a faster memory the time falls until arithmetic limits, and a point says what limits it", "[studies]")
{
    // One product of 1,000 × 1,000 in BF16: 2 Mops at 100 Tops/s take 20 ns. Its weights of 2 MB and its vectors of
    // 2 kB each take about 2.004 MB / bandwidth: 2.004 µs at 1 TB/s, below 20 ns from 100.2 TB/s on.
    LayerList list;
    Layer layer;
    layer.name = "fc";
    layer.kind = LayerKind::Linear;
    layer.channels = 1000;
    list.inputChannels = 1000;
    list.inputHeight = list.inputWidth = 1;
    list.blocks.push_back({"all", 1, {layer}});
    Scenario chosen = scenarioOf(list);
    chosen.convention.countBiases = true;
    const Profile profile =
        profileOf(chosen, "latency", {axis(chosen, "device.memory.bandwidth", {1e12, 1e13, 9e13, 1.2e14, 2e14})})
            .value();
    const std::vector<ProfilePoint>& points = profile.curves.front().points;
    REQUIRE(points.size() == 5);
    CHECK(points[1].metric == Approx(points[0].metric / 10));
    CHECK(points[2].bound == Bound::Memory);
    CHECK(points[3].bound == Bound::Compute);
    CHECK(points[4].metric == points[3].metric);
    CHECK_FALSE(profile.curves.front().isFlat());
    CHECK(profile.curves.front().range()->high == points[0].metric);
    CHECK(profile.curves.front().range()->low == points[4].metric);
}

TEST_CASE("where a metric is absent the curve has a gap, and one that nothing changes is flat", "[studies]")
{
    // A parameter made for this test: below 10 it is the batch; from 10 to 19 it takes the memory away, so that no
    // headroom is stated; from 20 on it is the batch again.
    const Scenario chosen = preset("resnet-50", "h100-sxm");
    Parameter parameter = findParameter(chosen, "workload.batch").value();
    parameter.set = [](Scenario& scenario, double value) {
        scenario.workload.batch = value;
        if (value >= 10 && value < 20) {
            scenario.device.memory.clear();
        }
    };
    const std::vector<ProfileAxis> axes{{parameter, {1, 5, 10, 15, 20, 25}},
                                        axis(chosen, "device.tdp", {100, 400, 700})};
    const Profile profile = profileOf(chosen, "memory_headroom", axes).value();
    const std::vector<ProfilePoint>& points = profile.curves[0].points;
    REQUIRE(points.size() == 4);
    CHECK(points[1].value == 5);
    CHECK(points[2].value == 20);
    CHECK_FALSE(points[1].afterGap);
    CHECK(points[2].afterGap);
    CHECK_FALSE(points[3].afterGap);
    CHECK_FALSE(profile.curves[0].isFlat());
    CHECK(profile.curves[1].isFlat()); // power is no memory
    const Profile absent = profileOf(chosen, "tpot", axes).value();
    CHECK(absent.curves[0].points.empty());
    CHECK_FALSE(absent.curves[0].range());
    CHECK(absent.curves[0].isFlat());
}

TEST_CASE("a profile ends where memory does", "[studies]")
{
    const Scenario chosen = preset("llama-3-8b", "h100-sxm");
    const Profile profile = profileOf(chosen, "tpot", {axis(chosen, "workload.batch", {1, 8, 10000})}).value();
    const std::vector<ProfilePoint>& points = profile.curves.front().points;
    REQUIRE(points.size() == 3);
    // 128 KiB of cache a token (2 · 32 layers · 8 heads · 128 · 2 bytes): 10,000 sequences of over 1,000 tokens need
    // more than a terabyte of it.
    CHECK(points[1].fits);
    CHECK_FALSE(points[2].fits);
}

TEST_CASE("one thread and many give the same profile, and one that is stopped gives none", "[studies]")
{
    const Scenario chosen = preset("mobilenet-v2", "h100-sxm");
    std::vector<ProfileAxis> axes;
    for (const Parameter& row : parametersOf(chosen)) {
        if (row.unit != Unit::Choice) {
            axes.push_back({row, {row.minimum, (row.minimum + row.maximum) / 2, row.maximum}});
        }
    }
    REQUIRE(axes.size() > 10);
    const Profile one = profileOf(chosen, "latency", axes, {.jobs = 1}).value();
    const Profile many = profileOf(chosen, "latency", axes, {.jobs = 4}).value();
    CHECK(one.curves == many.curves);
    std::stop_source source;
    source.request_stop();
    CHECK_FALSE(profileOf(chosen, "latency", axes, {.jobs = 2, .stop = source.get_token()}));
}

TEST_CASE("from end to end of every parameter of every family, curves hold numbers alone", "[studies]")
{
    for (const NamedScenario& each : presetScenarios()) {
        std::vector<ProfileAxis> axes;
        for (const Parameter& row : parametersOf(each.scenario)) {
            if (row.unit != Unit::Choice) {
                axes.push_back({row, {row.minimum, row.get(each.scenario).value(), row.maximum}});
            }
        }
        for (const char* id : {"latency", "memory_footprint"}) {
            const Profile profile = profileOf(each.scenario, id, axes).value();
            INFO(each.name << " " << id);
            CHECK(std::ranges::all_of(profile.curves, [](const ProfileCurve& curve) {
                return std::ranges::all_of(curve.points, [](const ProfilePoint& point) {
                    return std::isfinite(point.metric) && point.metric >= 0;
                });
            }));
        }
    }
}

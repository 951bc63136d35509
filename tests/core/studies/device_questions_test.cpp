#include "core/evaluate/evaluate.h"
#include "core/scenario/baseline.h"
#include "core/studies/ranking/fit.h"
#include "core/studies/ranking/frontier.h"
#include "core/studies/ranking/ranking.h"
#include "core/studies/ranking/sensitivity.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <set>

// Questions of engineers, each answered twice: by evaluating in a loop and choosing, and by a study.

using namespace ridge;
using namespace ridge::test;

namespace {

std::vector<Device> allDevices()
{
    std::vector<Device> devices;
    for (const PresetInfo& info : devicePresets()) {
        devices.push_back(devicePreset(info.id));
    }
    return devices;
}

std::optional<double> valueOf(const Ranking& ranking, const Ranked& row, std::string_view id)
{
    const auto at = std::find(ranking.metrics.begin(), ranking.metrics.end(), id);
    return at == ranking.metrics.end() ? std::nullopt
                                       : row.values[static_cast<std::size_t>(at - ranking.metrics.begin())].value;
}

/// The device of the best row that gives every request so many tokens per second.
std::string bestServing(const Ranking& ranking, const std::vector<Device>& devices, double rate)
{
    for (const Ranked& row : ranking.rows) {
        if (row.fits && valueOf(ranking, row, "tokens_per_second_request").value_or(0) >= rate) {
            return devices[row.index].id;
        }
    }
    return {};
}

/// The same, by a loop.
std::string leastServing(std::string_view model, std::string_view by, double rate)
{
    std::string best;
    double least = 0;
    for (const PresetInfo& info : devicePresets()) {
        const Evaluation e = evaluate(preset(model, info.id));
        const auto tokens = metric(e, "tokens_per_second_request").value;
        const auto value = metric(e, by).value;
        if (e.placement.fits && tokens && *tokens >= rate && value && (best.empty() || *value < least)) {
            best = info.id;
            least = *value;
        }
    }
    return best;
}

} // namespace

TEST_CASE("which device serves Mistral-7B at 50 tokens per second and request with the least energy, carbon or money",
          "[studies][questions]")
{
    const std::vector<Device> devices = allDevices();
    const Scenario s = preset("mistral-7b", "h100-sxm");
    for (const char* by : {"energy_per_token", "carbon", "cost"}) {
        INFO(by);
        const std::string byLoop = leastServing("mistral-7b", by, 50);
        CHECK_FALSE(byLoop.empty());
        CHECK(bestServing(rankDevices(s, devices, by), devices, 50) == byLoop);
    }
    // 7.24 G weights of 2 bytes are 14.5 GB: below 50 × 14.5 GB/s = 724 GB/s nobody reads them fast enough.
    for (const Ranked& row : rankDevices(s, devices, "tpot").rows) {
        const Device& device = devices[row.index];
        if (infoOf(movedTo(s, s.model, device).deployment.weights).bits == 16 &&
            device.mainMemory()->bandwidth < 724e9) {
            CHECK(valueOf(rankDevices(s, devices, "tpot"), row, "tokens_per_second_request").value_or(0) < 50);
        }
    }
}

TEST_CASE("which device is fastest for one image through ResNet-50", "[studies][questions]")
{
    const std::vector<Device> devices = allDevices();
    const Ranking ranking = rankDevices(preset("resnet-50", "rtx-4090"), devices, "latency");
    std::string fastest;
    double shortest = 0;
    for (const PresetInfo& info : devicePresets()) {
        const Evaluation e = evaluate(preset("resnet-50", info.id));
        const double latency = metricOf(e, "latency");
        if (e.placement.fits && (fastest.empty() || latency < shortest)) {
            fastest = info.id;
            shortest = latency;
        }
    }
    CHECK(devices[ranking.rows.front().index].id == fastest);
    CHECK(fastest == "gb200"); // a wafer keeps all on the chip, but each operator crosses it
    CHECK(*ranking.rows.front().values.front().value == shortest);
}

TEST_CASE("which formats on which devices are best for Llama-3-8B in latency and energy", "[studies][questions]")
{
    const Scenario s = preset("llama-3-8b", "h100-sxm");
    const std::vector<std::string> formats{"bf16", "fp8", "int8", "int4-group"};
    const std::vector<Device> devices = allDevices();
    FrontierAxis axis{"deployment.weights", {}};
    for (const std::string& id : formats) {
        axis.values.push_back(*parseParameter(*catalogueRow(s, axis.parameter), s, id));
    }
    const FrontierSpace space{{}, devices, {axis}};
    const FrontierAim aims[] = {aimOf("latency"), aimOf("energy_per_token")};
    const Frontier frontier = frontierOf(s, space, aims);
    std::set<std::string> byStudy, byLoop;
    for (const FrontierPoint& point : frontier.points) {
        const FrontierPlace place = placeOf(space, point.index);
        if (point.isOnFront) {
            byStudy.insert(devices[place.device].id + " " + formats[place.values[0]]);
        }
    }
    struct Point {
        std::string name;
        double latency, energy;
    };
    std::vector<Point> points;
    std::size_t misfits = 0;
    for (const Device& device : devices) {
        for (const std::string& format : formats) {
            const Evaluation e = evaluate(with(preset("llama-3-8b", device.id), "deployment.weights", format));
            const std::optional<double> energy = metric(e, "energy_per_token").value; // none without a power
            misfits += !e.placement.fits;
            if (e.placement.fits && energy) {
                points.push_back({device.id + " " + format, metricOf(e, "latency"), *energy});
            }
        }
    }
    for (const Point& p : points) {
        const bool beaten = std::any_of(points.begin(), points.end(), [&p](const Point& q) {
            return q.latency <= p.latency && q.energy <= p.energy && (q.latency < p.latency || q.energy < p.energy);
        });
        if (!beaten) {
            byLoop.insert(p.name);
        }
    }
    CHECK(byStudy == byLoop);
    CHECK_FALSE(byStudy.empty());
    CHECK(frontier.misfits == misfits);
}

TEST_CASE("what single change halves the latency of ResNet-50, and which costs least of it", "[studies][questions]")
{
    const Scenario s = preset("resnet-50", "h100-sxm");
    const Sensitivity found = sensitivityOf(s, "latency");
    std::set<std::pair<std::string, double>> byStudy, byLoop;
    for (const Influence& influence : found.influences) {
        for (const Trial& trial : influence.trials) {
            if (trial.fits && trial.result && *trial.result <= *found.now / 2) {
                byStudy.emplace(influence.parameter, trial.value);
            }
        }
    }
    for (const Parameter& row : parametersOf(s)) { // half, twice, and every choice
        const double now = *row.get(s);
        std::vector<double> values{row.range().nearest(now / 2), row.range().nearest(now * 2)};
        if (row.unit == Unit::Choice) {
            values.clear();
            for (std::size_t i = 0; i < std::min(row.choices.size(), row.choiceLabels(s).size()); ++i) {
                values.push_back(static_cast<double>(i));
            }
        }
        for (const double value : values) {
            Scenario there = s;
            row.set(there, value);
            const Evaluation e = evaluate(there);
            if (value != now && e.placement.fits && metricOf(e, "latency") <= *found.now / 2) {
                byLoop.emplace(row.id, value);
            }
        }
    }
    CHECK(byStudy == byLoop);
    CHECK_FALSE(byStudy.empty());
}

TEST_CASE("what brings Llama-3-70B onto one H100", "[studies][questions]")
{
    const Scenario s = preset("llama-3-70b", "h100-sxm"); // 70.6 G weights of 2 bytes are 141 GB, more than 80 GiB
    const Fit found = waysToFit(s);
    CHECK_FALSE(found.fits);
    CHECK_FALSE(evaluate(s).placement.fits);
    REQUIRE_FALSE(found.ways.empty());
    CHECK(found.ways.front().words == "at least 2 of these devices"); // loses nothing, and is a bound
    CHECK(found.ways.front().devices == 2);
    const auto alone =
        std::find_if(found.ways.begin(), found.ways.end(), [](const FitWay& way) { return way.devices == 1; });
    REQUIRE(alone != found.ways.end());
    CHECK(alone->words == "8-bit weights");
    CHECK(evaluate(with(s, "deployment.weights", "int8")).placement.fits);
    CHECK_FALSE(evaluate(with(with(s, "deployment.kv_cache", "fp8"), "deployment.activations", "int8")).placement.fits);
    CHECK_FALSE(evaluate(with(s, "workload.prompt_tokens", "1")).placement.fits);
}

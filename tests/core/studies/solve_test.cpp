#include "core/evaluate/evaluate.h"
#include "core/studies/solve.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <cmath>
#include <limits>

using namespace ridge;
using namespace ridge::test;

namespace {

Target target(std::string_view text)
{
    const Parsed<Target> parsed = parseTarget(text);
    INFO(text << ": " << parsed.problem);
    REQUIRE(parsed.value);
    return *parsed.value;
}

Solution solved(const Scenario& scenario, std::string_view id, const std::vector<std::string>& targets)
{
    std::vector<Target> all;
    for (const std::string& text : targets) {
        all.push_back(target(text));
    }
    const auto row = findParameter(scenario, id);
    REQUIRE(row);
    return solve(scenario, *row, all);
}

bool meets(Scenario scenario, const Parameter& row, double value, const std::vector<Target>& targets)
{
    row.set(scenario, value);
    const Evaluation e = evaluate(scenario);
    return std::ranges::all_of(targets, [&](const Target& each) {
        const auto number = metric(e, each.metric->id).value;
        return number && each.isMetBy(*number);
    });
}

const Scenario& llama()
{
    static const Scenario scenario = preset("llama-3-8b", "h100-sxm");
    return scenario;
}

} // namespace

TEST_CASE("a target is a metric, a relation and a number with its unit", "[studies][solve]")
{
    const Target latency = target("tpot<=20ms");
    CHECK(latency.metric->id == "tpot");
    CHECK(latency.limit == 0.02);
    CHECK(latency.isMetBy(0.02));
    CHECK_FALSE(latency.isMetBy(std::nextafter(0.02, 1)));
    CHECK(latency.text() == "tpot ≤ 20.0 ms");
    CHECK_FALSE(target("latency < 10 ms").isMetBy(0.01));
    CHECK(target("memory_headroom>=0").isMetBy(0));
    CHECK(target("memory_footprint ≤ 80 GiB").limit == 80 * 1073741824.0);
    CHECK(target("tokens_per_second≥50tok/s").limit == 50);
    CHECK_FALSE(target("tokens_per_second>50").isMetBy(50));
    CHECK(target("macs>1G").excessOf(0.5e9) == 0.5);
    CHECK(target("memory_headroom>=0").excessOf(-3) == 3);
    const std::pair<const char*, const char*> refused[] = {{"tpot", "is no target"},
                                                           {"tpot=20ms", "is no target"},
                                                           {"speed<3", "there is no such metric"},
                                                           {"<3", "there is no such metric"},
                                                           {"tpot<=fast", "\"fast\" is not a number"},
                                                           {"tpot<=", "is not a number"},
                                                           {"tpot<=20GB", "is not a number"},
                                                           {"tpot<<20ms", "is not a number"}};
    for (const auto& [text, part] : refused) {
        const Parsed<Target> parsed = parseTarget(text);
        INFO(text << ": " << parsed.problem);
        CHECK_FALSE(parsed.value);
        CHECK(parsed.problem.find(part) != std::string::npos);
    }
}

TEST_CASE("a solution's ends are the last whole number, or the last bit, that meets the targets", "[studies][solve]")
{
    const std::tuple<const char*, std::vector<std::string>, double> cases[] = {
        {"workload.batch", {"tpot<=20ms"}, 1},
        {"workload.batch", {"tpot<=20ms", "tokens_per_second>=1000"}, 1},
        {"workload.prompt_tokens", {"ttft<100ms"}, 1},
        {"device.memory.bandwidth", {"tpot<=4ms"}, 0},
        {"device.memory.capacity", {"memory_headroom>=0"}, 0},
        {"deployment.utilisation.bandwidth", {"tpot<=8ms"}, 0},
    };
    for (const auto& [id, texts, step] : cases) {
        const Solution solution = solved(llama(), id, texts);
        INFO(solution.sentence());
        REQUIRE(solution.intervals.size() == 1);
        const Interval& found = solution.intervals.front();
        const Parameter& row = solution.varied.row;
        CHECK(meets(llama(), row, found.low, solution.targets));
        CHECK(meets(llama(), row, found.high, solution.targets));
        const double below = step > 0 ? found.low - step : std::nextafter(found.low, 0);
        const double above = step > 0 ? found.high + step : std::nextafter(found.high, HUGE_VAL);
        CHECK((below < row.minimum || !meets(llama(), row, below, solution.targets)));
        CHECK((above > row.maximum || !meets(llama(), row, above, solution.targets)));
        CHECK((found.low > row.minimum || found.high < row.maximum)); // or nothing was found
        CHECK(solution.nearest() == std::clamp(*solution.now, found.low, found.high));
        CHECK(solution.isMetNow == found.contains(*solution.now));
    }
}

TEST_CASE("a relation that turns has all its intervals, as a look at every value has them", "[studies][solve]")
{
    // Drafts make decoding faster up to some number and slower from there on: checking costs more than it saves.
    const Scenario drafting = with(with(llama(), "workload.draft_tokens", "4"), "workload.batch", "16");
    const auto row = findParameter(drafting, "workload.draft_tokens");
    const double plain = metricOf(evaluate(with(drafting, "workload.draft_tokens", "0")), "tpot");
    for (const double share : {0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 1.0, 1.1}) {
        Target faster = target("tpot<1s");
        faster.limit = plain * share;
        const Solution solution = solve(drafting, *row, {faster});
        std::vector<Interval> expected;
        for (double value = row->minimum; value <= row->maximum; ++value) {
            if (!meets(drafting, *row, value, {faster})) {
                continue;
            }
            if (expected.empty() || expected.back().high != value - 1) {
                expected.push_back({value, value});
            }
            expected.back().high = value;
        }
        INFO(share << ": " << solution.sentence());
        CHECK(solution.intervals == expected);
    }
}

TEST_CASE("a coarse scan finds what lies between its points where a target comes nearest", "[studies][solve]")
{
    const Scenario drafting = with(with(llama(), "workload.draft_tokens", "4"), "workload.batch", "16");
    const auto row = findParameter(drafting, "workload.draft_tokens");
    const auto tpotWith = [&](double drafts) {
        Scenario scenario = drafting;
        row->set(scenario, drafts);
        return metricOf(evaluate(scenario), "tpot");
    };
    double best = 0;
    for (double drafts = 1; drafts <= 64; ++drafts) {
        best = best == 0 || tpotWith(drafts) < tpotWith(best) ? drafts : best;
    }
    REQUIRE(best > 1);
    Target least = target("tpot<=1s");
    least.limit = tpotWith(best); // one value alone meets it
    Variation coarse{*row, {0, best - 1, best + 2, 64}};
    const Solution solution = solve(drafting, coarse, {least});
    REQUIRE(solution.intervals.size() == 1);
    CHECK(solution.intervals.front() == Interval{best, best});
}

TEST_CASE("choices are those that meet the targets, each alone", "[studies][solve]")
{
    const Solution solution = solved(llama(), "deployment.weights", {"model_size<=10GB"});
    const auto& row = solution.varied.row;
    std::vector<Interval> expected;
    for (double i = 0; i < static_cast<double>(solution.varied.values.size()); ++i) {
        if (meets(llama(), row, i, solution.targets)) {
            expected.push_back({i, i});
        }
    }
    REQUIRE(expected.size() > 2);
    CHECK(solution.intervals == expected);
    CHECK(solution.valuesText().find("int8") != std::string::npos);
    CHECK(solution.valuesText().find("bf16") == std::string::npos);
}

TEST_CASE("devices can be solved for as well", "[studies][solve]")
{
    const Solution solution =
        solve(llama(), variationOf(std::vector<Device>{devicePreset("rtx-4090"), devicePreset("h200-sxm")}),
              {target("tpot<=5ms")});
    REQUIRE(solution.intervals.size() == 1); // 16 GB / 1.01 TB/s is 16 ms
    CHECK(solution.valuesText() == "h200-sxm");
    CHECK_FALSE(solution.now);
    CHECK_FALSE(solution.nearest());
}

TEST_CASE("where nothing is enough, it is said how near it comes and what limits there", "[studies][solve]")
{
    const Solution batch = solved(llama(), "workload.batch", {"tpot<=1ms"});
    CHECK(batch.intervals.empty());
    REQUIRE(batch.obstacles.size() == 1);
    const NearMiss& nearest = batch.obstacles.front().nearest;
    CHECK(nearest.at == 1); // the fewest sequences
    CHECK(nearest.value == metric(evaluate(with(llama(), "workload.batch", "1")), "tpot").value);
    CHECK(nearest.bound == Bound::Memory);
    CHECK(batch.sentence() == "Batch: nothing is enough for tpot ≤ 1.00 ms: tpot is at least " +
                                  format(nearest.value, Unit::Seconds) + ", at Batch 1, where memory limits.");

    const Solution cnn = solved(preset("resnet-50", "h100-sxm"), "workload.batch", {"tpot<=20ms"});
    CHECK(cnn.intervals.empty());
    CHECK(cnn.sentence().find("tpot is nowhere: ") != std::string::npos);

    // Each alone can be met, both together cannot.
    const Solution both = solved(llama(), "workload.batch", {"tpot<=8ms", "tokens_per_second>=4000"});
    INFO(both.sentence());
    CHECK(both.intervals.empty());
    REQUIRE(both.obstacles.size() == 2);
    CHECK(both.obstacles[0].alone == solved(llama(), "workload.batch", {"tpot<=8ms"}).intervals);
    CHECK(both.obstacles[1].alone == solved(llama(), "workload.batch", {"tokens_per_second>=4000"}).intervals);
    CHECK(both.obstacles[0].alone.front().high < both.obstacles[1].alone.front().low);
}

TEST_CASE("one thread and many find the same values", "[studies][solve]")
{
    const auto row = findParameter(llama(), "workload.prompt_tokens");
    const std::vector<Target> targets{target("ttft<=50ms"), target("memory_headroom>=0")};
    const Solution alone = solve(llama(), *row, targets, {1, {}, {}}),
                   many = solve(llama(), *row, targets, {4, {}, {}});
    CHECK(alone.intervals == many.intervals);
    CHECK(alone.sentence() == many.sentence());
    std::stop_source source;
    source.request_stop();
    const Solution stopped = solve(llama(), *row, targets, {2, source.get_token(), {}});
    CHECK(stopped.isStopped);
    CHECK(stopped.intervals.empty());
}

TEST_CASE("a solution says how finely it looked", "[studies][solve]")
{
    CHECK(solved(llama(), "workload.draft_tokens", {"tpot<=1s"}).scanText() == "every whole number from 0 to 64");
    const std::string many = solved(llama(), "device.memory.bandwidth", {"tpot<=1s"}).scanText();
    // 1e3 to 1e18 in 256 steps: 10^(15/256) = 1.14
    CHECK(many == "258 values from 1.00 kB/s to 1.00 EB/s, at most 1.14× apart");
}

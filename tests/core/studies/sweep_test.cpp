#include "core/evaluate/evaluate.h"
#include "core/studies/search/crossings.h"
#include "core/studies/sweep.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <atomic>
#include <cstring>

using namespace ridge;
using namespace ridge::test;

namespace {

Variation varying(const Scenario& scenario, std::string_view text)
{
    const Parsed<Variation> parsed = parseVariation(scenario, text);
    INFO(text << ": " << parsed.problem);
    REQUIRE(parsed.value);
    return *parsed.value;
}

SweepPlan planOf(const Scenario& scenario, const std::vector<std::string>& vary, std::vector<std::string> metrics)
{
    SweepPlan plan{scenario, {}, std::move(metrics)};
    for (const std::string& text : vary) {
        plan.variations.push_back(varying(scenario, text));
    }
    REQUIRE(refusalOf(plan) == "");
    return plan;
}

/// To the last bit.
bool same(const SweepTable& a, const SweepTable& b)
{
    bool equal = a.states == b.states && a.columns.size() == b.columns.size();
    for (std::size_t c = 0; equal && c < a.columns.size(); ++c) {
        const std::vector<double>&x = a.columns[c].values, &y = b.columns[c].values;
        equal = a.columns[c].isThere == b.columns[c].isThere && x.size() == y.size() &&
                std::memcmp(x.data(), y.data(), x.size() * sizeof(double)) == 0;
    }
    return equal;
}

/// What a loop over evaluate() says of every row.
void checkAgainstLoop(const SweepPlan& plan, const SweepTable& table)
{
    REQUIRE(table.size() == plan.rows());
    for (std::size_t s = 0; s < plan.series(); ++s) {
        for (std::size_t p = 0; p < plan.points(); ++p) {
            Scenario scenario = plan.scenario;
            for (std::size_t v = plan.variations.size(); v-- > 0;) { // parts first
                const double value = plan.variations[v].values[v ? s : p];
                plan.variations[v].row.set(scenario, value);
            }
            const Evaluation e = evaluate(scenario);
            const std::size_t row = plan.rowOf(p, s);
            INFO("row " << row);
            CHECK(table.states[row].bound() == e.verdict.bound);
            CHECK(table.states[row].fits == e.placement.fits);
            for (std::size_t i = 0; i < e.stages.size(); ++i) {
                CHECK(table.states[row].boundOf(i) == e.stages[i].totals.bound);
            }
            for (const SweepColumn& column : table.columns) {
                CHECK(column.at(row) == metric(e, column.metric->id).value);
            }
        }
    }
}

const std::vector<std::string> figures{"latency", "tpot", "kv_cache", "memory_headroom", "energy_per_inference"};

} // namespace

TEST_CASE("a sweep says what a loop over evaluate says, of every kind of parameter", "[studies][sweep]")
{
    const Scenario llama = preset("llama-2-7b", "h100-sxm");
    const std::pair<Scenario, std::vector<std::string>> cases[] = {
        {llama, {"workload.batch=1..512x2"}},
        {llama, {"workload.prompt_tokens=16..4096:9", "deployment.weights=all"}},
        {llama, {"device.memory.bandwidth=1TB/s..8TB/s:5", "workload.output_tokens=0,1,64"}},
        {llama, {"workload.batch=1,8", "lever.gqa=off,on"}},
        {preset("resnet-50", "rtx-4090"), {"workload.batch=1..64x4", "deployment.fusion=all"}},
        {preset("sd-1.5", "rtx-4090"), {"workload.steps=1..50:7", "workload.guidance=all"}},
        {with(llama, "convention.times", "typical"), {"workload.batch=1..64x8"}},
    };
    for (const auto& [scenario, vary] : cases) {
        INFO(vary.front());
        const SweepPlan plan = planOf(scenario, vary, figures);
        checkAgainstLoop(plan, sweep(plan));
    }
}

TEST_CASE("where nothing but the device changes the program is kept, and rows say what evaluate says",
          "[studies][sweep]")
{
    const Scenario llama = preset("llama-2-7b", "h100-sxm");
    Scenario fromCache = preset("resnet-50", "h100-sxm");
    fromCache.deployment.memoryLevel = 1; // the first of the device's levels
    const std::pair<Scenario, std::vector<std::string>> cases[] = {
        // More series than are worked on at once.
        {llama, {"workload.prompt_tokens=16..65536:12", "device.memory.bandwidth=1TB/s..8TB/s:20"}},
        {llama, {"device.memory.capacity=1GB..80GB:7", "workload.batch=1,64"}},
        {llama, {"device.tdp=100..700:3", "environment.pue=1..2:3"}},
        {llama, {"workload.prompt_tokens=1,64", "device.cache.bandwidth=1TB/s..80TB/s:3"}},
        {with(llama, "lever.n_m_sparsity", "on"), {"workload.batch=1,8", "device.memory.bandwidth=1TB/s..8TB/s:3"}},
        {fromCache, {"workload.batch=1,2", "device.cache.capacity=1MB..1GB:9"}}, // from DRAM until the cache holds it
        {with(llama, "convention.energy", "bottom_up"), {"workload.batch=1,8", "device.idle_power=0..200:3"}},
    };
    for (const auto& [scenario, vary] : cases) {
        INFO(vary.front() << " " << vary.back());
        const SweepPlan plan = planOf(scenario, vary, figures);
        const SweepTable alone = sweep(plan, {1, {}, {}});
        checkAgainstLoop(plan, alone);
        CHECK(same(sweep(plan, {4, {}, {}}), alone));
        std::size_t next = 0;
        streamSweep(plan, {}, [&](const SweepTable& part, std::size_t from, std::size_t to) {
            CHECK(part.first + from == next);
            next = part.first + to;
        });
        CHECK(next == plan.rows());
    }
}

TEST_CASE("models and devices are swept with what is usual for each", "[studies][sweep]")
{
    SweepPlan plan = planOf(preset("llama-2-7b", "h100-sxm"), {"workload.batch=1..16x2"}, figures);
    plan.variations.push_back(
        variationOf(std::vector<Device>{devicePreset("h100-sxm"), devicePreset("rtx-4090"), devicePreset("tpu-v5e")}));
    checkAgainstLoop(plan, sweep(plan));
    std::swap(plan.variations[0], plan.variations[1]);
    const SweepTable byDevice = sweep(plan);
    for (std::size_t device = 0; device < 3; ++device) {
        const char* const ids[] = {"h100-sxm", "rtx-4090", "tpu-v5e"};
        const Evaluation e = evaluate(with(preset("llama-2-7b", ids[device]), "workload.batch", "4"));
        CHECK(byDevice.columns[0].at(plan.rowOf(device, 2)) == metric(e, "latency").value);
    }
    // A CNN has no prompt: that row of its is no scenario, and the others are not touched by it.
    SweepPlan models = planOf(preset("llama-2-7b", "h100-sxm"), {"workload.prompt_tokens=64,128"}, figures);
    models.variations.push_back(
        variationOf(std::vector<Model>{modelPreset("llama-3-8b"), modelPreset("resnet-50"), modelPreset("gpt-2")}));
    const SweepTable table = sweep(models);
    for (std::size_t row = 0; row < models.rows(); ++row) {
        CHECK(table.states[row].exists == (row / 2 != 1));
        CHECK(table.columns[0].at(row).has_value() == (row / 2 != 1));
    }
}

TEST_CASE("one thread and many give the same bits", "[studies][sweep]")
{
    const Scenario llama = preset("llama-2-7b", "h100-sxm");
    const SweepPlan plans[] = {
        planOf(llama, {"workload.prompt_tokens=1..8192:700", "workload.batch=1..256x2"}, figures),
        // The number of a lever does not apply while the lever rests, whichever row was worked on before.
        planOf(with(llama, "lever.gqa", "on"), {"lever.gqa=all", "lever.gqa.kv_heads=1..32"}, figures),
        planOf(preset("resnet-50", "h100-sxm"), {"workload.batch=1..1000"}, figures),
    };
    for (const SweepPlan& plan : plans) {
        const SweepTable alone = sweep(plan, {1, {}, {}});
        REQUIRE(alone.size() == plan.rows());
        for (const unsigned jobs : {0u, 2u, 5u}) {
            CHECK(same(sweep(plan, {jobs, {}, {}}), alone));
        }
        CHECK(crossingsOf(plan, alone, {1, {}, {}}) == crossingsOf(plan, alone, {4, {}, {}}));
    }
    const SweepTable resting = sweep(plans[1]);
    CHECK_FALSE(resting.states[plans[1].rowOf(0, 3)].exists);
    CHECK(resting.states[plans[1].rowOf(1, 3)].exists);
}

TEST_CASE("rows are handed on complete and in order while the rest is worked on, and what is stopped is a beginning",
          "[studies][sweep]")
{
    const SweepPlan plan =
        planOf(preset("llama-2-7b", "h100-sxm"), {"workload.prompt_tokens=1..10000:2000", "workload.batch=1..50"},
               {"latency", "tpot"});
    const SweepTable whole = sweep(plan);
    std::stop_source source;
    std::size_t next = 0, reported = 0, calls = 0;
    const StudyRun run{3, source.get_token(), [&](std::size_t done, std::size_t all) {
                           CHECK(all == plan.rows());
                           CHECK(done > reported);
                           reported = done;
                       }};
    const bool isDone = streamSweep(plan, run, [&](const SweepTable& part, std::size_t from, std::size_t to) {
        CHECK(part.first + from == next);
        CHECK(from < to);
        for (std::size_t i = from; i < to; ++i) {
            CHECK(part.columns[0].at(i) == whole.columns[0].at(part.first + i));
        }
        next = part.first + to;
        if (++calls == 20) {
            source.request_stop();
        }
    });
    CHECK_FALSE(isDone);
    CHECK(next > 0);
    CHECK(next < plan.rows());
    CHECK(reported == next);
    std::stop_source stopped;
    stopped.request_stop();
    CHECK(sweep(plan, {2, stopped.get_token(), {}}).size() == 0);
}

TEST_CASE("a crossing between whole numbers is the first that something else limits", "[studies][sweep]")
{
    // A short context, so that the cache does not grow with the batch as fast as the arithmetic does.
    const Scenario llama =
        with(with(preset("llama-3-8b", "h100-sxm"), "workload.prompt_tokens", "64"), "workload.output_tokens", "32");
    const SweepPlan coarse = planOf(llama, {"workload.batch=1..2048:7", "deployment.weights=bf16,int8,int4-group"}, {});
    const SweepPlan fine =
        planOf(llama, {"workload.batch=1..2048:2048", "deployment.weights=bf16,int8,int4-group"}, {});
    const std::vector<SweepCrossing> found = crossingsOf(coarse, sweep(coarse));
    using Kind = SweepCrossing::Kind;
    // Every single batch, to compare with.
    std::vector<SweepCrossing> expected;
    for (std::size_t s = 0; s < 3; ++s) {
        Scenario scenario = llama;
        coarse.variations[1].row.set(scenario, coarse.variations[1].values[s]);
        std::optional<Evaluation> before;
        for (int batch = 1; batch <= 2048; ++batch) {
            scenario.workload.batch = batch;
            Evaluation e = evaluate(scenario);
            for (std::size_t stage = 0; before && stage < e.stages.size(); ++stage) {
                const Bound from = before->stages[stage].totals.bound, to = e.stages[stage].totals.bound;
                if (from != to) {
                    expected.push_back({static_cast<double>(batch), s, Kind::Limit, stage, e.program.stages[stage].name,
                                        from, to, e.placement.fits});
                }
            }
            if (before && before->verdict.stage != e.verdict.stage) {
                const std::size_t longest = e.verdict.stage;
                expected.push_back({static_cast<double>(batch), s, Kind::Longest, longest,
                                    e.program.stages[longest].name, e.stages[before->verdict.stage].totals.bound,
                                    e.stages[longest].totals.bound, e.placement.fits});
            }
            if (before && before->placement.fits != e.placement.fits) {
                expected.push_back({static_cast<double>(batch), s, Kind::Fit, {}, {}, {}, {}, e.placement.fits});
            }
            before = std::move(e);
        }
    }
    REQUIRE(expected.size() >= 3); // decode becomes compute-bound, in each format
    CHECK(std::ranges::count(expected, Kind::Longest, &SweepCrossing::kind) >= 1);
    const auto brief = [](const std::vector<SweepCrossing>& all) {
        std::vector<std::string> texts;
        for (const SweepCrossing& each : all) {
            texts.push_back(std::to_string(each.series) + " " + std::to_string(each.value) + " " + each.sentence());
        }
        std::ranges::sort(texts);
        return texts;
    };
    CHECK(brief(found) == brief(expected));
    CHECK(brief(crossingsOf(fine, sweep(fine))) == brief(expected));
}

TEST_CASE("a crossing of a real number is exact to the last bit", "[studies][sweep]")
{
    // Arithmetic limits prefill until the bandwidth falls below what keeps it fed; it fits from some capacity on.
    const Scenario llama = preset("llama-2-7b", "h100-sxm");
    for (const char* vary : {"device.memory.bandwidth=1GB/s..100TB/s:5", "device.memory.capacity=1GB..1TB:4"}) {
        const SweepPlan plan = planOf(llama, {vary}, {});
        const std::vector<SweepCrossing> found = crossingsOf(plan, sweep(plan));
        INFO(vary);
        REQUIRE(found.size() >= 1);
        for (const SweepCrossing& crossing : found) {
            const auto at = [&](double value) {
                Scenario scenario = llama;
                plan.variations[0].row.set(scenario, value);
                return SweepState(evaluate(scenario));
            };
            const SweepState there = at(crossing.value), before = at(std::nextafter(crossing.value, 0));
            if (crossing.kind == SweepCrossing::Kind::Limit) {
                CHECK(before.boundOf(crossing.stage) == crossing.from);
                CHECK(there.boundOf(crossing.stage) == crossing.to);
            } else if (crossing.kind == SweepCrossing::Kind::Longest) {
                CHECK(before.longest != there.longest);
                CHECK(there.longest == crossing.stage);
            } else {
                CHECK(before.fits != crossing.fits);
                CHECK(there.fits == crossing.fits);
            }
        }
    }
}

TEST_CASE("a metric that is nowhere says why, and a plan that cannot be run is refused", "[studies][sweep]")
{
    const Scenario cnn = preset("resnet-50", "h100-sxm");
    const SweepPlan plan = planOf(cnn, {"workload.batch=1..8"}, {"latency", "kv_cache"});
    const SweepTable table = sweep(plan);
    CHECK(absenceOf(plan, table, 0) == "");
    CHECK(absenceOf(plan, table, 1) == metric(evaluate(cnn), "kv_cache").absent);
    CHECK_FALSE(table.columns[1].at(3));
    const Variation batch = varying(cnn, "workload.batch=1..8");
    CHECK(refusalOf({cnn, {}, {}}) == "a sweep varies one parameter or two");
    CHECK(refusalOf({cnn, {batch, batch}, {}}).find("varied twice") != std::string::npos);
    CHECK(refusalOf({cnn, {batch}, {"speed"}}).find("there is no such metric") != std::string::npos);
    CHECK(
        refusalOf({cnn, {varying(cnn, "workload.batch=1..65536:65536"), varying(cnn, "environment.pue=1..5:1000")}, {}})
            .find("a study takes at most") != std::string::npos);
    CHECK(refusalOf({cnn, {variationOf(std::vector<Device>())}, {}}) == "device has no values");
}

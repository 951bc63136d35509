// A sweep of many scenarios against as many single assessments on all cores, and what its table takes.

#include "core/studies/sweep.h"

#include "core/evaluate/evaluate.h"
#include "tests/bench/rows.h"
#include "tests/bench/timing.h"
#include "tests/support/scenarios.h"

#include <fstream>
#include <thread>
#include <unistd.h>

namespace ridge::bench {
namespace {

/// Bytes of memory that the process holds.
double residentBytes()
{
    double pages = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> pages >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

SweepPlan planOf(std::size_t prompts, std::size_t batches)
{
    SweepPlan plan{test::preset("llama-2-7b", "h100-sxm"),
                   {},
                   {"latency", "ttft", "tpot", "tokens_per_second", "memory_footprint", "macs", "kv_cache",
                    "energy_per_inference", "max_batch", "flops"}};
    for (const std::string& text : {"workload.prompt_tokens=1..1000000:" + std::to_string(prompts),
                                    "device.memory.bandwidth=1TB/s..8TB/s:" + std::to_string(batches)}) {
        plan.variations.push_back(parseVariation(plan.scenario, text).value.value());
    }
    return plan;
}

} // namespace

void measureSweep(Rows& rows)
{
    const SweepPlan plan = planOf(2000, 600);
    const auto count = static_cast<double>(plan.rows());
    const auto cores = static_cast<double>(std::max(1u, std::thread::hardware_concurrency()));
    const std::vector<std::string_view> ids(plan.metrics.begin(), plan.metrics.end());
    const auto scenario = std::make_shared<const Scenario>(plan.scenario);
    const double before = residentBytes();
    double held = 0;
    const auto all = [&] {
        const SweepTable table = sweep(plan);
        held = std::max(held, residentBytes() - before);
    };
    constexpr int singles = 200'000;
    const auto one = [&] {
        for (int i = 0; i < singles; ++i) {
            assess(scenario, ids);
        }
    };
    std::vector<double> seconds, ratios;
    for (int i = 0; i < 3; ++i) {
        seconds.push_back(secondsOf(all) * 1e6 / count);
        ratios.push_back(seconds.back() / (secondsOf(one) / singles * 1e6 / cores));
    }
    const double time = median(seconds);
    rows.push_back({"sweep of 10⁶, ten metrics of Llama-2-7B, all cores", time, "s", time / median(ratios), 1 / 0.9,
                    median(ratios)});
    rows.push_back({"the same, on two cores", time * cores / 2, "s", {}, 2, {}});
    rows.push_back({"the same, held in memory", held / 1e6 * 1e6 / count, "MB", {}, 200, {}});
    const SweepPlan live = planOf(100, 100);
    rows.push_back(
        {"sweep of 10⁴, to follow a slider", medianSeconds([&] { sweep(live); }, 11) * 1e3, "ms", {}, 33, {}});
}

} // namespace ridge::bench

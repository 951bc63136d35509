#include "core/evaluate/advice.h"

#include "core/evaluate/evaluate.h"
#include "core/metrics/catalogue.h"
#include "core/scenario/parameters/parameters.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace ridge {
namespace {

/// Settings that make something smaller, tried one after the other.
struct Try {
    std::string words;
    std::map<std::string, std::string> settings;
};

Evaluation assessed(Scenario scenario)
{
    constexpr std::string_view ids[] = {"max_batch", "latency"};
    return assess(std::make_shared<const Scenario>(std::move(scenario)), ids);
}

/// Of what runs: narrower formats, where they are narrower.
std::vector<Try> triesOfRun(const Scenario& s)
{
    const auto narrows = [](Precision now, Precision to) {
        return now != Precision::Stored && infoOf(to).bits < infoOf(now).bits;
    };
    const Deployment& d = s.deployment;
    const bool cache = s.model.generates() && infoOf(d.kvCache).bits > 8;
    const std::pair<std::string, std::string> narrowCache{"deployment.kv_cache", infoOf(Precision::FP8).id};
    std::vector<Try> all;
    for (const auto& [words, both, format] :
         {std::tuple("8-bit weights", "8-bit weights and cache", Precision::INT8),
          std::tuple("4-bit weights", "4-bit weights and an 8-bit cache", Precision::INT4Group)}) {
        std::map<std::string, std::string> settings;
        if (narrows(d.weights, format)) {
            settings.emplace("deployment.weights", infoOf(format).id);
            all.push_back({words, settings});
        }
        if (cache) {
            settings.insert(narrowCache);
            all.push_back({settings.size() > 1 ? both : "an 8-bit cache", settings});
        }
    }
    return all;
}

/// Of a step of training: what is computed again, and what replicas keep a part of.
std::vector<Try> triesOfTraining(const Scenario& s)
{
    struct Shared {
        Sharded what;
        const char *id, *words;
    };
    static constexpr Shared shares[] = {
        {Sharded::Optimizer, "optimizer", "replicas that share the optimizer's state (ZeRO 1)"},
        {Sharded::Gradients, "gradients", "replicas that share gradients and states (ZeRO 2)"},
        {Sharded::Weights, "weights", "replicas that share weights, gradients and states (ZeRO 3)"},
    };
    const std::pair<std::string, std::string> again{"training.recomputation", "full"};
    const bool keeps = s.training.recomputation != Recomputation::Full;
    const Split& split = s.deployment.split;
    std::vector<Try> all;
    if (keeps) {
        all.push_back({"full recomputation", {again}});
    }
    for (const auto& [what, id, words] : shares) {
        if (split.replicas() > 1 && split.sharded < what) {
            const std::pair<std::string, std::string> shared{"deployment.split.sharded", id};
            all.push_back({words, {shared}});
            if (keeps) {
                all.push_back({std::string("full recomputation and ") + words, {again, shared}});
            }
        }
    }
    return all;
}

/// The fastest of them that makes it fit as it is; null where none does.
const Try* fastestThatFits(const Scenario& s, const std::vector<Try>& tries)
{
    const Try* best = nullptr;
    double least = 0;
    for (const Try& one : tries) {
        Scenario there = s;
        const Evaluation tried = setParameters(there, one.settings).empty() ? assessed(there) : Evaluation{};
        const double time = tried.scenario ? metric(tried, "latency").value.value_or(0) : 0;
        if (tried.scenario && tried.placement.fits && (!best || time < least)) {
            best = &one;
            least = time;
        }
    }
    return best;
}

/// The batch that fits, where there is one and it is smaller; tried, as not everything grows with the batch.
std::string batchThatFits(const Scenario& s, const Evaluation& e)
{
    double batch = std::floor(metric(e, "max_batch").value.value_or(0));
    for (int tries = 0; batch >= 1 && batch < s.workload.batch && tries < 4; ++tries) {
        Scenario smaller = s;
        smaller.workload.batch = batch;
        const Evaluation there = assessed(std::move(smaller));
        if (there.placement.fits) {
            return "a batch of " + format(batch, Unit::Count);
        }
        batch = std::min(batch - 1, std::floor(metric(there, "max_batch").value.value_or(0)));
    }
    return {};
}

} // namespace

std::string whatFits(const Evaluation& e)
{
    const Scenario& s = *e.chosen;
    std::string words;
    const std::string batch = batchThatFits(s, e);
    if (!batch.empty()) {
        return batch;
    }
    double need = 0, capacity = 0;
    const auto measure = [&](const Evaluation& there) {
        const MemoryLevel* level = there.workingLevel();
        need = (there.memory.weights + there.memory.peakWorking).inBaseUnits();
        capacity = level && !s.device.flash() ? level->capacity.value_or(0) - there.memory.runtime.inBaseUnits() : 0;
    };
    measure(e);
    const std::vector<Try> tries = s.trains() ? triesOfTraining(s) : triesOfRun(s);
    if (const Try* fastest = s.trains() ? fastestThatFits(s, tries) : nullptr) {
        return fastest->words;
    }
    for (const Try& one : tries) {
        Scenario smaller = s;
        if (!setParameters(smaller, one.settings).empty()) {
            continue; // it has no such setting
        }
        const Evaluation there = assessed(smaller);
        if (there.placement.fits) {
            return one.words;
        }
        if (const std::string batchToo = batchThatFits(smaller, there); !batchToo.empty()) {
            return one.words + " and " + batchToo;
        }
        words = one.words;
        measure(there);
    }
    if (e.program.isSplit()) {
        return {}; // what more devices would hold depends on how they share
    }
    const double devices = capacity > 0 ? std::ceil(need / capacity) : 0; // split evenly, at best
    if (devices < 2 || devices > 1024) {
        return {};
    }
    return (words.empty() ? "" : words + " and ") + format(devices, Unit::Count) + " of these devices";
}

} // namespace ridge

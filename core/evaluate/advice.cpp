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
    const char* words;
    std::map<std::string, std::string> settings;
};

Evaluation assessed(Scenario scenario)
{
    constexpr std::string_view ids[] = {"max_batch"};
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

/// Of a step of training: what is computed again, and what replicas or the host keep.
std::vector<Try> triesOfTraining(const Scenario& s)
{
    const std::pair<std::string, std::string> again{"training.recomputation", "full"};
    const std::pair<std::string, std::string> shared{"deployment.split.sharded", "weights"};
    const bool keeps = s.training.recomputation != Recomputation::Full;
    const bool canShare = s.deployment.split.replicas() > 1 && s.deployment.split.sharded != Sharded::Weights;
    std::vector<Try> all;
    if (keeps) {
        all.push_back({"full recomputation", {again}});
    }
    if (canShare) {
        all.push_back({"replicas that share weights, gradients and states (ZeRO 3)", {shared}});
    }
    if (keeps && canShare) {
        all.push_back({"full recomputation and replicas that share their state (ZeRO 3)", {again, shared}});
    }
    return all;
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
    for (const Try& one : s.trains() ? triesOfTraining(s) : triesOfRun(s)) {
        Scenario smaller = s;
        if (!setParameters(smaller, one.settings).empty()) {
            continue; // it has no such setting
        }
        const Evaluation there = assessed(smaller);
        if (there.placement.fits) {
            return one.words;
        }
        if (const std::string batchToo = batchThatFits(smaller, there); !batchToo.empty()) {
            return std::string(one.words) + " and " + batchToo;
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

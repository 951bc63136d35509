#include "core/evaluate/advice.h"

#include "core/evaluate/evaluate.h"
#include "core/metrics/catalogue.h"
#include "core/scenario/parameters/parameters.h"

#include <cmath>

namespace ridge {
namespace {

struct Try {
    const char* words;
    Precision weights;
    bool cacheToo;
};

constexpr Try tries[] = {{"8-bit weights", Precision::INT8, false},
                         {"8-bit weights and cache", Precision::INT8, true},
                         {"4-bit weights", Precision::INT4Group, false},
                         {"4-bit weights and an 8-bit cache", Precision::INT4Group, true}};

Evaluation assessed(Scenario scenario)
{
    constexpr std::string_view ids[] = {"max_batch"};
    return assess(std::make_shared<const Scenario>(std::move(scenario)), ids);
}

/// Only what makes something smaller is a change.
std::optional<Scenario> changed(const Scenario& s, const Try& to)
{
    const auto bits = [](Precision p) { return infoOf(p).bits; };
    const bool narrowsWeights =
        s.deployment.weights != Precision::Stored && bits(to.weights) < bits(s.deployment.weights);
    const bool narrowsCache = s.model.generates() && bits(s.deployment.kvCache) > 8;
    if (to.cacheToo ? !narrowsCache : !narrowsWeights) {
        return std::nullopt;
    }
    Scenario out = s;
    if (narrowsWeights) {
        out.deployment.weights = to.weights;
    }
    if (to.cacheToo) {
        out.deployment.kvCache = Precision::FP8;
    }
    return out;
}

/// The batch that fits, where there is one and it is smaller.
std::string batchThatFits(const Scenario& s, const Evaluation& e)
{
    const double batch = metric(e, "max_batch").value.value_or(0);
    return batch >= 1 && batch < s.workload.batch ? "a batch of " + format(batch, Unit::Count) : std::string();
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
    for (const Try& one : tries) {
        const std::optional<Scenario> narrower = changed(s, one);
        if (!narrower) {
            continue;
        }
        const Evaluation there = assessed(*narrower);
        if (there.placement.fits) {
            return one.words;
        }
        if (const std::string smaller = batchThatFits(s, there); !smaller.empty()) {
            return std::string(one.words) + " and " + smaller;
        }
        words = one.words;
        measure(there);
    }
    const double devices = capacity > 0 ? std::ceil(need / capacity) : 0; // split evenly, at best
    if (devices < 2 || devices > 1024) {
        return {};
    }
    return (words.empty() ? "" : words + " and ") + format(devices, Unit::Count) + " of these devices";
}

} // namespace ridge

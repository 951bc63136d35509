#include "core/metrics/memory_facts.h"
#include "core/metrics/row.h"

namespace ridge {
namespace {

constexpr const char* oneDevice = "one device does everything";
constexpr const char* noTime = "nothing takes time";

/// T₁ / T_n. What one device takes is worked out for it alone, had it the memory.
template <class N> N speedup(const Facts<N>& f)
{
    const N one = constantLeaf<N>("T_1", f.e.latencyOfOne.inBaseUnits(), "the latency of the same work on one device",
                                  Unit::Seconds);
    return one / named("T_n", Unit::Seconds, f.latency()).inBaseUnits();
}

template <class N> const char* whyNoSpeedup(const Facts<N>& f)
{
    return !f.e.program.isSplit() ? oneDevice : f.e.latency() > Seconds<>() ? nullptr : noTime;
}

/// What everything that a rank holds takes, on all ranks together, over what one device has.
template <class N> Answer<N> devicesNeeded(const Facts<N>& f)
{
    const MemoryLevel* level = f.e.workingLevel();
    if (!level || !level->capacity || f.s.device.flash()) {
        return Answer<N>::none(f.s.device.flash() ? "devices that run weights from flash do not share a model"
                                                  : "the device states no capacity");
    }
    const MemoryFacts<N> memory(f);
    const N need = named("M", Unit::Bytes, memory.stored() + memory.working());
    const std::string id = levelId(f.s.device, level);
    const N whole =
        deviceLeaf<N>(id.empty() ? id : id + ".capacity", "capacity", level->capacity.value_or(0), Unit::Bytes);
    if (valueOf(whole) <= f.s.device.runtimeMemory.value_or(0)) {
        return Answer<N>::none("the runtime alone takes all the memory of a device");
    }
    const N capacity = f.s.device.runtimeMemory ? whole - runtimeLeaf(f) : whole;
    return Answer<N>(roundedUp(f.program().devices * need / capacity));
}

void addSpeedups(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"speedup", "Speed-up", "S", Family::Scaling, Unit::Ratio,
         "Latency of one such device, had it the memory, over that of all of them, for the same work: the cheat "
         "sheet's ratio of throughputs.",
         "cheat sheet; strong scaling, corrections m"},
        RIDGE_FORMULA {
            const char* why = whyNoSpeedup(f);
            return why ? Answer<N>::none(why) : Answer<N>(speedup(f));
        }));
    rows.push_back(makeMetric(
        {"scalability_ratio", "Scaling efficiency", "E", Family::Scaling, Unit::Percent,
         "Speed-up over devices: 100 % where all of them are as fast together as one after the other.",
         "strong scaling, T_1 / (n·T_n); corrections m"},
        RIDGE_FORMULA {
            const char* why = whyNoSpeedup(f);
            return why ? Answer<N>::none(why)
                       : Answer<N>(named("S", Unit::Ratio, speedup(f)) / named("n", Unit::Count, f.program().devices));
        }));
    rows.push_back(makeMetric(
        {"communication_overhead", "Communication overhead", "", Family::Scaling, Unit::Percent,
         "Part of a rank's time in which it exchanges and does nothing else.",
         "cheat sheet, with the time that nothing hides; corrections m"},
        RIDGE_FORMULA {
            const char* why = whyNoSpeedup(f);
            return why ? Answer<N>::none(why)
                       : Answer<N>(named("T_exchange", Unit::Seconds,
                                         f.overStages(&Facts<N>::exchangeTime, "T_exchange", Unit::Seconds)) /
                                   named("T", Unit::Seconds, f.latency()));
        }));
}

} // namespace

void addScalingMetrics(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"devices", "Devices", "n", Family::Scaling, Unit::Count,
         "That share the work: the product of the degrees of data, tensor, pipeline, expert and context parallelism.",
         "the deployment"},
        RIDGE_FORMULA {
            const Split& split = f.s.deployment.split;
            return Answer<N>(f.leaf("deployment.split.data", "DP", split.data) *
                             f.leaf("deployment.split.tensor", "TP", split.tensor) *
                             f.leaf("deployment.split.pipeline", "PP", split.pipeline) *
                             f.leaf("deployment.split.expert", "EP", split.expert) *
                             f.leaf("deployment.split.context", "CP", split.context));
        }));
    rows.push_back(makeMetric(
        {"devices_needed", "Devices needed", "n_min", Family::Scaling, Unit::Count,
         "Devices that hold together what all ranks hold now, were it shared evenly: weights as often as there are "
         "replicas, activations and cache.",
         "need over capacity"},
        RIDGE_FORMULA { return devicesNeeded(f); }));
    addSpeedups(rows);
    rows.push_back(makeMetric(
        {"network_bytes", "Bytes sent by a rank", "", Family::Scaling, Unit::Bytes,
         "What one rank sends to others in the whole run, by the bus factors of its exchanges. What links draw is "
         "not counted as energy.",
         "NVIDIA nccl-tests, doc/PERFORMANCE.md; corrections v"},
        RIDGE_FORMULA {
            return f.e.program.isSplit() ? Answer<N>(f.overStages(&Facts<N>::exchangedBytes, "sent", Unit::Bytes))
                                         : Answer<N>::none(oneDevice);
        }));
}

} // namespace ridge

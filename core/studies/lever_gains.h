// What each lever would give a scenario by itself, at its present numbers; of one that is pulled, what having it gives.
// Not a stack of several (waterfall.h), and not a search over their numbers.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/studies/runner.h"

#include <array>

namespace ridge {

/// What the gains are measured by.
inline constexpr std::array<std::string_view, 9> gainMetrics{"latency",
                                                             "memory_footprint",
                                                             "energy_per_inference",
                                                             "kv_cache",
                                                             "activation_memory_peak",
                                                             "model_size",
                                                             "macs",
                                                             "parameters",
                                                             "tpot"};

/// Whether people ask for it first: what levers gain, what rankings show, the time to the first token.
bool isAskedFirst(std::string_view metric);

/// A metric without a lever and with it; absent where it does not apply.
struct LeverEffect {
    std::optional<double> without, with;

    /// With over without; 1 where there is nothing to compare.
    double factor() const { return without && with && *without > 0 && *with > 0 ? *with / *without : 1; }
    double difference() const { return without && with ? *with - *without : 0; }
};

struct LeverGain {
    const LeverText* lever = nullptr;
    bool isPulled = false;
    std::string refusal; // why it means nothing here, as half a sentence; empty: it can be pulled
    bool isIdle = false; // it finds nothing to change
    std::array<LeverEffect, gainMetrics.size()> effects;
    bool fitsWithout = true, fitsWith = true;
    Bound boundWithout = Bound::Memory, boundWith = Bound::Memory; // of the longest stage

    /// Of one of gainMetrics.
    const LeverEffect& effect(std::string_view metric) const;
};

struct LeverGains {
    std::shared_ptr<const Scenario> of;
    std::vector<LeverGain> levers; // all there are, in the order in which they are applied
};

/// Null where it was stopped before the end.
std::shared_ptr<const LeverGains> leverGains(std::shared_ptr<const Scenario> chosen, const StudyRun& run = {});

/// "now fits · latency −47 % · memory −62 %": what changes, in the order of what people ask first; else empty.
std::string gainText(const LeverGain& gain);
/// Every figure that changes, a line each: "Latency 12.5 ms → 6.61 ms, −47 %".
std::vector<std::string> gainLines(const LeverGain& gain, NumberStyle style);

} // namespace ridge

// Whether targets are met, and by how much they are not.
// Not how they are reached.
#pragma once

#include "core/metrics/catalogue.h"
#include "core/scenario/targets.h"

namespace ridge {

enum class TargetState { Met, Missed, Absent };

/// One target beside the metric that it is of.
struct CheckedTarget {
    std::string metric;
    Aim aim;
    TargetState state = TargetState::Absent; // the metric does not apply here
    double missing = 0;                      // base units, of a missed one: too much, or too little

    /// "≤ 20 ms"
    std::string aimText(NumberStyle style = {}) const;
    /// "✓ met", "5.1 ms too much".
    std::string mark(NumberStyle style = {}) const;
    /// "met: ≤ 20 ms", "5.1 ms above the target of ≤ 20 ms", "no such number here, target ≤ 20 ms".
    std::string sentence(NumberStyle style = {}) const;
    const Metric& row() const { return metricCatalogue()[*metricIndex(metric)]; }
    friend bool operator==(const CheckedTarget&, const CheckedTarget&) = default;
};

/// Absent where there is no target of that metric.
std::optional<CheckedTarget> checkTarget(const Targets& targets, std::string_view metric, const Evaluation& evaluation);

/// Targets of metrics that do not exist or of values that are no numbers, and those of metrics that do not apply.
std::vector<Issue> validateTargets(const Targets& targets, const Evaluation& evaluation);

/// What somebody usually wants of a metric: rates, returns and free room at least so much, all else at most.
bool isUsuallyAtLeast(const Metric& metric);

/// "<= 20 ms", "≥5 GB", "20ms": what is asked for, with the comparison that is usual where none is given. Absent with a
/// sentence where it is no such text.
struct ParsedAim {
    std::optional<Aim> aim;
    std::string problem;
};
ParsedAim parseAim(std::string_view text, const Metric& metric);

} // namespace ridge

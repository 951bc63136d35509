// The metric catalogue: one row per number that can be shown, with its formula and source.
// Not the arithmetic of single operators (formulas.h); a row only says how the parts combine.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/quantity/traced.h"

#include <span>

namespace ridge {

enum class Family { Memory, Compute, Latency, Energy, Scaling, Quantization, Training, Architecture };
std::string_view labelOf(Family family);

template <class N> class Facts;

struct Metric {
    std::string_view id;
    std::string_view label;
    std::string_view symbol;
    Family family;
    Unit unit;
    std::string_view help;
    std::string_view source;
    MetricValue (*value)(const Facts<double>&);
    std::optional<Traced> (*derivation)(const Facts<Traced>&); // empty when absent
    std::optional<StageRole> stage; // whose time, rate or energy it is; absent: of the whole run

    /// Can be opened as long as the evaluation lives.
    std::optional<Traced> derive(const Evaluation& evaluation) const;
};

std::span<const Metric> metricCatalogue();

/// Index into the catalogue, and into Evaluation::metrics.
std::optional<std::size_t> metricIndex(std::string_view id);

/// What limits the stage that a metric is of; of the whole run, the stage that takes longest.
Bound limitOf(const Evaluation& evaluation, const Metric& metric);

/// The value of one metric; absent when it does not apply. The id must exist.
const MetricValue& metric(const Evaluation& evaluation, std::string_view id);

} // namespace ridge

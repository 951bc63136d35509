// The scenario once in every number format: size, rate, latency, energy, and the sheet's note on accuracy.
// Not a list of formats (core/scenario/precision.h) and not a second model: each row is an evaluation.
#pragma once

#include "core/analysis/evaluation.h"

namespace ridge {

/// What a row of the table changes: the weights alone, or weights, activations and KV cache together.
enum class PrecisionScope { Weights, Everything };

struct PrecisionRow {
    Precision precision = Precision::BF16;
    double bits = 0;                              // of one weight as stored, its share of a group's scale included
    bool inUse = false;                           // the scenario runs with it already
    OpsPerSecond<> peak;                          // dense rate that arithmetic runs at
    Precision computedAt = Precision::BF16;       // whose peak that is, by the device's fallbacks
    std::string_view accuracy;                    // the sheet's rule of thumb; empty where it has none
    std::shared_ptr<const Evaluation> evaluation; // what every number of the row is read from, by metric id
};

/// The scenario in that format, which its weights take and, with that scope, all tensors that the format is for.
Scenario inPrecision(Scenario scenario, Precision precision, PrecisionScope scope);

/// Every format that weights may have, in the catalogue's order.
std::vector<PrecisionRow> precisionTable(const Scenario& scenario, PrecisionScope scope);

} // namespace ridge

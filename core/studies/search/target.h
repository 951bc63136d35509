// What a metric is to be: at most or at least so much. And what a list of those is short of.
// Not how it is reached: solve.h.
#pragma once

#include "core/metrics/catalogue.h"
#include "core/studies/variation.h"

namespace ridge {

struct Target {
    const Metric* metric = nullptr;
    bool isAtMost = true; // else at least
    bool isStrict = false;
    double limit = 0; // base units

    bool isMetBy(double value) const
    {
        return isStrict ? (isAtMost ? value < limit : value > limit) : (isAtMost ? value <= limit : value >= limit);
    }
    /// How far a value is on the wrong side, as a share of the limit, of 1 where that is 0; negative on the right one.
    double excessOf(double value) const;
    /// "tpot ≤ 20.0 ms"
    std::string text(NumberStyle style = {}) const;
};

/// "tpot<=20ms", "memory_headroom>=0", "latency<10 ms": <=, <, >=, > and ≤, ≥; values take units.
Parsed<Target> parseTarget(std::string_view text);

} // namespace ridge

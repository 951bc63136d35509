// From what batch or prompt on another limit takes over: found by evaluating there.
// Not the verdict: it says this beside what limits now.
#pragma once

#include "core/analysis/evaluation.h"

namespace ridge {

/// A whole number of a workload at which arithmetic begins to limit a stage that memory limits below.
struct Crossing {
    const char* what; // "batch", "prompt"
    double at;        // the first that arithmetic limits
};

/// Nothing where no number of the parameter's range is one, or where the program is too large to try several.
std::optional<Crossing> crossingOf(const Evaluation& evaluation, std::size_t stage);

} // namespace ridge

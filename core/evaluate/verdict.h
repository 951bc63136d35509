// Says what limits each stage that matters, by how much and from where on something else does, and whether it fits.
// Not the search for either: see crossing.h and advice.h.
#pragma once

#include "core/analysis/evaluation.h"

namespace ridge {

/// What limits, by how much and what would next, without the sentence.
Verdict weigh(const Evaluation& evaluation);

/// "Memory-bound (HBM3), 12× left of the ridge; compute limits from batch 15. Fits, 4 GB free in HBM3."
std::string sentenceOf(const Evaluation& evaluation);

} // namespace ridge

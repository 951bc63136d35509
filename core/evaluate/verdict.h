// Says in one sentence what limits a scenario, by how much, what would limit it next, and whether it fits.
// Not advice on what to change.
#pragma once

#include "core/analysis/evaluation.h"

namespace ridge {

/// What limits, by how much and what would next, without the sentence.
Verdict weigh(const Evaluation& evaluation);

/// "Memory-bound, 12× left of the ridge; doubling bandwidth makes launch overhead the limit. Fits, 4 GB free."
std::string sentenceOf(const Evaluation& evaluation);

} // namespace ridge

// The line of every report that says what was changed against the presets.
// Not the comparison: core/studies/change.h.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/library/baseline.h"

namespace ridge {

/// "Batch 1 → 16: latency ×3.1, …": what the scenario changed against the presets it is named after, the user's own
/// among them, and what that did; may be empty.
std::string changeFromPresets(const Evaluation& evaluation, const PresetLookup& beside = {});

} // namespace ridge

// Says in one sentence what an edit did: time, energy, memory, what became the limit, and whether it fits now.
// Not the verdict: that is about the present state alone.
#pragma once

#include "core/analysis/evaluation.h"

namespace ridge {

/// "+38 %", "×3.1", "÷12": factors from two up and from a tenth down, percent between.
std::string changeText(double ratio);

/// What is different now, a few words each: "latency −21 %", "3 operators became compute-bound". Empty when nothing is.
std::vector<std::string> changesOf(const Evaluation& before, const Evaluation& after);

/// "Batch 1 → 16: latency ×3.1, energy per image −71 %, 14 operators became compute-bound." Edits of conventions alone
/// say which figures moved and whether a verdict flipped. Empty when the edit has no text.
std::string describeChange(const std::string& edit, const Evaluation& before, const Evaluation& after);

/// "Batch 1 → 16, Prompt tokens 1024 → 4096": the student and the parameters in which two scenarios differ, at most
/// three by name, and whether layers or figures without a parameter do. Empty when nothing does.
std::string describeEdits(const Scenario& before, const Scenario& after);

/// "Batch 16 → 1, Prompt tokens 4096 → 512": every parameter beside model and device that both scenarios have and in
/// which they differ: what another model or device brought along. Empty when nothing differs.
std::string describeBroughtAlong(const Scenario& before, const Scenario& after);

} // namespace ridge

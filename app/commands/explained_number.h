// The number that --explain names: a metric, or a figure of a block of the model, of an operator or of a group.
// Not its derivation: see core/explain/explain.h.
#pragma once

#include "core/explain/explain.h"

namespace ridge {

/// "kv_cache", "macs:decode/attn", "time_s:decode/attn.q", "total_energy_j#MLP". Throws FormatError, one sentence, for
/// what the evaluation has not.
NumberRef explainedNumber(const Evaluation& evaluation, const std::string& text);

/// The derivation of each, where what differs from the presets is said to be changed. Throws FormatError as well for
/// what does not apply.
std::vector<Explanation> explanationsOf(const Evaluation& evaluation, const std::vector<std::string>& texts);

} // namespace ridge

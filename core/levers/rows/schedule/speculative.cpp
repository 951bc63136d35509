#include "core/levers/levers.h"

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    return !s.model.isDecoder() ? "only a language model on its own checks the drafts of another"
           : s.trains()         ? "training generates nothing"
                                : nullptr;
}

} // namespace

/// The workload says it: proposals, acceptance and the draft model's size are parameters there, and expansion adds its
/// stages. Speed (1 − α^(γ+1))/((1 − α)(γ·c + 1)) while a check takes no longer than a step.
extern const Lever speculativeLever; // named by the list of all rows
const Lever speculativeLever = [] {
    Lever lever{{.id = "speculative",
                 .label = "Speculative decoding",
                 .reduces = "time per token, while decode is memory-bound",
                 .kind = LeverKind::Schedule,
                 .order = 40,
                 .caveat =
                     "A draft model's weights and cache take memory, and a check computes for all proposals: with "
                     "large batches it costs what they cost. How many are agreed to depends on the task "
                     "(Leviathan et al. 2023, arXiv:2211.17192).",
                 .toggle = {"workload.draft_tokens", 4, 0},
                 .refusal = refusal}};
    lever.isOn = [](const Scenario& s) { return s.speculates(); };
    return lever;
}();

} // namespace ridge

#include "core/levers/levers.h"
#include "core/levers/training/adapters.h"

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    return !s.trains()                                 ? "nothing is trained: see quantized weights"
           : s.deployment.weights == Precision::Stored ? "weights are taken as they are stored in their file"
                                                       : nullptr;
}

} // namespace

/// Adapters beside frozen weights of 4 bits. Source: Dettmers et al. 2023 (arXiv:2305.14314); corrections o.
extern const Lever qloraLever; // named by the list of all rows
const Lever qloraLever = [] {
    const auto attach = []<class N>(const Pulled<N>& pulled, ProgramOf<N>& program) {
        return addLowRank(program, pulled["rank"], static_cast<AdapterTargets>(pulled.choice("targets")),
                          pulled.scenario.deployment.keptFormat());
    };
    Lever lever = programLever(
        {.id = "qlora",
         .label = "QLoRA",
         .reduces = "weights to 4 bits, gradients and optimizer state",
         .kind = LeverKind::Format,
         .order = 90,
         .caveat = "Each product expands the weights again, forward and backward. 65 B parameters take 33.6 GB in NF4 "
                   "with double quantization, instead of more than 780 GB for full 16-bit fine-tuning (Dettmers et al. "
                   "2023, arXiv:2305.14314). Activations stay.",
         .parameters = {{"rank", "Rank", "r", Unit::Count, 1, 4096, 64, "Rows of A and columns of B."},
                        {"targets", "Targets", "", Unit::Choice, 0, 2, 2, "Which matrices have an adapter.",
                         adapterTargetIds(), adapterTargetLabels()}},
         .refusal = refusal},
        attach);
    const auto narrow = []<class N>(const Pulled<N>& pulled, ScenarioEdits<N>& edits) {
        edits.choose("deployment.weights", "nf4-double", pulled["targets"]);
    };
    lever.reshape = [](const Pulled<double>& pulled, ScenarioEdits<double>& edits) {
        decltype(narrow){}(pulled, edits);
    };
    lever.traceReshape = [](const Pulled<Traced>& pulled, ScenarioEdits<Traced>& edits) {
        decltype(narrow){}(pulled, edits);
    };
    return lever;
}();

} // namespace ridge

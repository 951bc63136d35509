#include "core/levers/levers.h"
#include "core/levers/training/adapters.h"

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    return !s.trains()                           ? "nothing is trained: merged into the weights it costs nothing"
           : s.levers.contains("lever.qlora")    ? "QLoRA attaches the same products"
           : s.levers.contains("lever.adapters") ? "adapters train other layers beside the same weights"
                                                 : nullptr;
}

} // namespace

/// r·(c_i + c_o) parameters learn beside each matrix, and nothing else does. Source: corrections o.
extern const Lever loraLever; // named by the list of all rows
const Lever loraLever = programLever(
    {.id = "lora",
     .label = "LoRA",
     .reduces = "gradients and optimizer state, and a third of the products",
     .kind = LeverKind::Shape,
     .order = 90,
     .caveat =
         "Weights and activations stay: gradients still go through every layer down to the first adapter, and "
         "each adapter keeps what it reads and its own result (huggingface/peft issue 2196: twice the activations "
         "of a ResNet-50). GPT-3 with r = 4 on query and value trains 18.9 M parameters (Hu et al. 2021, "
         "arXiv:2106.09685).",
     .parameters = {{"rank", "Rank", "r", Unit::Count, 1, 4096, 16, "Rows of A and columns of B."},
                    {"targets", "Targets", "", Unit::Choice, 0, 2, 0, "Which matrices have an adapter.",
                     adapterTargetIds(), adapterTargetLabels()}},
     .refusal = refusal},
    []<class N>(const Pulled<N>& pulled, ProgramOf<N>& program) {
        return addLowRank(program, pulled["rank"], static_cast<AdapterTargets>(pulled.choice("targets")),
                          pulled.scenario.deployment.keptFormat());
    });

} // namespace ridge

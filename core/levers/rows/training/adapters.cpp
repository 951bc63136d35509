#include "core/levers/training/adapters.h"
#include "core/levers/levers.h"

namespace ridge {

/// Bottlenecks behind each branch learn, and nothing else does.
extern const Lever adaptersLever; // named by the list of all rows
const Lever adaptersLever = programLever(
    {.id = "adapters",
     .label = "Adapters",
     .reduces = "gradients and optimizer state, and a third of the products",
     .kind = LeverKind::Shape,
     .order = 91,
     .caveat = "They stay in the model: every pass gets longer, at inference as well, and activations are kept as "
               "before. 3.6 % more parameters for each task of GLUE (Houlsby et al. 2019, arXiv:1902.00751).",
     .parameters = {{"channels", "Channels", "m", Unit::Count, 1, 8192, 64, "Of the bottleneck."}},
     .refusal = [](const Scenario& s) -> const char* {
         return !s.trains()                        ? "nothing is trained"
                : s.levers.contains("lever.qlora") ? "QLoRA trains other layers beside the same weights"
                                                   : nullptr;
     }},
    []<class N>(const Pulled<N>& pulled, ProgramOf<N>& program) {
        return addBottlenecks(program, pulled["channels"], pulled.scenario.deployment.keptFormat());
    });

} // namespace ridge

#include "core/levers/levers.h"

namespace ridge {

/// Biases alone learn: their gradient is a sum of the output's, which needs no input kept.
extern const Lever biasonlyLever; // named by the list of all rows
const Lever biasonlyLever = programLever(
    {.id = "bias_only",
     .label = "Biases only",
     .reduces = "saved activations, gradients and optimizer state",
     .kind = LeverKind::Shape,
     .order = 92,
     .caveat = "What functions that are not linear read is kept all the same; accuracy falls where the new task is far "
               "from the old one (Cai et al. 2020, TinyTL, arXiv:2007.11622; Ben Zaken et al. 2021, BitFit, "
               "arXiv:2106.10199).",
     .refusal = [](const Scenario& s) -> const char* { return s.trains() ? nullptr : "nothing is trained"; }},
    []<class N>(const Pulled<N>&, ProgramOf<N>& program) {
        bool found = false;
        for (StageOf<N>& stage : program.stages) {
            for (OperatorOf<N>& op : stage.operators) {
                found = found || valueOf(op.sizes.bias) > 0;
                op.learning = op.learning == Learning::All ? Learning::Biases : op.learning;
            }
        }
        return found;
    });

} // namespace ridge

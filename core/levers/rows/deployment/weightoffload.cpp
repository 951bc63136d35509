#include "core/levers/offload.h"

namespace ridge {

/// What does not stay in the device's memory comes over the host link at every execution.
extern const Lever weightoffloadLever; // named by the list of all rows
const Lever weightoffloadLever = programLever(
    {.id = "weight_offload",
     .label = "Weights in host memory",
     .reduces = "the weights that the device's memory holds",
     .kind = LeverKind::Deployment,
     .order = 20,
     .caveat = "The link is then the roof, not the memory: it is taken to carry its full rate beside the arithmetic of "
               "the same operator, a lower bound, and its energy is not counted. Every pass reads it all again, so it "
               "pays with large batches (FlexGen: Sheng et al. 2023, arXiv:2303.06865). Embedding and head stay.",
     .parameters = {{"resident", "Share resident", "ρ_w", Unit::Fraction, 0, 1, 0.5,
                     "Share of every layer's weights that the device's memory holds."}},
     .refusal = noHostLink},
    []<class N>(const Pulled<N>& pulled, ProgramOf<N>& program) {
        const N resident = pulled["resident"];
        bool changed = false;
        for (StageOf<N>& stage : program.stages) {
            for (OperatorOf<N>& op : stage.operators) {
                const bool isPlaced = valueOf(op.resident) < 1 || valueOf(op.offloaded) > 0; // experts, updates
                if (!isPlaced && !isTable(op.role) && hasWeights(op)) {
                    op.resident = resident;
                    op.offloaded = N(1) - resident;
                    changed = true;
                }
            }
        }
        return changed;
    });

} // namespace ridge

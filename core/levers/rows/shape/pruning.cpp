#include "core/levers/pruned.h"

#include "core/levers/levers.h"

namespace ridge {

/// d = 1 − σ of the weights are left: d·b bits for each place of a matrix, and what says which they are, one bit of a
/// mask or the indices of those that are left. Source: corrections u.
extern const Lever pruningLever; // named by the list of all rows
const Lever pruningLever = programLever(
    {.id = "pruning",
     .label = "Unstructured pruning",
     .reduces = "stored weights, not time",
     .kind = LeverKind::Shape,
     .order = 60,
     .caveat = "Kernels of GPUs compute what was pruned as if it were there, from weights that are unpacked first, so "
               "that times and traffic stay (NVIDIA/TensorRT issue 3282, pytorch/tutorials issue 905); a few engines "
               "for CPUs skip it. Half of FP16 weights with a mask take 56.25 %.",
     .parameters = {{"sparsity", "Sparsity", "σ", Unit::Fraction, 0, 0.99, 0.5, "Share of the weights that are zero."},
                    {"encoding",
                     "Encoding",
                     "",
                     Unit::Choice,
                     0,
                     1,
                     0,
                     "What says which weights are left: one bit for every place, or an index for each that is left.",
                     {"bitmask", "indices"},
                     {"bit mask", "indices"}},
                    {"index_bits", "Index bits", "n", Unit::Bits, 1, 32, 16,
                     "Bits of each index, where the encoding has them."}},
     .refusal = [](const Scenario& s) -> const char* {
         return s.levers.contains("lever.n_m_sparsity") ? "N:M sparsity prunes the same weights" : nullptr;
     }},
    []<class N>(const Pulled<N>& pulled, ProgramOf<N>& program) {
        const N kept = N(1) - pulled["sparsity"];
        const N index = pulled.choice("encoding") == 0 ? N(1) : kept * pulled["index_bits"];
        bool changed = false;
        for (StageOf<N>& stage : program.stages) {
            for (OperatorOf<N>& op : stage.operators) {
                if (valueOf(kept) < 1 && isPrunable(op)) {
                    op.keptWeights = kept;
                    op.indexBits = index;
                    changed = true;
                }
            }
        }
        return changed;
    });

} // namespace ridge

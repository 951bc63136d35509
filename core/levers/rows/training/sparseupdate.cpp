#include "core/levers/levers.h"
#include "core/levers/training/last_layers.h"

namespace ridge {

/// Σ ρ·|a| of the layers whose weights learn, and nothing of those whose biases do. Source: corrections h.
extern const Lever sparseupdateLever; // named by the list of all rows
const Lever sparseupdateLever = programLever(
    {.id = "sparse_update",
     .label = "Sparse update",
     .reduces = "saved activations, gradients and optimizer state",
     .kind = LeverKind::Shape,
     .order = 94,
     .caveat =
         "Which layers and channels are worth it is searched for each network: a scheme of 22 biases and six "
         "layers, four whole and two by 1/8 and 1/4, trains MCUNet in 100 KB (Lin et al. 2022, arXiv:2206.15472). "
         "What functions that are not linear read is counted whole, where a mask of signs would do for a ReLU.",
     .parameters = {{"layers", "Layers", "n", Unit::Count, 1, 10000, 6, "Whose weights learn, from the output on."},
                    {"share", "Channels", "ρ", Unit::Fraction, 0.01, 1, 0.25,
                     "Share of the input channels whose weights learn."},
                    {"biases", "Biases", "n_b", Unit::Count, 0, 10000, 22, "Layers whose biases learn."}},
     .refusal = [](const Scenario& s) -> const char* { return s.trains() ? nullptr : "nothing is trained"; }},
    []<class N>(const Pulled<N>& pulled, ProgramOf<N>& program) {
        return learnAtTheEnd(program, pulled["layers"], pulled["biases"], pulled["share"]);
    });

} // namespace ridge

#include "core/levers/levers.h"
#include "core/levers/training/last_layers.h"

namespace ridge {

/// Gradients stop at the first layer that learns: nothing before it is kept.
extern const Lever lastlayersLever; // named by the list of all rows
const Lever lastlayersLever = programLever(
    {.id = "last_layers",
     .label = "Last layers only",
     .reduces = "saved activations, gradients, optimizer state and most of backward",
     .kind = LeverKind::Shape,
     .order = 93,
     .caveat =
         "Features of before stay as they are: less accurate than training all, the more so the farther the new "
         "task is from the old one (Cai et al. 2020, TinyTL, arXiv:2007.11622). A head that was tied to the table of "
         "tokens has weights of its own once it learns alone.",
     .parameters = {{"layers", "Layers", "n", Unit::Count, 1, 10000, 1,
                     "That learn, from the output on: a product with weights, or a repetition of a block."}},
     .refusal = [](const Scenario& s) -> const char* { return s.trains() ? nullptr : "nothing is trained"; }},
    []<class N>(const Pulled<N>& pulled, ProgramOf<N>& program) {
        return learnAtTheEnd(program, pulled["layers"], pulled["layers"], N(1));
    });

} // namespace ridge

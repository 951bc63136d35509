#include "core/levers/levers.h"

#include "core/scenario/families/layer_list.h"

namespace ridge {

/// α on every channel: products and weights fall with α², maps with α.
extern const Lever widthmultiplierLever; // named by the list of all rows
const Lever widthmultiplierLever = scenarioLever(
    {.id = "width_multiplier",
     .label = "Width multiplier",
     .reduces = "products and weights with its square, maps in proportion",
     .kind = LeverKind::Shape,
     .order = 20,
     .caveat = "A narrower network has to be trained: MobileNet went from 70.6 % to 68.4 % of ImageNet at 0.75 and to "
               "63.7 % at 0.5 (Howard et al. 2017, arXiv:1704.04861, Table 6). The first layer's input and layers of "
               "fixed width stay.",
     .parameters = {{"alpha", "Width", "α", Unit::Fraction, 0.1, 2, 0.75,
                     "Factor on the channels of every convolution that is not marked as fixed."},
                    {"multiple", "Channels in multiples", "", Unit::Count, 1, 128, 8,
                     "Scaled channels are rounded to these, or to the list's own where those are coarser."}},
     .refusal = [](const Scenario& s) -> const char* {
         return s.model.imported() ? "a graph from a file has its widths built in"
                : s.model.layers() ? nullptr
                                   : "the model is no list of layers";
     }},
    []<class N>(const Pulled<N>& pulled, ScenarioEdits<N>& edits) {
        LayerList& list = *edits.scenario().model.layers();
        edits.set("model.width_multiplier", edits["model.width_multiplier"] * pulled["alpha"]);
        if (const N multiple = pulled["multiple"]; valueOf(multiple) > list.channelDivisor) {
            edits.state(channelDivisorId, list.channelDivisor, multiple);
        }
    });

} // namespace ridge

#include "core/levers/layer_edits.h"
#include "core/levers/levers.h"
#include "core/models/layers/layer_shapes.h"

#include <cmath>

namespace ridge {

/// Each output channel sees 1/g of the inputs: products and weights fall to 1/g.
extern const Lever groupedconvolutionLever; // named by the list of all rows
const Lever groupedconvolutionLever = scenarioLever(
    {.id = "grouped_convolution",
     .label = "Grouped convolutions",
     .reduces = "products and weights of convolutions wider than 1 × 1, in proportion",
     .kind = LeverKind::Shape,
     .order = 11,
     .caveat = "Has to be trained; groups do not see each other until a 1 × 1 convolution mixes them (ResNeXt: Xie et "
               "al. 2017, arXiv:1611.05431). Products of few channels fill matrix units badly. Layers whose channels "
               "the groups do not divide stay whole.",
     .parameters = {{"groups", "Groups", "g", Unit::Count, 2, 1024, 4,
                     "Groups of channels that do not see each other."}},
     .refusal = refusalToReplace},
    []<class N>(const Pulled<N>& pulled, ScenarioEdits<N>& edits) {
        LayerList& list = *edits.scenario().model.layers();
        const N groups = pulled["groups"];
        const auto divides = [g = valueOf(groups)](double channels) { return std::fmod(channels, g) == 0; };
        for (const LayerShape& row : layerShapes(list)) {
            LayerBlock& block = list.blocks[row.block];
            Layer& layer = block.layers[row.layer];
            if (isSpatial(layer) && divides(row.input.c) && divides(row.output.c)) {
                edits.state(layerFieldId(block, layer, "g"), layer.groups, groups);
            }
        }
    });

} // namespace ridge

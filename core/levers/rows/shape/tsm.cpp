#include "core/levers/levers.h"

#include "core/scenario/families/layer_list.h"

#include <algorithm>

namespace ridge {
namespace {

bool reachesOverFrames(const Layer& layer) { return layer.kind == LayerKind::Conv && layer.kernelDepth > 1; }

const char* refusal(const Scenario& s)
{
    const LayerList* list = s.model.layers();
    const auto reaches = [](const LayerBlock& block) { return std::ranges::any_of(block.layers, reachesOverFrames); };
    return s.model.imported()                            ? "a graph from a file has its convolutions built in"
           : !list                                       ? "the model is no list of layers"
           : std::ranges::none_of(list->blocks, reaches) ? "no convolution of it reaches over frames"
                                                         : nullptr;
}

/// The same on one frame after the other.
Layer onOneFrame(Layer layer)
{
    layer.kernelDepth = layer.strideDepth = 1;
    return layer;
}

/// Features of neighbouring frames first, then the convolution of each frame.
void appendShifted(const Layer& layer, const char* direction, std::vector<Layer>& layers)
{
    Layer shift;
    shift.name = layer.name + "_shift";
    shift.kind = LayerKind::TemporalShift;
    shift.function = direction;
    shift.from = layer.from;
    layers.push_back(shift);
    Layer& flat = layers.emplace_back(onOneFrame(layer));
    flat.from.clear();
}

} // namespace

/// Kernels lose their depth, and an eighth of the channels each comes from the frame before and the one behind: no
/// products, only moved bytes. All frames are kept, and averaged at the end. Source: Lin et al. 2019,
/// arXiv:1811.08383.
extern const Lever tsmLever; // named by the list of all rows
const Lever tsmLever = scenarioLever(
    {.id = "tsm",
     .label = "Temporal shift for 3-D convolutions",
     .reduces = "products and weights of kernels that reach over frames",
     .kind = LeverKind::Shape,
     .order = 5,
     .caveat =
         "Has to be trained (Lin et al. 2019, TSM, arXiv:1811.08383). Shifted features are moved in memory, online "
         "an eighth of the channels of each shift waits in a cache; strides over frames go, so that later layers "
         "work on all frames.",
     .parameters =
         {{"direction",
           "Shift",
           "",
           Unit::Choice,
           0,
           1,
           0,
           "To both sides where the whole video is there; forward only, by way of a cache, where frames come.",
           {"offline", "online"},
           {"both ways, offline", "forward, online"}}},
     .refusal = refusal},
    []<class N>(const Pulled<N>& pulled, ScenarioEdits<N>& edits) {
        LayerList& list = *edits.scenario().model.layers();
        const char* direction = pulled.choice("direction") == 0 ? "offline" : "online";
        bool isFirst = true; // there are no features to shift yet
        for (LayerBlock& block : list.blocks) {
            std::vector<Layer> layers;
            for (const Layer& layer : block.layers) {
                if (reachesOverFrames(layer) && !isFirst) {
                    appendShifted(layer, direction, layers);
                } else {
                    layers.push_back(onOneFrame(layer));
                }
                isFirst = isFirst && layer.kind != LayerKind::Conv;
            }
            block.layers = std::move(layers);
        }
        list.framesInBatch = true;
        Layer& consensus = list.blocks.back().layers.emplace_back();
        consensus.name = "consensus";
        consensus.kind = LayerKind::FramePool;
    });

} // namespace ridge

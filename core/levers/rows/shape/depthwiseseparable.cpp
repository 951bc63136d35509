#include "core/levers/layer_edits.h"
#include "core/levers/levers.h"

namespace ridge {
namespace {

/// Norm and activation right behind a layer, once more for the convolution in front of it.
void appendEpilogue(const LayerBlock& block, std::size_t index, const std::string& name, std::vector<Layer>& layers)
{
    for (std::size_t i = index + 1; i < block.layers.size(); ++i) {
        const Layer& next = block.layers[i];
        if (!next.from.empty() || (next.kind != LayerKind::Norm && next.kind != LayerKind::Activation)) {
            return;
        }
        Layer& copy = layers.emplace_back(next);
        copy.name = name + "_" + next.name;
    }
}

/// One kernel for each channel, then 1×1 over all of them, under the name that the convolution had.
void appendSeparated(const LayerBlock& block, std::size_t index, std::vector<Layer>& layers)
{
    const Layer& whole = block.layers[index];
    Layer depthwise = whole;
    depthwise.kind = LayerKind::DepthwiseConv;
    depthwise.name = whole.name + "_depthwise";
    depthwise.channels = depthwise.expand = 0;
    Layer pointwise = whole;
    pointwise.kernelHeight = pointwise.kernelWidth = pointwise.stride = pointwise.dilation = 1;
    pointwise.padding = samePadding;
    pointwise.from.clear();
    layers.push_back(depthwise);
    appendEpilogue(block, index, depthwise.name, layers);
    layers.push_back(pointwise);
}

} // namespace

/// k×k products over all pairs of channels become k×k for each channel and one for each pair: 1/N + 1/k² of them, N
/// output channels. Source: Howard et al. 2017; corrections i.
extern const Lever depthwiseseparableLever; // named by the list of all rows
const Lever depthwiseseparableLever = scenarioLever(
    {.id = "depthwise_separable",
     .label = "Depthwise-separable convolutions",
     .reduces = "products and weights of convolutions, 8 to 9 times for 3 × 3",
     .kind = LeverKind::Shape,
     .order = 10,
     .caveat = "Has to be trained: MobileNet reaches 70.6 % of ImageNet where the same network of whole convolutions "
               "reaches 71.7 % (Howard et al. 2017, arXiv:1704.04861, Table 4). Depthwise layers do little with each "
               "byte, so that time falls less than products do.",
     .parameters = {{"layers",
                     "Convolutions",
                     "",
                     Unit::Choice,
                     0,
                     1,
                     0,
                     "The first one sees the few channels of the image: MobileNets keep it.",
                     {"inner", "all"},
                     {"all but the first", "all"}}},
     .refusal = refusalToReplace},
    []<class N>(const Pulled<N>& pulled, ScenarioEdits<N>& edits) {
        bool isFirst = pulled.choice("layers") == 0;
        for (LayerBlock& block : edits.scenario().model.layers()->blocks) {
            std::vector<Layer> layers;
            for (std::size_t i = 0; i < block.layers.size(); ++i) {
                const Layer& layer = block.layers[i];
                if (isSpatial(layer) && !isFirst) {
                    appendSeparated(block, i, layers);
                } else {
                    layers.push_back(layer);
                }
                isFirst = isFirst && layer.kind != LayerKind::Conv;
            }
            block.layers = std::move(layers);
        }
    });

} // namespace ridge

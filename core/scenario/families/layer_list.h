// Networks as a list of layers in blocks: CNNs, and what is built like them.
// Not shapes: core/models/layers works those out.
#pragma once

#include <string>
#include <vector>

namespace ridge {

enum class LayerKind {
    Conv,
    DepthwiseConv,
    TransposedConv,
    Linear,
    Norm,
    Activation,
    Add,
    Concat,
    MaxPool,
    AveragePool,
    GlobalPool,
    Upsample,
    Flatten,
    Softmax,
    Scale,          // a map times one factor per channel (squeeze-excite)
    ChannelShuffle, // interleaves the channels of its groups
    Slice,          // some of the channels; half of them unless said otherwise
    TemporalShift,  // 1/8 of the channels come from the frame before, 1/8 from the one after (TSM)
    FramePool,      // the average over all frames
    Attention,      // softmax attention over all positions; reads queries, keys and values stacked as channels
    LinearAttention // the same with a ReLU kernel: keys meet values first
};
inline constexpr int layerKindCount = static_cast<int>(LayerKind::LinearAttention) + 1;

inline constexpr double samePadding = -1; // (dilation·(kernel − 1))/2 on each side: keeps the size of odd kernels
inline constexpr double sameTflitePadding = -2; // what makes ceil(size/stride), uneven where it must, as TFLite does

/// One row of a layer list. Fields a kind does not use keep their defaults.
struct Layer {
    std::string name;
    LayerKind kind = LayerKind::Conv;
    double channels = 0; // output channels; 0 keeps the input's
    double expand = 0;   // output channels as a multiple of the block's input channels; 0 = use `channels`
    double kernelHeight = 1;
    double kernelWidth = 1;
    double kernelDepth = 1;       // over frames
    double stride = 1;            // of the first repetition of its block; later repetitions use 1
    double strideDepth = 1;       // over frames, likewise
    double padding = samePadding; // pools: none instead
    bool ceil = false;            // pools: the last window may reach over the edge
    double dilation = 1;
    double groups = 1;
    double headSize = 0; // attention: channels of one head; 0: a single head
    bool bias = false;
    bool fixedWidth = false; // not scaled by the width multiplier
    bool pruned = false;     // only the list's share of its channels is left
    /// Names of earlier layers of the block, "in" for its input, or "BLOCK" and "BLOCK.LAYER" for outputs of earlier
    /// blocks (of their last repetition). Empty: the layer above.
    std::vector<std::string> from;
    std::string mismatch = "error"; // Add: what to do when shapes differ: error, project (1×1 conv + norm), skip
    std::string
        function; // Activation: relu, relu6, hswish, …; Norm: batch, layer; TemporalShift: none, offline, online
    friend bool operator==(const Layer&, const Layer&) = default;
};

struct LayerBlock {
    std::string name;
    double repeat = 1;
    std::vector<Layer> layers;
    friend bool operator==(const LayerBlock&, const LayerBlock&) = default;
};

/// What levers change of a list beside its parameters.
inline constexpr const char *channelDivisorId = "model.channel_divisor", *keptShareId = "model.kept_share",
                            *keptMultipleId = "model.kept_multiple";

struct LayerList {
    double inputChannels = 3;
    double inputHeight = 224;
    double inputWidth = 224;
    double inputFrames = 0;     // of a video; 0: the input is a single image
    bool framesInBatch = false; // each frame runs through a 2-D network; otherwise frames are the depth of the maps
    double widthMultiplier = 1;
    double channelDivisor = 1; // scaled channels are rounded to a multiple of this (8 for MobileNets)
    double keptShare = 1;      // of the channels of its pruned layers
    double keptMultiple = 1;   // and the channels that are left are a multiple of this
    std::vector<LayerBlock> blocks;
    friend bool operator==(const LayerList&, const LayerList&) = default;
};

/// And of a field of a layer.
inline std::string layerFieldId(const LayerBlock& block, const Layer& layer, const char* symbol)
{
    return "model.layers." + block.name + "." + layer.name + "." + symbol;
}

} // namespace ridge

#include "ui/editors/layers/layer_edit.h"

#include "core/models/layers/layer_shapes.h"
#include "ui/editors/layers/layer_words.h"

namespace ridge {

namespace {

/// "3×3"; "3×7×7" where it reaches over frames.
std::string kernelText(const Layer& layer)
{
    const std::string frames = layer.kernelDepth > 1 ? numberText(layer.kernelDepth) + "×" : std::string();
    return frames + numberText(layer.kernelHeight) + "×" + numberText(layer.kernelWidth);
}

/// "2"; "1×2" where a kernel reaches over frames: frames, then height and width.
std::string strideText(const Layer& layer)
{
    const bool frames = layer.kernelDepth > 1 || layer.strideDepth > 1;
    return (frames ? numberText(layer.strideDepth) + "×" : std::string()) + numberText(layer.stride);
}

std::string paddingText(const Layer& layer, bool isPool)
{
    return layer.padding == sameTflitePadding ? "same (TFLite)"
           : layer.padding < 0                ? (isPool ? "0" : "same")
                                              : numberText(layer.padding);
}

std::string channelsText(const Layer& layer)
{
    if (layer.expand > 0) {
        return "×" + formatForField(layer.expand, Unit::Ratio);
    }
    return layer.channels > 0 ? numberText(layer.channels) : layer.kind == LayerKind::Slice ? "half" : "same";
}

std::string fromText(const Layer& layer)
{
    std::string text;
    for (const std::string& name : layer.from) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

std::string optionText(const Layer& layer)
{
    switch (layer.kind) {
    case LayerKind::Activation:
    case LayerKind::Norm:
        return layer.function;
    case LayerKind::Add:
        return layer.mismatch;
    case LayerKind::TemporalShift:
        return layer.function.empty() ? "offline" : layer.function;
    case LayerKind::MaxPool:
    case LayerKind::AveragePool:
        return layer.ceil ? "ceil" : "";
    case LayerKind::Attention:
    case LayerKind::LinearAttention:
        return layer.headSize > 0 ? "heads of " + numberText(layer.headSize) : "one head";
    default:
        return layer.fixedWidth ? "fixed width" : "";
    }
}

} // namespace

bool usesColumn(LayerKind kind, LayerColumn column)
{
    const bool convolution = isConvolution(kind);
    switch (column) {
    case LayerColumn::Name:
    case LayerColumn::Kind:
    case LayerColumn::From:
        return true;
    case LayerColumn::Channels:
        return kind == LayerKind::Linear || kind == LayerKind::Slice ||
               (convolution && kind != LayerKind::DepthwiseConv);
    case LayerColumn::Kernel:
    case LayerColumn::Padding:
    case LayerColumn::Dilation:
        return convolution || isPool(kind);
    case LayerColumn::Stride:
        return convolution || isPool(kind) || kind == LayerKind::Upsample;
    case LayerColumn::Groups:
        return kind == LayerKind::Conv || kind == LayerKind::TransposedConv || kind == LayerKind::ChannelShuffle;
    case LayerColumn::Bias:
        return convolution || kind == LayerKind::Linear;
    case LayerColumn::Option:
        return kind == LayerKind::Activation || kind == LayerKind::Norm || isMapAttention(kind) ||
               !optionWords(kind).empty();
    case LayerColumn::Shape:
        return false;
    }
    return false;
}

std::string cellText(const LayerList& list, LayerPlace place, LayerColumn column)
{
    const LayerBlock& block = list.blocks[std::size_t(place.block)];
    if (place.isBlock()) {
        return column == LayerColumn::Name   ? block.name
               : column == LayerColumn::Kind ? "×" + numberText(block.repeat)
                                             : std::string();
    }
    const Layer& layer = block.layers[std::size_t(place.layer)];
    if (!usesColumn(layer.kind, column)) {
        return {};
    }
    switch (column) {
    case LayerColumn::Name:
        return layer.name;
    case LayerColumn::Kind:
        return std::string(idOf(layer.kind));
    case LayerColumn::Channels:
        return channelsText(layer);
    case LayerColumn::Kernel:
        return kernelText(layer);
    case LayerColumn::Stride:
        return strideText(layer);
    case LayerColumn::Padding:
        return paddingText(layer, isPool(layer.kind));
    case LayerColumn::Groups:
        return numberText(layer.groups);
    case LayerColumn::Dilation:
        return numberText(layer.dilation);
    case LayerColumn::Bias:
        return layer.bias ? "yes" : "no";
    case LayerColumn::From:
        return fromText(layer);
    case LayerColumn::Option:
        return optionText(layer);
    case LayerColumn::Shape:
        break;
    }
    return {};
}

} // namespace ridge

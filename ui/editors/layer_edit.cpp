#include "ui/editors/layer_edit.h"

#include "core/models/layer_shapes.h"
#include "core/quantity/unit.h"

#include <algorithm>
#include <cmath>

namespace ridge {

namespace {

constexpr double largest = 1e6;

std::string trimmed(const std::string& text)
{
    const auto first = text.find_first_not_of(" \t");
    return first == std::string::npos ? std::string() : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string numberText(double value) { return formatForField(value, Unit::Count); }

/// A whole number in range, or a sentence.
std::string readWhole(const std::string& what, const std::string& text, double minimum, double maximum, double& value)
{
    const std::optional<double> number = parseNumber(text, Unit::Count);
    if (!number || *number < minimum || *number > maximum || *number != std::floor(*number)) {
        return what + ": \"" + text + "\" is not a whole number from " + numberText(minimum) + " to " +
               numberText(maximum);
    }
    value = *number;
    return {};
}

std::string kernelText(const Layer& layer)
{
    return numberText(layer.kernelHeight) + "×" + numberText(layer.kernelWidth);
}

std::string channelsText(const Layer& layer)
{
    if (layer.expand > 0) {
        return "×" + formatForField(layer.expand, Unit::Ratio);
    }
    return layer.channels > 0 ? numberText(layer.channels) : "same";
}

std::string fromText(const Layer& layer)
{
    std::string text;
    for (const std::string& name : layer.from) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

bool isConvolution(LayerKind kind)
{
    return kind == LayerKind::Conv || kind == LayerKind::DepthwiseConv || kind == LayerKind::TransposedConv;
}

bool isPool(LayerKind kind) { return kind == LayerKind::MaxPool || kind == LayerKind::AveragePool; }

std::string optionText(const Layer& layer)
{
    switch (layer.kind) {
    case LayerKind::Activation:
    case LayerKind::Norm:
        return layer.function;
    case LayerKind::Add:
        return layer.mismatch;
    default:
        return layer.fixedWidth ? "fixed width" : "";
    }
}

/// "×" as one character beside "x", so that what is shown can be typed back.
std::string setKernel(Layer& layer, std::string text)
{
    for (const std::string_view sign : {"×", "x", "X"}) {
        const auto at = text.find(sign);
        if (at == std::string::npos) {
            continue;
        }
        double height = 0, width = 0;
        std::string problem = readWhole("Kernel", trimmed(text.substr(0, at)), 1, largest, height);
        if (problem.empty()) {
            problem = readWhole("Kernel", trimmed(text.substr(at + sign.size())), 1, largest, width);
        }
        if (problem.empty()) {
            layer.kernelHeight = height;
            layer.kernelWidth = width;
        }
        return problem;
    }
    double size = 0;
    const std::string problem = readWhole("Kernel", text, 1, largest, size);
    if (problem.empty()) {
        layer.kernelHeight = layer.kernelWidth = size;
    }
    return problem;
}

std::string setChannels(Layer& layer, const std::string& text)
{
    if (text.empty() || text == "same" || text == "0") {
        layer.channels = layer.expand = 0;
        return {};
    }
    for (const std::string_view sign : {"×", "x", "X"}) {
        if (text.substr(0, sign.size()) == sign) {
            const std::optional<double> factor = parseNumber(trimmed(text.substr(sign.size())), Unit::Ratio);
            if (!factor || !(*factor > 0) || *factor > 1000) {
                return "Channels: \"" + text + "\" is not a multiple of the block's input, such as ×6";
            }
            layer.expand = *factor;
            layer.channels = 0;
            return {};
        }
    }
    const std::string problem = readWhole("Channels", text, 1, largest, layer.channels);
    if (problem.empty()) {
        layer.expand = 0;
    }
    return problem;
}

std::string setPadding(Layer& layer, const std::string& text)
{
    if (text.empty() || text == "same") {
        layer.padding = -1;
        return {};
    }
    return readWhole("Padding", text, 0, largest, layer.padding);
}

std::string setBias(Layer& layer, const std::string& text)
{
    if (text != "yes" && text != "no") {
        return "Bias: \"" + text + "\" is neither yes nor no";
    }
    layer.bias = text == "yes";
    return {};
}

std::string setKind(Layer& layer, const std::string& text)
{
    const std::optional<LayerKind> kind = layerKindFromId(text);
    if (!kind) {
        return "Kind: there is no layer kind \"" + text + "\"";
    }
    layer.kind = *kind;
    return {};
}

std::string setFrom(const LayerBlock& block, Layer& layer, std::size_t index, const std::string& text)
{
    std::vector<std::string> names;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t comma = std::min(text.find(',', start), text.size());
        const std::string name = trimmed(text.substr(start, comma - start));
        start = comma + 1;
        if (name.empty()) {
            continue;
        }
        const auto end = block.layers.begin() + std::ptrdiff_t(index);
        const bool known =
            name == "in" || std::any_of(block.layers.begin(), end, [&](const Layer& l) { return l.name == name; });
        if (!known) {
            return "From: there is no layer \"" + name + "\" above this one in its block; \"in\" is the block's input";
        }
        names.push_back(name);
    }
    layer.from = std::move(names);
    return {};
}

std::string setOption(Layer& layer, const std::string& text)
{
    switch (layer.kind) {
    case LayerKind::Activation:
    case LayerKind::Norm:
        layer.function = text;
        return {};
    case LayerKind::Add:
        if (text != "error" && text != "project" && text != "skip") {
            return "Option: \"" + text + "\" is not one of error, project, skip";
        }
        layer.mismatch = text;
        return {};
    default:
        if (!text.empty() && text != "fixed width") {
            return "Option: \"" + text + "\" is not \"fixed width\" or empty";
        }
        layer.fixedWidth = !text.empty();
        return {};
    }
}

std::string setLayerName(LayerBlock& block, Layer& layer, const std::string& name)
{
    if (name.empty() || name == "in" || name.find(',') != std::string::npos) {
        return "Name: a layer needs a name without commas other than \"in\"";
    }
    for (const Layer& other : block.layers) {
        if (&other != &layer && other.name == name) {
            return "Name: the block already has a layer \"" + name + "\"";
        }
    }
    for (Layer& other : block.layers) { // who reads this layer goes on doing so
        std::replace(other.from.begin(), other.from.end(), layer.name, name);
    }
    layer.name = name;
    return {};
}

std::string setBlockCell(LayerList& list, std::size_t index, LayerColumn column, const std::string& text)
{
    LayerBlock& block = list.blocks[index];
    if (column == LayerColumn::Name) {
        const bool taken = std::any_of(list.blocks.begin(), list.blocks.end(),
                                       [&](const LayerBlock& b) { return &b != &block && b.name == text; });
        if (text.empty() || taken) {
            return text.empty() ? "Name: a block needs a name" : "Name: there already is a block \"" + text + "\"";
        }
        block.name = text;
        return {};
    }
    if (column == LayerColumn::Kind) {
        const std::string_view sign = "×";
        const std::string number = text.substr(0, sign.size()) == sign ? text.substr(sign.size()) : text;
        return readWhole("Repeat", trimmed(number), 1, 10000, block.repeat);
    }
    return "A block has a name and a repeat count only";
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
        return kind == LayerKind::Linear || (convolution && kind != LayerKind::DepthwiseConv);
    case LayerColumn::Kernel:
    case LayerColumn::Padding:
    case LayerColumn::Dilation:
        return convolution || isPool(kind);
    case LayerColumn::Stride:
        return convolution || isPool(kind) || kind == LayerKind::Upsample;
    case LayerColumn::Groups:
        return kind == LayerKind::Conv || kind == LayerKind::TransposedConv;
    case LayerColumn::Bias:
        return convolution || kind == LayerKind::Linear;
    case LayerColumn::Option:
        return kind == LayerKind::Conv || kind == LayerKind::TransposedConv || kind == LayerKind::Activation ||
               kind == LayerKind::Norm || kind == LayerKind::Add;
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
        return numberText(layer.stride);
    case LayerColumn::Padding:
        return layer.padding < 0 ? (isPool(layer.kind) ? "0" : "same") : numberText(layer.padding);
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

std::string setCell(LayerList& list, LayerPlace place, LayerColumn column, const std::string& raw)
{
    const std::string text = trimmed(raw);
    if (place.isBlock()) {
        return setBlockCell(list, std::size_t(place.block), column, text);
    }
    LayerBlock& block = list.blocks[std::size_t(place.block)];
    Layer& layer = block.layers[std::size_t(place.layer)];
    if (!usesColumn(layer.kind, column)) {
        return "A layer of kind " + std::string(idOf(layer.kind)) + " has nothing to set there";
    }
    switch (column) {
    case LayerColumn::Name:
        return setLayerName(block, layer, text);
    case LayerColumn::Kind:
        return setKind(layer, text);
    case LayerColumn::Channels:
        return setChannels(layer, text);
    case LayerColumn::Kernel:
        return setKernel(layer, text);
    case LayerColumn::Stride:
        return readWhole("Stride", text, 1, largest, layer.stride);
    case LayerColumn::Padding:
        return setPadding(layer, text);
    case LayerColumn::Groups:
        return readWhole("Groups", text, 1, largest, layer.groups);
    case LayerColumn::Dilation:
        return readWhole("Dilation", text, 1, largest, layer.dilation);
    case LayerColumn::Bias:
        return setBias(layer, text);
    case LayerColumn::From:
        return setFrom(block, layer, std::size_t(place.layer), text);
    case LayerColumn::Option:
        return setOption(layer, text);
    case LayerColumn::Shape:
        break;
    }
    return "The shape follows from the other columns";
}

} // namespace ridge

// Cells of the layer table from text.

#include "core/models/layers/layer_shapes.h"
#include "core/scenario/ranges.h"
#include "ui/editors/layers/layer_edit.h"
#include "ui/editors/layers/layer_words.h"

#include <algorithm>
#include <cmath>

namespace ridge {

namespace {

std::string trimmed(const std::string& text)
{
    const auto first = text.find_first_not_of(" \t");
    return first == std::string::npos ? std::string() : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// A whole number in range, or a sentence.
std::string readWhole(const std::string& what, const std::string& text, NumberRange range, double& value)
{
    const std::optional<double> number = parseNumber(text, Unit::Count);
    if (!number || !range.contains(*number)) {
        return what + ": " +
               refusal(text, Unit::Count,
                       "a whole number from " + numberText(range.minimum) + " to " + numberText(range.maximum));
    }
    value = *number;
    return {};
}

/// Numbers between "×", or "x" as it is typed, so that what is shown can be typed back.
std::string readSizes(const std::string& what, std::string text, std::vector<double>& sizes)
{
    for (bool more = true; more;) {
        std::size_t at = std::string::npos, length = 0;
        for (const std::string_view sign : {"×", "x", "X"}) {
            if (const std::size_t found = text.find(sign); found < at) {
                at = found;
                length = sign.size();
            }
        }
        more = at != std::string::npos;
        double size = 0;
        const std::string problem = readWhole(what, trimmed(text.substr(0, at)), ranges::kernel, size);
        if (!problem.empty()) {
            return problem;
        }
        sizes.push_back(size);
        text = more ? text.substr(at + length) : std::string();
    }
    return {};
}

std::string setKernel(Layer& layer, const std::string& text)
{
    std::vector<double> sizes;
    const std::string problem = readSizes("Kernel", text, sizes);
    if (!problem.empty()) {
        return problem;
    }
    if (sizes.size() > 3) {
        return "Kernel: \"" + text + "\" has more than frames, height and width";
    }
    layer.kernelDepth = sizes.size() == 3 ? sizes.front() : 1;
    layer.kernelWidth = sizes.back();
    layer.kernelHeight = sizes.size() > 1 ? sizes[sizes.size() - 2] : sizes.back();
    return {};
}

std::string setStride(Layer& layer, const std::string& text)
{
    std::vector<double> sizes;
    const std::string problem = readSizes("Stride", text, sizes);
    if (!problem.empty()) {
        return problem;
    }
    if (sizes.size() > 2) {
        return "Stride: \"" + text + "\" is neither one number nor that of frames and that of height and width";
    }
    layer.stride = sizes.back();
    layer.strideDepth = sizes.size() == 2 ? sizes.front() : 1;
    return {};
}

std::string setChannels(Layer& layer, const std::string& text)
{
    if (text.empty() || text == "same" || text == "half" || text == "0") {
        layer.channels = layer.expand = 0;
        return {};
    }
    for (const std::string_view sign : {"×", "x", "X"}) {
        if (text.substr(0, sign.size()) == sign) {
            const std::optional<double> factor = parseNumber(trimmed(text.substr(sign.size())), Unit::Ratio);
            if (!factor || !(*factor > 0) || !ranges::expand.contains(*factor)) {
                return "Channels: " + refusal(text, Unit::Ratio, "a multiple of the block's input, such as ×6");
            }
            layer.expand = *factor;
            layer.channels = 0;
            return {};
        }
    }
    const std::string problem = readWhole("Channels", text, ranges::channels, layer.channels);
    if (problem.empty()) {
        layer.expand = 0;
    }
    return problem;
}

std::string setPadding(Layer& layer, const std::string& text)
{
    if (text.empty() || text == "same") {
        layer.padding = samePadding;
        return {};
    }
    if (text == "same (TFLite)" || text == "same_tflite") {
        layer.padding = sameTflitePadding;
        return {};
    }
    return readWhole("Padding", text, ranges::padding, layer.padding);
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

/// "BLOCK" or "BLOCK.LAYER" of the blocks above.
bool isFinished(const LayerList& list, std::size_t before, const std::string& name)
{
    for (std::size_t b = 0; b < before; ++b) {
        const LayerBlock& block = list.blocks[b];
        const auto isNamed = [&](const Layer& layer) { return block.name + "." + layer.name == name; };
        if (name == block.name || std::any_of(block.layers.begin(), block.layers.end(), isNamed)) {
            return true;
        }
    }
    return false;
}

std::string setFrom(const LayerList& list, LayerPlace place, Layer& layer, const std::string& text)
{
    const LayerBlock& block = list.blocks[std::size_t(place.block)];
    const auto end = block.layers.begin() + place.layer;
    std::vector<std::string> names;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t comma = std::min(text.find(',', start), text.size());
        const std::string name = trimmed(text.substr(start, comma - start));
        start = comma + 1;
        if (name.empty()) {
            continue;
        }
        const bool known =
            name == "in" || std::any_of(block.layers.begin(), end, [&](const Layer& l) { return l.name == name; });
        if (!known && !isFinished(list, std::size_t(place.block), name)) {
            return "From: there is no layer \"" + name +
                   "\" above this one in its block; \"in\" is the block's input, BLOCK.LAYER one of an earlier block";
        }
        names.push_back(name);
    }
    if (names.size() > mostSources) {
        return "From: a layer reads at most " + numberText(mostSources) + " others";
    }
    layer.from = std::move(names);
    return {};
}

/// "heads of 16", or "16"; "one head" or nothing takes all channels as one.
std::string setHeadSize(Layer& layer, const std::string& text)
{
    const std::string_view words = "heads of ";
    if (text.empty() || text == "one head") {
        layer.headSize = 0;
        return {};
    }
    return readWhole("Option", text.substr(0, words.size()) == words ? text.substr(words.size()) : text,
                     ranges::channels, layer.headSize);
}

std::string setWord(Layer& layer, const std::string& text)
{
    const std::vector<std::string> words = optionWords(layer.kind);
    if (std::find(words.begin(), words.end(), text) == words.end()) {
        std::string all;
        for (const std::string& word : words) {
            all += (all.empty() ? "" : ", ") + (word.empty() ? "(empty)" : word);
        }
        return "Option: \"" + text + "\" is not one of " + all;
    }
    if (layer.kind == LayerKind::Add) {
        layer.mismatch = text;
    } else if (layer.kind == LayerKind::TemporalShift) {
        layer.function = text;
    } else if (isPool(layer.kind)) {
        layer.ceil = !text.empty();
    } else {
        layer.fixedWidth = !text.empty();
    }
    return {};
}

std::string setOption(Layer& layer, const std::string& text)
{
    switch (layer.kind) {
    case LayerKind::Activation:
    case LayerKind::Norm:
        layer.function = text;
        return {};
    case LayerKind::Attention:
    case LayerKind::LinearAttention:
        return setHeadSize(layer, text);
    default:
        return setWord(layer, text);
    }
}

/// Layers of later blocks go on reading what they read; a block's own layers of that name come first.
void renameSources(LayerList& list, const std::string& from, const std::string& to)
{
    for (LayerBlock& block : list.blocks) {
        if (std::any_of(block.layers.begin(), block.layers.end(), [&](const Layer& l) { return l.name == from; })) {
            continue;
        }
        for (Layer& layer : block.layers) {
            std::replace(layer.from.begin(), layer.from.end(), from, to);
        }
    }
}

std::string setLayerName(LayerList& list, LayerBlock& block, Layer& layer, const std::string& name)
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
    renameSources(list, block.name + "." + layer.name, block.name + "." + name);
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
        renameSources(list, block.name, text);
        for (const Layer& layer : block.layers) {
            renameSources(list, block.name + "." + layer.name, text + "." + layer.name);
        }
        block.name = text;
        return {};
    }
    if (column == LayerColumn::Kind) {
        const std::string_view sign = "×";
        const std::string number = text.substr(0, sign.size()) == sign ? text.substr(sign.size()) : text;
        return readWhole("Repeat", trimmed(number), ranges::repeat, block.repeat);
    }
    return "A block has a name and a repeat count only";
}

} // namespace

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
    if (text == cellText(list, place, column)) {
        return {}; // what is shown means what stands there, with the digits that are not
    }
    switch (column) {
    case LayerColumn::Name:
        return setLayerName(list, block, layer, text);
    case LayerColumn::Kind:
        return setKind(layer, text);
    case LayerColumn::Channels:
        return setChannels(layer, text);
    case LayerColumn::Kernel:
        return setKernel(layer, text);
    case LayerColumn::Stride:
        return setStride(layer, text);
    case LayerColumn::Padding:
        return setPadding(layer, text);
    case LayerColumn::Groups:
        return readWhole("Groups", text, ranges::channels, layer.groups);
    case LayerColumn::Dilation:
        return readWhole("Dilation", text, ranges::kernel, layer.dilation);
    case LayerColumn::Bias:
        return setBias(layer, text);
    case LayerColumn::From:
        return setFrom(list, place, layer, text);
    case LayerColumn::Option:
        return setOption(layer, text);
    case LayerColumn::Shape:
        break;
    }
    return "The shape follows from the other columns";
}

} // namespace ridge

// Rows of a layer list: added, copied, removed, moved, and found by an operator's name.

#include "ui/editors/layers/layer_edit.h"

#include "core/scenario/ranges.h"
#include "ui/editors/layers/layer_words.h"

#include <algorithm>

namespace ridge {

namespace {

template <class Named> std::string freeName(const std::vector<Named>& among, const std::string& wish)
{
    const auto taken = [&](const std::string& name) {
        return std::any_of(among.begin(), among.end(), [&](const Named& one) { return one.name == name; });
    };
    std::string name = wish;
    for (int number = 2; taken(name); ++number) {
        name = wish + "_" + std::to_string(number);
    }
    return name;
}

bool isRange(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789-") == std::string_view::npos;
}

bool endsWith(std::string_view text, std::string_view end)
{
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// "conv1", or "0.conv1" and "1-2.conv1" for repetitions.
bool isLayerIn(std::string_view rest, const std::string& layer)
{
    if (rest == layer) {
        return true;
    }
    return endsWith(rest, "." + layer) && isRange(rest.substr(0, rest.size() - layer.size() - 1));
}

} // namespace

LayerPlace addLayer(LayerList& list, LayerPlace after)
{
    if (list.blocks.empty()) {
        after = addBlock(list, {});
        return {after.block, 0};
    }
    const int block = after.isValid() ? after.block : int(list.blocks.size()) - 1;
    std::vector<Layer>& layers = list.blocks[std::size_t(block)].layers;
    if (layers.size() >= mostLayers) {
        return {};
    }
    const int at = !after.isValid() ? int(layers.size()) : after.isBlock() ? 0 : after.layer + 1;
    Layer layer;
    layer.name = freeName(layers, "conv");
    layer.kernelHeight = layer.kernelWidth = 3;
    layers.insert(layers.begin() + at, std::move(layer));
    return {block, at};
}

LayerPlace addBlock(LayerList& list, LayerPlace after)
{
    if (list.blocks.size() >= mostBlocks) {
        return {};
    }
    LayerBlock block;
    block.name = freeName(list.blocks, "block");
    Layer layer;
    layer.name = "conv";
    layer.kernelHeight = layer.kernelWidth = 3;
    block.layers.push_back(std::move(layer));
    const int at = after.isValid() ? after.block + 1 : int(list.blocks.size());
    list.blocks.insert(list.blocks.begin() + at, std::move(block));
    return {at, -1};
}

LayerPlace duplicateRow(LayerList& list, LayerPlace place)
{
    if (!place.isValid() || (place.isBlock() && list.blocks.size() >= mostBlocks)) {
        return {};
    }
    if (place.isBlock()) {
        LayerBlock copy = list.blocks[std::size_t(place.block)];
        copy.name = freeName(list.blocks, copy.name);
        list.blocks.insert(list.blocks.begin() + place.block + 1, std::move(copy));
        return {place.block + 1, -1};
    }
    std::vector<Layer>& layers = list.blocks[std::size_t(place.block)].layers;
    if (layers.size() >= mostLayers) {
        return {};
    }
    Layer copy = layers[std::size_t(place.layer)];
    copy.name = freeName(layers, copy.name);
    layers.insert(layers.begin() + place.layer + 1, std::move(copy));
    return {place.block, place.layer + 1};
}

LayerPlace removeRow(LayerList& list, LayerPlace place)
{
    if (!place.isValid()) {
        return {};
    }
    if (place.isBlock()) {
        if (list.blocks.size() == 1) {
            return {}; // a model without any block is none
        }
        list.blocks.erase(list.blocks.begin() + place.block);
        return {std::min(place.block, int(list.blocks.size()) - 1), -1};
    }
    std::vector<Layer>& layers = list.blocks[std::size_t(place.block)].layers;
    layers.erase(layers.begin() + place.layer);
    return {place.block, std::min(place.layer, int(layers.size()) - 1)};
}

LayerPlace moveRow(LayerList& list, LayerPlace place, int by)
{
    if (!place.isValid()) {
        return {};
    }
    if (place.isBlock()) {
        const int to = place.block + by;
        if (to < 0 || to >= int(list.blocks.size())) {
            return {};
        }
        std::swap(list.blocks[std::size_t(place.block)], list.blocks[std::size_t(to)]);
        return {to, -1};
    }
    std::vector<Layer>& layers = list.blocks[std::size_t(place.block)].layers;
    const int to = place.layer + by;
    if (to >= 0 && to < int(layers.size())) {
        std::swap(layers[std::size_t(place.layer)], layers[std::size_t(to)]);
        return {place.block, to};
    }
    // Over the edge of its block into the next one.
    const int neighbour = place.block + by;
    if (neighbour < 0 || neighbour >= int(list.blocks.size())) {
        return {};
    }
    std::vector<Layer>& there = list.blocks[std::size_t(neighbour)].layers;
    if (there.size() >= mostLayers) {
        return {};
    }
    Layer moved = layers[std::size_t(place.layer)];
    moved.name = freeName(there, moved.name);
    layers.erase(layers.begin() + place.layer);
    const int at = by > 0 ? 0 : int(there.size());
    there.insert(there.begin() + at, std::move(moved));
    return {neighbour, at};
}

std::string layerName(const LayerList& list, LayerPlace place)
{
    const LayerBlock& block = list.blocks[std::size_t(place.block)];
    return place.isBlock() ? block.name : block.name + "." + block.layers[std::size_t(place.layer)].name;
}

LayerPlace findLayer(const LayerList& list, std::string_view name)
{
    for (const std::string_view suffix : {".project_norm", ".project"}) { // the shortcut of an addition
        if (endsWith(name, suffix)) {
            name.remove_suffix(suffix.size());
        }
    }
    for (std::size_t b = 0; b < list.blocks.size(); ++b) {
        const LayerBlock& block = list.blocks[b];
        if (name == block.name) {
            return {int(b), -1};
        }
        if (name.substr(0, block.name.size()) != block.name || name.substr(block.name.size(), 1) != ".") {
            continue;
        }
        const std::string_view rest = name.substr(block.name.size() + 1);
        for (std::size_t i = 0; i < block.layers.size(); ++i) {
            const Layer& layer = block.layers[i];
            const bool inParts = isMapAttention(layer.kind); // "attention.scores" belongs to "attention"
            if (isLayerIn(rest, layer.name) || (inParts && isLayerIn(rest.substr(0, rest.rfind('.')), layer.name))) {
                return {int(b), int(i)};
            }
        }
    }
    return {};
}

} // namespace ridge

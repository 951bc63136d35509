// What editors and files know of layer lists: the ids of kinds, and the shape of every layer.
// Not how shapes are worked out (resolve_block.h), and not operators (layer_list.h).
#pragma once

#include "core/scenario/families/layer_list.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ridge {

/// A feature map of one image or video: channels, height, width, frames.
template <class N> struct MapShapeOf {
    N c{1}, h{1}, w{1}, t{1};
    friend bool operator==(const MapShapeOf&, const MapShapeOf&) = default;
};
using MapShape = MapShapeOf<double>;

std::string textOf(const MapShape& shape); // "64×56×56"; "64×8×56×56" with eight frames

/// The id of a kind in files and editors ("depthwise_conv"), and back.
std::string_view idOf(LayerKind kind);
std::optional<LayerKind> layerKindFromId(std::string_view id);

/// One row of the layer table in the editor, first repetition.
struct LayerShape {
    std::size_t block = 0; // indices into LayerList::blocks and LayerBlock::layers
    std::size_t layer = 0;
    MapShape input;
    MapShape output;
    std::string error; // empty when it fits
    friend bool operator==(const LayerShape&, const LayerShape&) = default;
};

std::vector<LayerShape> layerShapes(const LayerList& list);

} // namespace ridge

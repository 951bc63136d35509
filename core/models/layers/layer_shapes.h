// Works out the shapes of a layer list, one repetition of one block at a time.
// Not operators: layer_list.cpp emits those from what this file finds.
#pragma once

#include "core/scenario/families/layer_list.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ridge {

/// A feature map of one image or video: channels, height, width, frames.
struct MapShape {
    double c = 1, h = 1, w = 1, t = 1;
    friend bool operator==(const MapShape&, const MapShape&) = default;
};

std::string textOf(const MapShape& shape); // "64×56×56"; "64×8×56×56" with eight frames

/// The id of a kind in files and editors ("depthwise_conv"), and back.
std::string_view idOf(LayerKind kind);
std::optional<LayerKind> layerKindFromId(std::string_view id);

/// A layer with its sizes for one repetition of its block.
struct ResolvedLayer {
    const Layer* layer = nullptr;
    std::uint32_t firstSource = 0, sourceCount = 0; // into ResolvedBlock::sources
    MapShape input; // of the last source: the layer above, or an addition's main operand
    MapShape output;
    double kernelHeight = 1, kernelWidth = 1, kernelDepth = 1, groups = 1;
    bool dropped = false;               // a layer that does not happen: its main operand passes through
    std::optional<MapShape> projection; // an addition whose shortcut gets a 1×1 convolution: that one's input
    std::string error;                  // one sentence, when something does not fit
};

/// One repetition of a block.
struct ResolvedBlock {
    std::vector<ResolvedLayer> layers;
    /// −1: the block's input; from 0: the index of an earlier layer; −2 − n: entry n of the blocks above.
    /// Add: shortcut first; Scale: factors first.
    std::vector<int> sources;

    std::span<const int> sourcesOf(const ResolvedLayer& layer) const
    {
        return std::span(sources).subspan(layer.firstSource, layer.sourceCount);
    }
};

/// Outputs of the blocks above, which later ones may read by name: "BLOCK" or "BLOCK.LAYER", of the last repetition.
class FinishedBlocks {
public:
    /// Appends one entry for every layer, and one for the block's output.
    void add(const LayerBlock& block, const ResolvedBlock& resolved, MapShape output);
    std::optional<std::size_t> find(std::string_view name) const;
    const MapShape& shape(std::size_t entry) const { return m_shapes[entry]; }

private:
    struct Finished {
        const LayerBlock* block;
        std::size_t firstEntry;
    };
    std::optional<std::size_t> lastCalled(std::string_view name) const;

    std::vector<Finished> m_blocks;
    std::vector<MapShape> m_shapes;
    // Filled when a name is looked up: few lists do.
    mutable std::unordered_map<std::string_view, std::size_t> m_last; // block of each name
    mutable std::vector<std::optional<std::size_t>> m_namesakes;      // of each block: the last before it
};

/// The map that enters the first block.
MapShape inputOf(const LayerList& list);

/// Repetitions of a block that are worked out: its `repeat` as a whole number from 1 to 10,000.
double repetitionsOf(const LayerBlock& block);

/// All layers of one repetition, into a block whose storage is used again. Strides hold only for the first one; total
/// for any list.
void resolveBlock(const LayerList& list, const LayerBlock& block, const FinishedBlocks& above, MapShape input,
                  bool first, ResolvedBlock& resolved);

/// Whether two repetitions expand to the same operators, so that they need not be copied.
bool sameShapes(const ResolvedBlock& a, const ResolvedBlock& b);

/// Positions that attention looks at: those of one frame when frames are worked on one by one.
double positionsOf(const LayerList& list, const MapShape& shape);

/// The output of a block whose layers were resolved.
MapShape outputOf(const ResolvedBlock& block, MapShape input);

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

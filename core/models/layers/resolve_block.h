// Works out the shapes of a layer list, one repetition of one block at a time, over the number type.
// Not operators: layer_list.cpp emits those from what this file finds.
#pragma once

#include "core/models/layers/layer_shapes.h"
#include "core/models/layers/layer_sources.h"
#include "core/models/layers/stated_list.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace ridge {

/// A layer with its sizes for one repetition of its block.
template <class N> struct ResolvedLayer {
    const Layer* layer = nullptr;
    std::uint32_t firstSource = 0, sourceCount = 0; // into ResolvedBlock::sources
    MapShapeOf<N> input; // of the last source: the layer above, or an addition's main operand
    MapShapeOf<N> output;
    N kernelHeight{1}, kernelWidth{1}, kernelDepth{1}, groups{1};
    bool dropped = false;                    // a layer that does not happen: its main operand passes through
    std::optional<MapShapeOf<N>> projection; // an addition whose shortcut gets a 1×1 convolution: that one's input
    std::string error;                       // one sentence, when something does not fit
};

/// One repetition of a block.
template <class N> struct ResolvedBlock {
    std::vector<ResolvedLayer<N>> layers;
    /// As findSources() gives them. Add: shortcut first; Scale: factors first.
    std::vector<int> sources;

    std::span<const int> sourcesOf(const ResolvedLayer<N>& layer) const
    {
        return std::span(sources).subspan(layer.firstSource, layer.sourceCount);
    }
};

/// Outputs of the blocks above, of their last repetition.
template <class N> class FinishedBlocks {
public:
    void add(const LayerBlock& block, const ResolvedBlock<N>& resolved, const MapShapeOf<N>& output)
    {
        m_names.add(block);
        for (const ResolvedLayer<N>& layer : resolved.layers) {
            m_shapes.push_back(layer.output);
        }
        m_shapes.push_back(output);
    }
    const FinishedNames& names() const { return m_names; }
    const MapShapeOf<N>& shape(std::size_t entry) const { return m_shapes[entry]; }

private:
    FinishedNames m_names;
    std::vector<MapShapeOf<N>> m_shapes;
};

/// The map that enters the first block.
template <class N> MapShapeOf<N> inputOf(const StatedList<N>& stated);

/// All layers of one repetition, into a block whose storage is used again. Strides hold only for the first one; total
/// for any list.
template <class N>
void resolveBlock(const StatedList<N>& list, const LayerBlock& block, const FinishedBlocks<N>& above,
                  const MapShapeOf<N>& input, bool first, ResolvedBlock<N>& resolved);

/// Whether two repetitions expand to the same operators, so that they need not be copied.
template <class N> bool sameShapes(const ResolvedBlock<N>& a, const ResolvedBlock<N>& b)
{
    const auto same = [](const ResolvedLayer<N>& x, const ResolvedLayer<N>& y) {
        return x.layer == y.layer && x.sourceCount == y.sourceCount && x.input == y.input && x.output == y.output &&
               x.kernelHeight == y.kernelHeight && x.kernelWidth == y.kernelWidth && x.kernelDepth == y.kernelDepth &&
               x.groups == y.groups && x.dropped == y.dropped && x.projection == y.projection;
    };
    return a.sources == b.sources &&
           std::equal(a.layers.begin(), a.layers.end(), b.layers.begin(), b.layers.end(), same);
}

/// Positions that attention looks at: those of one frame when frames are worked on one by one.
template <class N> N positionsOf(const LayerList& list, const MapShapeOf<N>& shape)
{
    return shape.h * shape.w * (list.framesInBatch ? N(1) : shape.t);
}

/// The output of a block whose layers were resolved.
template <class N> const MapShapeOf<N>& outputOf(const ResolvedBlock<N>& block, const MapShapeOf<N>& input)
{
    return block.layers.empty() ? input : block.layers.back().output;
}

} // namespace ridge

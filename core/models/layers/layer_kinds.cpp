// What layer lists are made of, for files and tables: ids of kinds, the table of shapes.
#include "core/models/layers/resolve_block.h"

#include <algorithm>
#include <array>

namespace ridge {
namespace {

constexpr std::size_t mostResolved = 1'000'000; // layers that one table looks at while shapes settle

constexpr std::array<std::string_view, layerKindCount> kindIds{
    "conv",   "depthwise_conv",  "transposed_conv", "linear",         "norm",       "activation", "add",
    "concat", "max_pool",        "average_pool",    "global_pool",    "upsample",   "flatten",    "softmax",
    "scale",  "channel_shuffle", "slice",           "temporal_shift", "frame_pool", "attention",  "linear_attention"};

std::string textOf(double value) { return std::to_string(static_cast<long long>(std::min(value, 1e15))); }

} // namespace

std::string textOf(const MapShape& shape)
{
    const std::string frames = shape.t == 1 ? "" : textOf(shape.t) + "×";
    return textOf(shape.c) + "×" + frames + textOf(shape.h) + "×" + textOf(shape.w);
}

std::string_view idOf(LayerKind kind) { return kindIds[static_cast<std::size_t>(kind)]; }

std::optional<LayerKind> layerKindFromId(std::string_view id)
{
    const auto found = std::find(kindIds.begin(), kindIds.end(), id);
    return found == kindIds.end() ? std::nullopt : std::optional(static_cast<LayerKind>(found - kindIds.begin()));
}

std::vector<LayerShape> layerShapes(const LayerList& list)
{
    std::vector<LayerShape> rows;
    std::size_t resolved = 0;
    ResolvedBlock<double> shapes;
    FinishedBlocks<double> finished;
    const StatedList<double> stated(list);
    MapShape input = inputOf(stated);
    for (std::size_t b = 0; b < list.blocks.size(); ++b) {
        const LayerBlock& block = list.blocks[b];
        resolveBlock(stated, block, finished, input, true, shapes);
        for (std::size_t i = 0; i < shapes.layers.size(); ++i) {
            const ResolvedLayer<double>& layer = shapes.layers[i];
            rows.push_back({b, i, layer.input, layer.output, layer.error});
        }
        input = outputOf(shapes, input);
        for (double done = 1; done < repetitionsOf(block) && resolved < mostResolved;
             ++done) { // until the shapes settle
            resolved += block.layers.size();
            resolveBlock(stated, block, finished, input, false, shapes);
            const MapShape next = outputOf(shapes, input);
            if (next == input) {
                break;
            }
            input = next;
        }
        finished.add(block, shapes, input);
    }
    return rows;
}

} // namespace ridge

// What layer lists are made of, for files and tables: ids of kinds, outputs by name, the table of shapes.
#include "core/models/layers/layer_shapes.h"

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

double positionsOf(const LayerList& list, const MapShape& shape)
{
    return shape.h * shape.w * (list.framesInBatch ? 1 : shape.t);
}

bool sameShapes(const ResolvedBlock& a, const ResolvedBlock& b)
{
    const auto same = [](const ResolvedLayer& x, const ResolvedLayer& y) {
        return x.layer == y.layer && x.sourceCount == y.sourceCount && x.input == y.input && x.output == y.output &&
               x.kernelHeight == y.kernelHeight && x.kernelWidth == y.kernelWidth && x.kernelDepth == y.kernelDepth &&
               x.groups == y.groups && x.dropped == y.dropped && x.projection == y.projection;
    };
    return a.sources == b.sources &&
           std::equal(a.layers.begin(), a.layers.end(), b.layers.begin(), b.layers.end(), same);
}

MapShape outputOf(const ResolvedBlock& block, MapShape input)
{
    return block.layers.empty() ? input : block.layers.back().output;
}

void FinishedBlocks::add(const LayerBlock& block, const ResolvedBlock& resolved, MapShape output)
{
    m_blocks.push_back({&block, m_shapes.size()});
    for (const ResolvedLayer& layer : resolved.layers) {
        m_shapes.push_back(layer.output);
    }
    m_shapes.push_back(output);
}

std::optional<std::size_t> FinishedBlocks::lastCalled(std::string_view name) const
{
    for (std::size_t block = m_namesakes.size(); block < m_blocks.size(); ++block) {
        const auto [known, isNew] = m_last.try_emplace(m_blocks[block].block->name, block);
        m_namesakes.push_back(isNew ? std::nullopt : std::optional(known->second));
        known->second = block;
    }
    const auto found = m_last.find(name);
    return found == m_last.end() ? std::nullopt : std::optional(found->second);
}

/// Of all that a name can mean, "BLOCK" or "BLOCK.LAYER" with dots in either, the block that stands last.
std::optional<std::size_t> FinishedBlocks::find(std::string_view name) const
{
    constexpr int mostDots = 16; // in the name of a block
    std::optional<std::size_t> best = lastCalled(name);
    std::optional<std::size_t> entry;
    if (best) {
        entry = m_blocks[*best].firstEntry + m_blocks[*best].block->layers.size();
    }
    int dots = 0;
    for (std::size_t dot = name.find('.'); dot != std::string_view::npos && ++dots <= mostDots;
         dot = name.find('.', dot + 1)) {
        const std::string_view rest = name.substr(dot + 1);
        for (auto one = lastCalled(name.substr(0, dot)); one && (!best || *one > *best); one = m_namesakes[*one]) {
            const std::vector<Layer>& layers = m_blocks[*one].block->layers;
            const auto layer =
                std::find_if(layers.rbegin(), layers.rend(), [rest](const Layer& l) { return l.name == rest; });
            if (layer != layers.rend()) {
                best = one;
                entry = m_blocks[*one].firstEntry + static_cast<std::size_t>(layers.rend() - layer) - 1;
            }
        }
    }
    return entry;
}

std::vector<LayerShape> layerShapes(const LayerList& list)
{
    std::vector<LayerShape> rows;
    MapShape input = inputOf(list);
    std::size_t resolved = 0;
    ResolvedBlock shapes;
    FinishedBlocks finished;
    for (std::size_t b = 0; b < list.blocks.size(); ++b) {
        const LayerBlock& block = list.blocks[b];
        resolveBlock(list, block, finished, input, true, shapes);
        for (std::size_t i = 0; i < shapes.layers.size(); ++i) {
            const ResolvedLayer& layer = shapes.layers[i];
            rows.push_back({b, i, layer.input, layer.output, layer.error});
        }
        input = outputOf(shapes, input);
        for (double done = 1; done < repetitionsOf(block) && resolved < mostResolved;
             ++done) { // until the shapes settle
            resolved += block.layers.size();
            resolveBlock(list, block, finished, input, false, shapes);
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

#include "core/levers/layer_edits.h"

#include "core/models/layers/layer_sources.h"
#include "core/scenario/scenario.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace ridge {
namespace {

/// Maps whose channels are as many, each a set of outputs: of layers, of blocks and of the network's input.
class ChannelSets {
public:
    explicit ChannelSets(std::size_t outputs) : m_parents(outputs), m_keeps(outputs, false)
    {
        std::iota(m_parents.begin(), m_parents.end(), std::size_t{0});
    }
    void join(std::size_t a, std::size_t b)
    {
        const std::size_t first = root(a), second = root(b);
        m_parents[second] = first;
        m_keeps[first] = m_keeps[first] || m_keeps[second];
    }
    void keep(std::size_t output) { m_keeps[root(output)] = true; }
    bool keeps(std::size_t output) { return m_keeps[root(output)]; }

private:
    std::size_t root(std::size_t at)
    {
        while (m_parents[at] != at) {
            at = m_parents[at] = m_parents[m_parents[at]];
        }
        return at;
    }
    std::vector<std::size_t> m_parents;
    std::vector<bool> m_keeps; // of roots: all channels
};

bool mixesChannels(const Layer& layer)
{
    const bool isProduct =
        layer.kind == LayerKind::Conv || layer.kind == LayerKind::TransposedConv || layer.kind == LayerKind::Linear;
    return isProduct && layer.groups <= 1 && (layer.channels > 0 || layer.expand > 0);
}

/// The channels of its output are those of its inputs.
bool passesChannels(LayerKind kind)
{
    switch (kind) {
    case LayerKind::DepthwiseConv:
    case LayerKind::Norm:
    case LayerKind::Activation:
    case LayerKind::Concat: // as many as all inputs together: they keep or lose them together
    case LayerKind::MaxPool:
    case LayerKind::AveragePool:
    case LayerKind::GlobalPool:
    case LayerKind::Upsample:
    case LayerKind::Flatten:
    case LayerKind::Softmax:
    case LayerKind::Scale:
    case LayerKind::TemporalShift:
    case LayerKind::FramePool:
        return true;
    default:
        return false;
    }
}

class PrunableLayers {
public:
    explicit PrunableLayers(const LayerList& list) : m_sets(outputsOf(list))
    {
        std::size_t before = 0; // the network's input, then the output of the block above
        std::size_t first = 1;
        m_sets.keep(before);
        for (const LayerBlock& block : list.blocks) {
            const std::size_t output = first + block.layers.size();
            if (block.repeat > 1) {
                m_sets.join(before, output);
            }
            for (std::size_t i = 0; i < block.layers.size(); ++i) {
                add(block, i, first, before);
            }
            m_sets.join(block.layers.empty() ? before : output - 1, output);
            m_above.add(block);
            before = output;
            first = output + 1;
        }
        m_sets.keep(before);
    }

    /// Outputs are numbered as the layers stand, each block's own behind its layers.
    bool canLose(std::size_t output) { return !m_sets.keeps(output); }

private:
    static std::size_t outputsOf(const LayerList& list)
    {
        std::size_t outputs = 1;
        for (const LayerBlock& block : list.blocks) {
            outputs += block.layers.size() + 1;
        }
        return outputs;
    }

    void add(const LayerBlock& block, std::size_t index, std::size_t first, std::size_t before)
    {
        const Layer& layer = block.layers[index];
        if (layer.expand > 0) {
            m_sets.keep(before); // it is a multiple of the block's input
        }
        if (mixesChannels(layer)) {
            return;
        }
        const bool passes = passesChannels(layer.kind);
        m_sources.clear();
        findSources(block, index, m_above, m_sources);
        for (const int source : m_sources) {
            const std::size_t read = source < -1  ? static_cast<std::size_t>(-1 - source)
                                     : source < 0 ? before
                                                  : first + static_cast<std::size_t>(source);
            m_sets.join(read, first + index);
        }
        if (!passes) {
            m_sets.keep(first + index);
        }
    }

    ChannelSets m_sets;
    FinishedNames m_above;
    std::vector<int> m_sources;
};

} // namespace

bool isSpatial(const Layer& layer)
{
    return layer.kind == LayerKind::Conv && layer.groups <= 1 && layer.kernelDepth <= 1 &&
           (layer.kernelHeight > 1 || layer.kernelWidth > 1);
}

const char* refusalToReplace(const Scenario& scenario)
{
    const LayerList* list = scenario.model.layers();
    const auto hasSpatial = [](const LayerBlock& block) { return std::ranges::any_of(block.layers, isSpatial); };
    return scenario.model.imported() ? "a graph from a file has its convolutions built in"
           : !list                   ? "the model is no list of layers"
           : std::ranges::none_of(list->blocks, hasSpatial)
               ? "it has no convolution that mixes channels over more than one position"
               : nullptr;
}

bool hasPrunable(const LayerList& list)
{
    PrunableLayers layers(list);
    std::size_t output = 1;
    return std::ranges::any_of(list.blocks, [&](const LayerBlock& block) {
        const bool found = std::ranges::any_of(
            block.layers, [&](const Layer& layer) { return layers.canLose(output++) && mixesChannels(layer); });
        ++output;
        return found;
    });
}

void markPrunable(LayerList& list)
{
    PrunableLayers layers(list);
    std::size_t output = 1;
    for (LayerBlock& block : list.blocks) {
        for (Layer& layer : block.layers) {
            layer.pruned = mixesChannels(layer) && layers.canLose(output);
            ++output;
        }
        ++output;
    }
}

} // namespace ridge

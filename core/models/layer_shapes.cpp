#include "core/models/layer_shapes.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ridge {
namespace {

constexpr double largestSize = 1e7;  // of channels, heights and widths: beyond it products lose their meaning
constexpr double beyondSizes = 1e15; // kept apart from the largest so that bound() can say so
constexpr double mostRepetitions = 1e4;
constexpr std::size_t mostResolved = 1'000'000; // layers that one table looks at while shapes settle

constexpr std::array<std::string_view, 14> kindIds{
    "conv",   "depthwise_conv", "transposed_conv", "linear",      "norm",     "activation", "add",
    "concat", "max_pool",       "average_pool",    "global_pool", "upsample", "flatten",    "softmax"};

/// The user's number as a whole one within range; what is no number counts as the smallest.
double whole(double value, double smallest, double largest = largestSize)
{
    return std::isfinite(value) ? std::clamp(std::round(value), smallest, largest) : smallest;
}

std::string textOf(double value) { return std::to_string(static_cast<long long>(value)); }

/// MobileNet's rule: the nearest multiple of the divisor, at least one of them, never below 90 % of the wish.
double scaledChannels(const LayerList& list, const Layer& layer)
{
    if (layer.fixedWidth || layer.kind == LayerKind::Linear) {
        return whole(layer.channels, 1);
    }
    const double divisor = whole(list.channelDivisor, 1);
    const double wish = layer.channels * (std::isfinite(list.widthMultiplier) ? list.widthMultiplier : 1);
    double rounded = std::max(divisor, std::floor((wish + divisor / 2) / divisor) * divisor);
    if (rounded < 0.9 * wish) {
        rounded += divisor;
    }
    return whole(rounded, 1, beyondSizes);
}

/// Resolves the layers of one repetition, top to bottom.
class BlockResolver {
public:
    BlockResolver(const LayerList& list, const LayerBlock& block, MapShape input, bool first, ResolvedBlock& resolved)
        : m_list(list), m_block(block), m_input(input), m_first(first), m_layers(resolved.layers),
          m_sources(resolved.sources)
    {
    }

    void run()
    {
        m_layers.clear();
        m_sources.clear();
        m_layers.reserve(m_block.layers.size());
        for (const Layer& layer : m_block.layers) {
            ResolvedLayer resolved;
            resolved.layer = &layer;
            findSources(resolved);
            resolved.input = shapeOf(m_sources.back());
            resolved.output = resolved.input;
            resolve(resolved);
            bound(resolved);
            m_layers.push_back(std::move(resolved));
        }
    }

private:
    MapShape shapeOf(int source) const
    {
        return source < 0 ? m_input : m_layers[static_cast<std::size_t>(source)].output;
    }
    int above() const { return static_cast<int>(m_layers.size()) - 1; }
    double stride(const Layer& layer) const { return m_first ? whole(layer.stride, 1) : 1; }

    static void fail(ResolvedLayer& r, std::string sentence)
    {
        if (r.error.empty()) {
            r.error = std::move(sentence);
        }
    }

    int find(ResolvedLayer& r, const std::string& name) const
    {
        if (name == "in") {
            return -1;
        }
        for (int i = above(); i >= 0; --i) {
            if (m_layers[static_cast<std::size_t>(i)].layer->name == name) {
                return i;
            }
        }
        fail(r, "There is no layer \"" + name + "\" above this one in the block; it reads the layer above instead.");
        return above();
    }

    void findSources(ResolvedLayer& r)
    {
        const Layer& layer = *r.layer;
        const std::size_t begin = m_sources.size();
        for (const std::string& name : layer.from) {
            m_sources.push_back(find(r, name));
        }
        const bool joins = layer.kind == LayerKind::Add || layer.kind == LayerKind::Concat;
        if (layer.from.empty()) {
            m_sources.push_back(joins ? -1 : above());
        }
        if (joins && m_sources.size() - begin < 2) {
            m_sources.push_back(above());
        }
        const std::size_t found = m_sources.size() - begin;
        const std::size_t most = layer.kind == LayerKind::Add ? 2 : layer.kind == LayerKind::Concat ? found : 1;
        if (found > most) {
            fail(r, "This layer takes " + textOf(static_cast<double>(most)) + (most == 1 ? " input" : " inputs") +
                        ", not " + textOf(static_cast<double>(found)) + ".");
            m_sources.resize(begin + most);
        }
        if (layer.kind == LayerKind::Add && m_sources[begin + 1] < 0) {
            std::swap(m_sources[begin],
                      m_sources[begin + 1]); // the shortcut comes first, however the names were written
        }
        r.firstSource = static_cast<std::uint32_t>(begin);
        r.sourceCount = static_cast<std::uint32_t>(m_sources.size() - begin);
    }

    void resolve(ResolvedLayer& r) const
    {
        switch (r.layer->kind) {
        case LayerKind::Conv:
        case LayerKind::DepthwiseConv:
        case LayerKind::TransposedConv:
            resolveConvolution(r);
            break;
        case LayerKind::Linear:
            r.output.c = channelsOf(*r.layer, r.input);
            break;
        case LayerKind::Add:
            resolveAddition(r);
            break;
        case LayerKind::Concat:
            resolveConcatenation(r);
            break;
        case LayerKind::MaxPool:
        case LayerKind::AveragePool:
            resolvePool(r);
            break;
        case LayerKind::GlobalPool:
            r.kernelHeight = r.input.h;
            r.kernelWidth = r.input.w;
            r.output.h = r.output.w = 1;
            break;
        case LayerKind::Upsample:
            r.output.h *= stride(*r.layer);
            r.output.w *= stride(*r.layer);
            break;
        case LayerKind::Flatten:
            r.output = {r.input.c * r.input.h * r.input.w, 1, 1};
            break;
        case LayerKind::Norm:
        case LayerKind::Activation:
        case LayerKind::Softmax:
            break;
        }
    }

    double channelsOf(const Layer& layer, MapShape input) const
    {
        if (layer.expand > 0) {
            return whole(m_input.c * layer.expand, 1, beyondSizes);
        }
        return layer.channels > 0 ? scaledChannels(m_list, layer) : input.c;
    }

    /// floor((size + 2·padding − dilation·(kernel − 1) − 1) / stride) + 1
    double windowed(ResolvedLayer& r, double size, double kernel, double padding) const
    {
        const double reach = whole(r.layer->dilation, 1) * (kernel - 1);
        const double out = std::floor((size + 2 * padding - reach - 1) / stride(*r.layer)) + 1;
        if (out < 1) {
            fail(r, "A kernel that spans " + textOf(reach + 1) + " does not fit a map of " + textOf(size) +
                        " with padding " + textOf(padding) + ".");
        }
        return std::max(out, 1.0);
    }

    void resolveConvolution(ResolvedLayer& r) const
    {
        const Layer& layer = *r.layer;
        r.kernelHeight = whole(layer.kernelHeight, 1);
        r.kernelWidth = whole(layer.kernelWidth, 1);
        const bool depthwise = layer.kind == LayerKind::DepthwiseConv;
        r.output.c = depthwise ? r.input.c : channelsOf(layer, r.input);
        r.groups = depthwise ? r.input.c : whole(layer.groups, 1);
        if (std::fmod(r.input.c, r.groups) != 0 || std::fmod(r.output.c, r.groups) != 0) {
            fail(r, textOf(r.groups) + " groups do not divide " + textOf(r.input.c) + " input and " +
                        textOf(r.output.c) + " output channels.");
            r.groups = 1;
        }
        r.output.h = convolved(r, r.input.h, r.kernelHeight);
        r.output.w = convolved(r, r.input.w, r.kernelWidth);
    }

    double convolved(ResolvedLayer& r, double size, double kernel) const
    {
        const Layer& layer = *r.layer;
        const double same = std::floor(whole(layer.dilation, 1) * (kernel - 1) / 2);
        const double padding = layer.padding < 0 ? same : whole(layer.padding, 0);
        if (layer.kind != LayerKind::TransposedConv) {
            return windowed(r, size, kernel, padding);
        }
        const double out = (size - 1) * stride(layer) - 2 * padding + kernel;
        if (out < 1) {
            fail(r, "Padding " + textOf(padding) + " leaves nothing of a map of " + textOf(size) + ".");
        }
        return std::max(out, 1.0);
    }

    /// Pools have no padding unless it is given: "same" would be a guess that most networks do not make.
    void resolvePool(ResolvedLayer& r) const
    {
        const double padding = whole(r.layer->padding, 0);
        r.kernelHeight = whole(r.layer->kernelHeight, 1);
        r.kernelWidth = whole(r.layer->kernelWidth, 1);
        r.output.h = windowed(r, r.input.h, r.kernelHeight, padding);
        r.output.w = windowed(r, r.input.w, r.kernelWidth, padding);
    }

    void resolveAddition(ResolvedLayer& r) const
    {
        const MapShape shortcut = shapeOf(m_sources[r.firstSource]);
        const MapShape main = r.input;
        if (shortcut == main) {
            return;
        }
        // A 1×1 convolution with stride s makes ceil(h/s) rows of h.
        const auto reduces = [](double from, double to) { return std::ceil(from / std::ceil(from / to)) == to; };
        if (r.layer->mismatch == "project" && reduces(shortcut.h, main.h) && reduces(shortcut.w, main.w)) {
            r.projection = shortcut;
            return;
        }
        r.dropped = true;
        if (r.layer->mismatch == "project") {
            fail(r, "No strided 1×1 convolution makes " + ridge::textOf(main) + " of " + ridge::textOf(shortcut) + ".");
        } else if (r.layer->mismatch != "skip") {
            fail(r, "Cannot add " + ridge::textOf(shortcut) + " to " + ridge::textOf(main) +
                        "; make the shapes equal, or choose project or skip for a mismatch.");
        }
    }

    void resolveConcatenation(ResolvedLayer& r) const
    {
        r.output.c = 0;
        for (std::size_t i = r.firstSource; i < m_sources.size(); ++i) {
            const MapShape shape = shapeOf(m_sources[i]);
            r.output.c += shape.c;
            if (shape.h != r.input.h || shape.w != r.input.w) {
                fail(r, "Cannot concatenate " + ridge::textOf(shape) + " with " + ridge::textOf(r.input) +
                            ": height and width differ.");
            }
        }
    }

    /// Repetitions that grow without end stop here instead of at infinity.
    static void bound(ResolvedLayer& r)
    {
        const MapShape wish = r.output;
        r.output = {std::min(wish.c, largestSize), std::min(wish.h, largestSize), std::min(wish.w, largestSize)};
        if (!(r.output == wish)) {
            fail(r, "The output " + ridge::textOf(wish) + " is larger than ten million in one direction.");
        }
    }

    const LayerList& m_list;
    const LayerBlock& m_block;
    MapShape m_input;
    bool m_first;
    std::vector<ResolvedLayer>& m_layers;
    std::vector<int>& m_sources;
};

} // namespace

std::string textOf(const MapShape& shape)
{
    return textOf(std::min(shape.c, 1e15)) + "×" + textOf(std::min(shape.h, 1e15)) + "×" +
           textOf(std::min(shape.w, 1e15));
}

std::string_view idOf(LayerKind kind) { return kindIds[static_cast<std::size_t>(kind)]; }

std::optional<LayerKind> layerKindFromId(std::string_view id)
{
    const auto found = std::find(kindIds.begin(), kindIds.end(), id);
    return found == kindIds.end() ? std::nullopt : std::optional(static_cast<LayerKind>(found - kindIds.begin()));
}

MapShape inputOf(const LayerList& list)
{
    return {whole(list.inputChannels, 1), whole(list.inputHeight, 1), whole(list.inputWidth, 1)};
}

double repetitionsOf(const LayerBlock& block) { return whole(block.repeat, 1, mostRepetitions); }

void resolveBlock(const LayerList& list, const LayerBlock& block, MapShape input, bool first, ResolvedBlock& resolved)
{
    BlockResolver(list, block, input, first, resolved).run();
}

bool sameShapes(const ResolvedBlock& a, const ResolvedBlock& b)
{
    const auto same = [](const ResolvedLayer& x, const ResolvedLayer& y) {
        return x.layer == y.layer && x.sourceCount == y.sourceCount && x.input == y.input && x.output == y.output &&
               x.kernelHeight == y.kernelHeight && x.kernelWidth == y.kernelWidth && x.groups == y.groups &&
               x.dropped == y.dropped && x.projection == y.projection;
    };
    return a.sources == b.sources &&
           std::equal(a.layers.begin(), a.layers.end(), b.layers.begin(), b.layers.end(), same);
}

MapShape outputOf(const ResolvedBlock& block, MapShape input)
{
    return block.layers.empty() ? input : block.layers.back().output;
}

std::vector<LayerShape> layerShapes(const LayerList& list)
{
    std::vector<LayerShape> rows;
    MapShape input = inputOf(list);
    std::size_t resolved = 0;
    ResolvedBlock shapes;
    for (std::size_t b = 0; b < list.blocks.size(); ++b) {
        const LayerBlock& block = list.blocks[b];
        resolveBlock(list, block, input, true, shapes);
        for (std::size_t i = 0; i < shapes.layers.size(); ++i) {
            const ResolvedLayer& layer = shapes.layers[i];
            rows.push_back({b, i, layer.input, layer.output, layer.error});
        }
        input = outputOf(shapes, input);
        for (double done = 1; done < repetitionsOf(block) && resolved < mostResolved;
             ++done) { // until the shapes settle
            resolved += block.layers.size();
            resolveBlock(list, block, input, false, shapes);
            const MapShape next = outputOf(shapes, input);
            if (next == input) {
                break;
            }
            input = next;
        }
    }
    return rows;
}

} // namespace ridge

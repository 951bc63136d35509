#include "core/models/layers/layer_shapes.h"

#include "core/models/layers/layer_windows.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

constexpr double largestSize = 1e7;  // of channels, heights and widths: beyond it products lose their meaning
constexpr double beyondSizes = 1e15; // kept apart from the largest so that bound() can say so
constexpr double mostRepetitions = 1e4;
constexpr std::string_view blockInput = "in";

double whole(double value, double smallest, double largest = largestSize)
{
    return wholeNumber(value, smallest, largest);
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
    BlockResolver(const LayerList& list, const LayerBlock& block, const FinishedBlocks& outside, MapShape input,
                  bool first, ResolvedBlock& resolved)
        : m_list(list), m_block(block), m_outside(outside), m_input(input), m_first(first), m_layers(resolved.layers),
          m_sources(resolved.sources)
    {
    }

    void run()
    {
        m_layers.clear();
        m_sources.clear();
        m_layers.reserve(m_block.layers.size());
        for (const Layer& layer : m_block.layers) {
            ResolvedLayer& resolved = m_layers.emplace_back(m_blank);
            resolved.layer = &layer;
            findSources(resolved);
            resolved.input = shapeOf(m_sources.back());
            resolved.output = resolved.input;
            resolve(resolved);
            bound(resolved);
        }
    }

private:
    MapShape shapeOf(int source) const
    {
        if (source < -1) {
            return m_outside.shape(static_cast<std::size_t>(-2 - source));
        }
        return source < 0 ? m_input : m_layers[static_cast<std::size_t>(source)].output;
    }
    /// The layer before the one that is being resolved.
    int above() const { return static_cast<int>(m_layers.size()) - 2; }
    double stride(const Layer& layer) const { return m_first ? whole(layer.stride, 1) : 1; }
    double strideDepth(const Layer& layer) const { return m_first ? whole(layer.strideDepth, 1) : 1; }

    static void fail(ResolvedLayer& r, std::string sentence)
    {
        if (r.error.empty()) {
            r.error = std::move(sentence);
        }
    }

    int find(ResolvedLayer& r, const std::string& name) const
    {
        if (name == blockInput) {
            return -1;
        }
        for (int i = above(); i >= 0; --i) {
            if (m_layers[static_cast<std::size_t>(i)].layer->name == name) {
                return i;
            }
        }
        if (const auto entry = m_outside.find(name)) {
            return -2 - static_cast<int>(*entry);
        }
        fail(r, "There is no layer \"" + name +
                    "\" above this one in the block, nor an earlier block of that name; it reads the layer above "
                    "instead.");
        return above();
    }

    static std::size_t mostSources(LayerKind kind, std::size_t given)
    {
        return kind == LayerKind::Concat ? given : kind == LayerKind::Add || kind == LayerKind::Scale ? 2 : 1;
    }

    void findSources(ResolvedLayer& r)
    {
        const Layer& layer = *r.layer;
        const std::size_t begin = m_sources.size();
        for (const std::string& name : layer.from) {
            m_sources.push_back(find(r, name));
        }
        const bool joins = mostSources(layer.kind, 2) == 2;
        if (layer.from.empty()) {
            m_sources.push_back(joins ? -1 : above());
        }
        if (joins && m_sources.size() - begin < 2) {
            m_sources.push_back(above());
        }
        const std::size_t found = m_sources.size() - begin;
        const std::size_t most = mostSources(layer.kind, found);
        if (found > most) {
            fail(r, "This layer takes " + textOf(static_cast<double>(most)) + (most == 1 ? " input" : " inputs") +
                        ", not " + textOf(static_cast<double>(found)) + ".");
            m_sources.resize(begin + most);
        }
        if (leadsWithSecond(layer.kind, begin)) {
            std::swap(m_sources[begin], m_sources[begin + 1]); // however the names were written
        }
        r.firstSource = static_cast<std::uint32_t>(begin);
        r.sourceCount = static_cast<std::uint32_t>(m_sources.size() - begin);
    }

    /// The shortcut of an addition and the factors of a scale come first.
    bool leadsWithSecond(LayerKind kind, std::size_t begin) const
    {
        if (kind == LayerKind::Add) {
            return m_sources[begin + 1] < 0 && m_sources[begin] >= -1;
        }
        const auto area = [this](int source) { return shapeOf(source).h * shapeOf(source).w; };
        return kind == LayerKind::Scale && area(m_sources[begin + 1]) < area(m_sources[begin]);
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
            readKernel(r);
            slideOverMap(r);
            break;
        case LayerKind::GlobalPool:
            r.kernelHeight = r.input.h;
            r.kernelWidth = r.input.w;
            r.kernelDepth = m_list.framesInBatch ? 1 : r.input.t;
            r.output = {r.input.c, 1, 1, r.input.t / r.kernelDepth};
            break;
        case LayerKind::FramePool:
            r.kernelDepth = r.input.t;
            r.output.t = 1;
            break;
        case LayerKind::Upsample:
            r.output.h *= stride(*r.layer);
            r.output.w *= stride(*r.layer);
            break;
        case LayerKind::Flatten:
            r.output = m_list.framesInBatch ? MapShape{r.input.c * r.input.h * r.input.w, 1, 1, r.input.t}
                                            : MapShape{r.input.c * r.input.h * r.input.w * r.input.t, 1, 1};
            break;
        case LayerKind::Scale:
        case LayerKind::ChannelShuffle:
        case LayerKind::Slice:
            resolveChannels(r);
            break;
        case LayerKind::Attention:
        case LayerKind::LinearAttention:
            resolveAttention(r);
            break;
        case LayerKind::TemporalShift:
            r.dropped = r.layer->function == "none";
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

    static void readKernel(ResolvedLayer& r)
    {
        r.kernelHeight = whole(r.layer->kernelHeight, 1);
        r.kernelWidth = whole(r.layer->kernelWidth, 1);
        r.kernelDepth = whole(r.layer->kernelDepth, 1);
    }

    void resolveConvolution(ResolvedLayer& r) const
    {
        const Layer& layer = *r.layer;
        readKernel(r);
        const bool depthwise = layer.kind == LayerKind::DepthwiseConv;
        r.output.c = depthwise ? r.input.c : channelsOf(layer, r.input);
        r.groups = depthwise ? r.input.c : whole(layer.groups, 1);
        if (r.groups != 1 && (std::fmod(r.input.c, r.groups) != 0 || std::fmod(r.output.c, r.groups) != 0)) {
            fail(r, textOf(r.groups) + " groups do not divide " + textOf(r.input.c) + " input and " +
                        textOf(r.output.c) + " output channels.");
            r.groups = 1;
        }
        slideOverMap(r);
    }

    /// Whether a kernel reaches over frames, which only maps with a depth have.
    bool overFrames(ResolvedLayer& r) const
    {
        const bool reaches = r.kernelDepth > 1 || strideDepth(*r.layer) > 1;
        if (reaches && m_list.framesInBatch) {
            fail(r, "A kernel cannot reach over frames that are worked on one by one.");
            r.kernelDepth = 1;
        }
        return reaches && !m_list.framesInBatch;
    }

    static double slide(ResolvedLayer& r, double size, double kernel, double stride)
    {
        std::string problem;
        const double positions = windowPositions(*r.layer, size, kernel, stride, problem);
        if (!problem.empty()) {
            fail(r, std::move(problem));
        }
        return positions;
    }

    void slideOverMap(ResolvedLayer& r) const
    {
        const Layer& layer = *r.layer;
        r.output.h = slide(r, r.input.h, r.kernelHeight, stride(layer));
        r.output.w = slide(r, r.input.w, r.kernelWidth, stride(layer));
        r.output.t = overFrames(r) ? slide(r, r.input.t, r.kernelDepth, strideDepth(layer)) : r.input.t;
    }

    void resolveChannels(ResolvedLayer& r) const
    {
        const double channels = r.input.c;
        if (r.layer->kind == LayerKind::ChannelShuffle) {
            r.groups = whole(r.layer->groups, 1);
            if (std::fmod(channels, r.groups) != 0) {
                fail(r, textOf(r.groups) + " groups do not divide " + textOf(channels) + " channels.");
            }
        } else if (r.layer->kind == LayerKind::Slice) {
            const bool half = r.layer->channels <= 0 && r.layer->expand <= 0;
            const double wish = half ? std::max(1.0, std::floor(channels / 2)) : channelsOf(*r.layer, r.input);
            r.output.c = std::min(wish, channels);
            if (wish > channels) {
                fail(r, "Cannot take " + textOf(wish) + " channels of " + textOf(channels) + ".");
            }
        } else if (const MapShape factors = shapeOf(m_sources[r.firstSource]);
                   !(factors == r.input) && !(factors == MapShape{channels, 1, 1, r.input.t})) {
            fail(r, "Cannot scale " + ridge::textOf(r.input) + " by " + ridge::textOf(factors) +
                        "; it takes one factor per channel.");
        }
    }

    /// Queries, keys and values are thirds of the channels.
    void resolveAttention(ResolvedLayer& r) const
    {
        const double third = r.input.c / 3;
        if (third != std::floor(third)) {
            fail(r, textOf(r.input.c) + " channels are not queries, keys and values of equal size.");
        }
        r.output.c = std::max(1.0, std::floor(third));
        const double head = whole(r.layer->headSize, 0);
        r.groups = head > 0 ? r.output.c / head : 1;
        if (r.groups != std::floor(r.groups)) {
            fail(r, "Heads of " + textOf(head) + " do not divide " + textOf(r.output.c) + " channels.");
            r.groups = 1;
        }
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
        if (r.layer->mismatch == "project" && reduces(shortcut.h, main.h) && reduces(shortcut.w, main.w) &&
            reduces(shortcut.t, main.t)) {
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
            if (shape.h != r.input.h || shape.w != r.input.w || shape.t != r.input.t) {
                fail(r, "Cannot concatenate " + ridge::textOf(shape) + " with " + ridge::textOf(r.input) +
                            ": height and width differ.");
            }
        }
    }

    /// Repetitions that grow without end stop here instead of at infinity.
    static void bound(ResolvedLayer& r)
    {
        const auto fits = [](double size) { return size <= largestSize; };
        if (fits(r.output.c) && fits(r.output.h) && fits(r.output.w) && fits(r.output.t)) {
            return;
        }
        const MapShape wish = r.output;
        r.output = {std::min(wish.c, largestSize), std::min(wish.h, largestSize), std::min(wish.w, largestSize),
                    std::min(wish.t, largestSize)};
        fail(r, "The output " + ridge::textOf(wish) + " is larger than ten million in one direction.");
    }

    const LayerList& m_list;
    const LayerBlock& m_block;
    const FinishedBlocks& m_outside;
    MapShape m_input;
    bool m_first;
    std::vector<ResolvedLayer>& m_layers;
    std::vector<int>& m_sources;
    const ResolvedLayer m_blank; // copied: faster than clearing it first
};

} // namespace

MapShape inputOf(const LayerList& list)
{
    return {whole(list.inputChannels, 1), whole(list.inputHeight, 1), whole(list.inputWidth, 1),
            whole(list.inputFrames, 1)};
}

double repetitionsOf(const LayerBlock& block) { return whole(block.repeat, 1, mostRepetitions); }

void resolveBlock(const LayerList& list, const LayerBlock& block, const FinishedBlocks& above, MapShape input,
                  bool first, ResolvedBlock& resolved)
{
    BlockResolver(list, block, above, input, first, resolved).run();
}

} // namespace ridge

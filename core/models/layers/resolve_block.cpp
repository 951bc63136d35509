#include "core/models/layers/resolve_block.h"

#include <cmath>

namespace ridge {
namespace {

constexpr double beyondSizes = 1e15; // kept apart from the largest so that bound() can say so

double whole(double value, double smallest, double largest = largestSize)
{
    return wholeNumber(value, smallest, largest);
}

std::string textOf(double value) { return std::to_string(static_cast<long long>(value)); }
std::string textOf(const Traced& value) { return textOf(value.value()); }

template <class N> std::string textOf(const MapShapeOf<N>& shape)
{
    return ridge::textOf(MapShape{valueOf(shape.c), valueOf(shape.h), valueOf(shape.w), valueOf(shape.t)});
}

/// Resolves the layers of one repetition, top to bottom.
template <class N> class BlockResolver {
    using Shape = MapShapeOf<N>;
    using Resolved = ResolvedLayer<N>;

public:
    BlockResolver(const StatedList<N>& stated, const LayerBlock& block, const FinishedBlocks<N>& outside,
                  const Shape& input, bool first, ResolvedBlock<N>& resolved)
        : m_stated(stated), m_list(stated.list()), m_block(block), m_outside(outside), m_input(input), m_first(first),
          m_layers(resolved.layers), m_sources(resolved.sources)
    {
    }

    void run()
    {
        m_layers.clear();
        m_sources.clear();
        m_layers.reserve(m_block.layers.size());
        for (const Layer& layer : m_block.layers) {
            Resolved& resolved = m_layers.emplace_back(m_blank);
            resolved.layer = &layer;
            findSources(resolved);
            resolved.input = shapeOf(m_sources.back());
            resolved.output = resolved.input;
            resolve(resolved);
            bound(resolved);
            nameResults(resolved);
        }
    }

private:
    const Shape& shapeOf(int source) const
    {
        if (source < -1) {
            return m_outside.shape(static_cast<std::size_t>(-2 - source));
        }
        return source < 0 ? m_input : m_layers[static_cast<std::size_t>(source)].output;
    }
    N knob(const Layer& layer, const char* symbol, double value, double without = 1) const
    {
        return m_stated.knob(m_block, layer, symbol, value, without);
    }
    N stride(const Layer& layer) const { return m_first ? knob(layer, "s", whole(layer.stride, 1)) : N(1); }
    N strideDepth(const Layer& layer) const { return m_first ? knob(layer, "s_t", whole(layer.strideDepth, 1)) : N(1); }

    static void fail(Resolved& r, std::string sentence)
    {
        if (r.error.empty()) {
            r.error = std::move(sentence);
        }
    }

    void findSources(Resolved& r)
    {
        const std::size_t begin = m_sources.size();
        r.error = ridge::findSources(m_block, m_layers.size() - 1, m_outside.names(), m_sources);
        if (leadsWithSecond(r.layer->kind, begin)) {
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
        const auto area = [this](int source) { return valueOf(shapeOf(source).h) * valueOf(shapeOf(source).w); };
        return kind == LayerKind::Scale && area(m_sources[begin + 1]) < area(m_sources[begin]);
    }

    void resolve(Resolved& r) const
    {
        switch (r.layer->kind) {
        case LayerKind::Conv:
        case LayerKind::DepthwiseConv:
        case LayerKind::TransposedConv:
            return resolveConvolution(r);
        case LayerKind::Linear:
            r.output.c = channelsOf(*r.layer, r.input);
            return;
        case LayerKind::Add:
            return resolveAddition(r);
        case LayerKind::Concat:
            return resolveConcatenation(r);
        case LayerKind::MaxPool:
        case LayerKind::AveragePool:
            readKernel(r);
            return slideOverMap(r);
        case LayerKind::GlobalPool:
        case LayerKind::FramePool:
        case LayerKind::Flatten:
            return resolveWholeMap(r);
        case LayerKind::Upsample:
            r.output.h = r.output.h * stride(*r.layer);
            r.output.w = r.output.w * stride(*r.layer);
            return;
        case LayerKind::Scale:
        case LayerKind::ChannelShuffle:
        case LayerKind::Slice:
            return resolveChannels(r);
        case LayerKind::Attention:
        case LayerKind::LinearAttention:
            return resolveAttention(r);
        case LayerKind::TemporalShift:
            r.dropped = r.layer->function == "none";
            return;
        case LayerKind::Norm:
        case LayerKind::Activation:
        case LayerKind::Softmax:
            return;
        }
    }

    /// Layers that leave one position, or one frame.
    void resolveWholeMap(Resolved& r) const
    {
        const Shape in = r.input;
        const bool overFrames = !m_list.framesInBatch;
        if (r.layer->kind == LayerKind::FramePool) {
            r.kernelDepth = in.t;
            r.output.t = 1;
            return;
        }
        const bool pools = r.layer->kind == LayerKind::GlobalPool;
        if (pools) {
            r.kernelHeight = in.h;
            r.kernelWidth = in.w;
            r.kernelDepth = overFrames ? in.t : N(1);
        }
        r.output = {pools        ? in.c
                    : overFrames ? in.c * in.h * in.w * in.t
                                 : in.c * in.h * in.w,
                    1, 1, overFrames ? N(1) : in.t};
    }

    N channelsOf(const Layer& layer, const Shape& input) const
    {
        const N all = layer.expand > 0     ? wholeNumberOf(m_input.c * knob(layer, "e", layer.expand), 1, beyondSizes)
                      : layer.channels > 0 ? scaledChannels(layer)
                                           : input.c;
        return layer.pruned ? m_stated.kept(all) : all;
    }

    /// MobileNet's rule: the nearest multiple of the divisor, at least one of them, never below 90 % of the wish.
    N scaledChannels(const Layer& layer) const
    {
        if (layer.fixedWidth || layer.kind == LayerKind::Linear) {
            return m_stated.field(m_block, layer, "c", whole(layer.channels, 1));
        }
        const N& divisor = m_stated.divisor();
        const N wish = m_stated.field(m_block, layer, "C", layer.channels) * m_stated.multiplier();
        N scaled = larger(divisor, wholePart((wish + divisor / 2) / divisor) * divisor);
        if (scaled < 0.9 * valueOf(wish)) {
            scaled += divisor;
        }
        return wholeNumberOf(scaled, 1, beyondSizes);
    }

    void readKernel(Resolved& r) const
    {
        r.kernelHeight = knob(*r.layer, "k_h", whole(r.layer->kernelHeight, 1));
        r.kernelWidth = knob(*r.layer, "k_w", whole(r.layer->kernelWidth, 1));
        r.kernelDepth = knob(*r.layer, "k_t", whole(r.layer->kernelDepth, 1));
    }

    void resolveConvolution(Resolved& r) const
    {
        const Layer& layer = *r.layer;
        readKernel(r);
        const bool depthwise = layer.kind == LayerKind::DepthwiseConv;
        r.output.c = depthwise ? r.input.c : channelsOf(layer, r.input);
        r.groups = depthwise ? r.input.c : knob(layer, "g", whole(layer.groups, 1));
        const double groups = valueOf(r.groups), from = valueOf(r.input.c), to = valueOf(r.output.c);
        if (groups != 1 && (std::fmod(from, groups) != 0 || std::fmod(to, groups) != 0)) {
            fail(r, textOf(groups) + " groups do not divide " + textOf(from) + " input and " + textOf(to) +
                        " output channels.");
            r.groups = 1;
        }
        slideOverMap(r);
    }

    /// Whether a kernel reaches over frames, which only maps with a depth have.
    bool overFrames(Resolved& r) const
    {
        const bool reaches = r.kernelDepth > 1 || strideDepth(*r.layer) > 1;
        if (reaches && m_list.framesInBatch) {
            fail(r, "A kernel cannot reach over frames that are worked on one by one.");
            r.kernelDepth = 1;
        }
        return reaches && !m_list.framesInBatch;
    }

    static N slide(Resolved& r, const N& size, const Window<N>& window)
    {
        std::string problem;
        const N positions = windowPositions(*r.layer, size, window, problem);
        if (!problem.empty()) {
            fail(r, std::move(problem));
        }
        return positions;
    }

    void slideOverMap(Resolved& r) const
    {
        const Layer& layer = *r.layer;
        Window<N> window;
        window.stride = stride(layer);
        window.dilation = knob(layer, "d", wholeNumber(layer.dilation, 1, mostPadding));
        if (layer.padding >= 0) {
            window.padding = knob(layer, "p", wholeNumber(layer.padding, 0, mostPadding), 0);
        }
        window.kernel = r.kernelHeight;
        r.output.h = slide(r, r.input.h, window);
        window.kernel = r.kernelWidth;
        r.output.w = slide(r, r.input.w, window);
        r.output.t = r.input.t;
        if (overFrames(r)) {
            window.kernel = r.kernelDepth;
            window.stride = strideDepth(layer);
            r.output.t = slide(r, r.input.t, window);
        }
    }

    void resolveChannels(Resolved& r) const
    {
        const N& channels = r.input.c;
        if (r.layer->kind == LayerKind::ChannelShuffle) {
            r.groups = knob(*r.layer, "g", whole(r.layer->groups, 1));
            if (std::fmod(valueOf(channels), valueOf(r.groups)) != 0) {
                fail(r, textOf(r.groups) + " groups do not divide " + textOf(channels) + " channels.");
            }
        } else if (r.layer->kind == LayerKind::Slice) {
            const bool half = r.layer->channels <= 0 && r.layer->expand <= 0;
            const N wish = !half ? channelsOf(*r.layer, r.input) : channels < 2 ? channels : wholePart(channels / 2);
            r.output.c = wish > channels ? channels : wish;
            if (wish > channels) {
                fail(r, "Cannot take " + textOf(wish) + " channels of " + textOf(channels) + ".");
            }
        } else if (const Shape& factors = shapeOf(m_sources[r.firstSource]);
                   !(factors == r.input) && !(factors == Shape{channels, 1, 1, r.input.t})) {
            fail(r,
                 "Cannot scale " + textOf(r.input) + " by " + textOf(factors) + "; it takes one factor per channel.");
        }
    }

    /// Queries, keys and values are thirds of the channels.
    void resolveAttention(Resolved& r) const
    {
        const N third = r.input.c / 3;
        const bool isWhole = valueOf(third) == std::floor(valueOf(third));
        if (!isWhole) {
            fail(r, textOf(r.input.c) + " channels are not queries, keys and values of equal size.");
        }
        r.output.c = isWhole ? third : larger(1, wholePart(third));
        const N head = knob(*r.layer, "d_h", whole(r.layer->headSize, 0), 0);
        r.groups = head > 0 ? r.output.c / head : N(1);
        if (valueOf(r.groups) != std::floor(valueOf(r.groups))) {
            fail(r, "Heads of " + textOf(head) + " do not divide " + textOf(r.output.c) + " channels.");
            r.groups = 1;
        }
    }

    void resolveAddition(Resolved& r) const
    {
        const Shape& shortcut = shapeOf(m_sources[r.firstSource]);
        const Shape& main = r.input;
        if (shortcut == main) {
            return;
        }
        // A 1×1 convolution with stride s makes ceil(h/s) rows of h.
        const auto reduces = [](const N& before, const N& after) {
            const double from = valueOf(before), to = valueOf(after);
            return std::ceil(from / std::ceil(from / to)) == to;
        };
        if (r.layer->mismatch == "project" && reduces(shortcut.h, main.h) && reduces(shortcut.w, main.w) &&
            reduces(shortcut.t, main.t)) {
            r.projection = shortcut;
            return;
        }
        r.dropped = true;
        if (r.layer->mismatch == "project") {
            fail(r, "No strided 1×1 convolution makes " + textOf(main) + " of " + textOf(shortcut) + ".");
        } else if (r.layer->mismatch != "skip") {
            fail(r, "Cannot add " + textOf(shortcut) + " to " + textOf(main) +
                        "; make the shapes equal, or choose project or skip for a mismatch.");
        }
    }

    void resolveConcatenation(Resolved& r) const
    {
        r.output.c = 0;
        for (std::size_t i = r.firstSource; i < m_sources.size(); ++i) {
            const Shape& shape = shapeOf(m_sources[i]);
            r.output.c += shape.c;
            if (shape.h != r.input.h || shape.w != r.input.w || shape.t != r.input.t) {
                fail(r,
                     "Cannot concatenate " + textOf(shape) + " with " + textOf(r.input) + ": height and width differ.");
            }
        }
    }

    /// Repetitions that grow without end stop here instead of at infinity.
    static void bound(Resolved& r)
    {
        const auto fits = [](const N& size) { return size <= largestSize; };
        if (fits(r.output.c) && fits(r.output.h) && fits(r.output.w) && fits(r.output.t)) {
            return;
        }
        fail(r, "The output " + textOf(r.output) + " is larger than ten million in one direction.");
        for (N* size : {&r.output.c, &r.output.h, &r.output.w, &r.output.t}) {
            *size = fits(*size) ? *size : smaller(*size, largestSize);
        }
    }

    /// What a layer computes goes by a name of its own, so that formulas stay short however deep the network is.
    void nameResults([[maybe_unused]] Resolved& r) const
    {
        if constexpr (!std::is_same_v<N, double>) {
            const auto name = [&](const char* symbol, N& size, const N& before) {
                const Expression& e = *size.expression();
                if (!e.arguments.empty() && e.kind != Expression::Kind::Named &&
                    size.expression() != before.expression()) {
                    size = m_stated.result(m_block, *r.layer, symbol, size);
                }
            };
            name("c", r.output.c, r.input.c), name("t", r.output.t, r.input.t);
            name("h", r.output.h, r.input.h), name("w", r.output.w, r.input.w);
        }
    }

    const StatedList<N>& m_stated;
    const LayerList& m_list;
    const LayerBlock& m_block;
    const FinishedBlocks<N>& m_outside;
    const Shape m_input;
    bool m_first;
    std::vector<Resolved>& m_layers;
    std::vector<int>& m_sources;
    const Resolved m_blank; // copied: faster than clearing it first
};

} // namespace

template <class N> MapShapeOf<N> inputOf(const StatedList<N>& stated)
{
    const LayerList& list = stated.list();
    const auto size = [&stated](const char* id, const char* symbol, double value) {
        return wholeNumberOf(stated.parameter(id, symbol, value), 1, largestSize);
    };
    return {size("model.input.channels", "c_i", list.inputChannels),
            size("model.input.height", "h_i", list.inputHeight), size("model.input.width", "w_i", list.inputWidth),
            list.inputFrames > 0 ? size("model.frames", "F", list.inputFrames) : N(1)};
}

template <class N>
void resolveBlock(const StatedList<N>& list, const LayerBlock& block, const FinishedBlocks<N>& above,
                  const MapShapeOf<N>& input, bool first, ResolvedBlock<N>& resolved)
{
    BlockResolver<N>(list, block, above, input, first, resolved).run();
}

template MapShape inputOf(const StatedList<double>&);
template MapShapeOf<Traced> inputOf(const StatedList<Traced>&);
template void resolveBlock(const StatedList<double>&, const LayerBlock&, const FinishedBlocks<double>&, const MapShape&,
                           bool, ResolvedBlock<double>&);
template void resolveBlock(const StatedList<Traced>&, const LayerBlock&, const FinishedBlocks<Traced>&,
                           const MapShapeOf<Traced>&, bool, ResolvedBlock<Traced>&);

} // namespace ridge

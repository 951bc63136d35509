#include "core/models/language/layer_pattern.h"

#include "core/formulas/formulas.h"

#include <algorithm>

namespace ridge {
namespace {

template <class N> N orElse(const N& own, const N& usual) { return own > 0 ? own : usual; }

template <class N> Mixer<N> mixerOf(const DecoderOf<N>& d, const DecoderLayerOf<N>& kind)
{
    if (kind.attention == LayerAttention::None) {
        return NoAttention<N>{};
    }
    if (kind.attention == LayerAttention::Delta) {
        return DeltaRule<N>{};
    }
    const N limit = kind.attention == LayerAttention::Window ? d.localPositions() : N(0);
    if (d.latentRank > 0) {
        return LatentAttention<N>{limit};
    }
    return GroupedAttention<N>{limit, orElse(kind.heads, d.heads), orElse(kind.kvHeads, d.kvHeads),
                               orElse(kind.headSize, d.headSize), kind.cache};
}

template <class N> bool hasExperts(const DecoderOf<N>& d, const DecoderLayerOf<N>& kind)
{
    return d.experts > 0 && kind.network == LayerNetwork::Own;
}

template <class N> Network<N> networkOf(const DecoderOf<N>& d, const DecoderLayerOf<N>& kind)
{
    if (kind.network == LayerNetwork::None) {
        return NoNetwork{};
    }
    const N dense = orElse(kind.ffnWidth, d.ffnWidth);
    if (hasExperts(d, kind)) {
        return ExpertNetwork<N>{kind.ffnWidth > 0 || d.expertWidth <= 0 ? dense : d.expertWidth};
    }
    return DenseNetwork<N>{dense};
}

/// The layers of a decoder that follow its rules: leading ones are dense, and so many of the last see a window.
template <class N> std::vector<DecoderLayerOf<N>> ruledKinds(const DecoderOf<N>& d)
{
    const N dense = d.experts <= 0 || d.denseLayers >= d.layers ? d.layers : d.denseLayers;
    const N sparse = dense > 0 ? d.layers - dense : d.layers;
    const N local = d.localLayers();
    std::vector<DecoderLayerOf<N>> kinds;
    const auto add = [&kinds](const N& all, const N& withWindow, LayerNetwork network) {
        DecoderLayerOf<N> kind;
        kind.network = network;
        kind.count = withWindow > 0 ? all - withWindow : all;
        kinds.push_back(kind);
        kind.count = withWindow;
        kind.attention = LayerAttention::Window;
        kinds.push_back(kind);
    };
    add(dense, local < dense ? local : dense, LayerNetwork::Dense);
    if (sparse >= 1) {
        add(sparse, local > dense ? local - dense : N(0), LayerNetwork::Own);
    }
    return kinds;
}

/// The listed layers, brought to the decoder's number of layers where that was changed: whole ones of each kind.
template <class N> std::vector<DecoderLayerOf<N>> listedKinds(const DecoderOf<N>& d)
{
    std::vector<DecoderLayerOf<N>> kinds = d.layerKinds;
    const N listed = d.listedLayers();
    if (listed == d.layers) {
        return kinds;
    }
    N before(0), scaledBefore(0);
    for (DecoderLayerOf<N>& kind : kinds) {
        before += kind.count;
        const N scaled = rounded(before * d.layers / listed);
        kind.count = scaled - scaledBefore;
        scaledBefore = scaled;
    }
    return kinds;
}

/// "moe.local."; kinds that differ in nothing that is named are numbered.
template <class N>
std::string nameOf(const DecoderOf<N>& d, const DecoderLayerOf<N>& kind, const std::vector<LayerGroup<N>>& others)
{
    std::string name = hasExperts(d, kind) ? "moe." : "";
    name += kind.attention == LayerAttention::Window  ? "local."
            : kind.attention == LayerAttention::None  ? "no_attention."
            : kind.attention == LayerAttention::Delta ? "delta."
                                                      : "";
    name += kind.network == LayerNetwork::None ? "no_network." : "";
    name += kind.cache == LayerCache::Own ? "" : "shared.";
    const auto isTaken = [&others](const std::string& wanted) {
        return std::any_of(others.begin(), others.end(), [&](const auto& other) { return other.name == wanted; });
    };
    std::string unique = name;
    for (int number = 2; isTaken(unique); ++number) {
        unique = name + "kind" + std::to_string(number) + ".";
    }
    return unique;
}

} // namespace

template <class N> std::vector<LayerGroup<N>> layerPattern(const DecoderOf<N>& d)
{
    std::vector<LayerGroup<N>> groups;
    for (const DecoderLayerOf<N>& kind : d.layerKinds.empty() ? ruledKinds(d) : listedKinds(d)) {
        const bool isEmpty = kind.attention == LayerAttention::None && kind.network == LayerNetwork::None;
        if (kind.count >= 1 && !isEmpty) {
            groups.push_back({nameOf(d, kind, groups), kind.count, mixerOf(d, kind), networkOf(d, kind)});
        }
    }
    return groups;
}

template <class N> N keptPerPosition(const DecoderOf<N>& d, const LayerGroup<N>& group)
{
    if (std::holds_alternative<LatentAttention<N>>(group.mixer)) {
        return group.count * (d.latentRank + d.ropeSize);
    }
    const auto* attention = std::get_if<GroupedAttention<N>>(&group.mixer);
    return attention && attention->cache == LayerCache::Own && !d.isLinear()
               ? formula::cachePerToken(group.count, attention->kvHeads, attention->headSize)
               : N(0);
}

template <class N> N keptState(const DecoderOf<N>& d, const LayerGroup<N>& group)
{
    if (std::holds_alternative<DeltaRule<N>>(group.mixer)) {
        return group.count * deltaStateElements(d);
    }
    const auto* attention = std::get_if<GroupedAttention<N>>(&group.mixer);
    return attention && d.isLinear() ? group.count * stateElements(*attention) : N(0);
}

template std::vector<LayerGroup<double>> layerPattern(const DecoderOf<double>& decoder);
template std::vector<LayerGroup<Traced>> layerPattern(const DecoderOf<Traced>& decoder);
template double keptPerPosition(const DecoderOf<double>& decoder, const LayerGroup<double>& group);
template Traced keptPerPosition(const DecoderOf<Traced>& decoder, const LayerGroup<Traced>& group);
template double keptState(const DecoderOf<double>& decoder, const LayerGroup<double>& group);
template Traced keptState(const DecoderOf<Traced>& decoder, const LayerGroup<Traced>& group);

} // namespace ridge

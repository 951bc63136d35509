#include "core/models/language/layer_pattern.h"

#include "core/formulas/formulas.h"

namespace ridge {
namespace {

template <class N> Mixer<N> mixerOf(const DecoderOf<N>& d, const N& limit)
{
    if (d.latentRank > 0) {
        return LatentAttention<N>{limit};
    }
    return GroupedAttention<N>{limit};
}

template <class N> Network<N> expertsOf(const DecoderOf<N>& d)
{
    return ExpertNetwork<N>{d.expertWidth > 0 ? d.expertWidth : d.ffnWidth};
}

} // namespace

template <class N> std::vector<LayerGroup<N>> layerPattern(const DecoderOf<N>& d)
{
    const bool hasExperts = d.experts > 0;
    const N dense = !hasExperts || d.denseLayers >= d.layers ? d.layers : d.denseLayers;
    const N sparse = dense > 0 ? d.layers - dense : d.layers;
    const N local = d.localLayers();
    std::vector<LayerGroup<N>> groups;
    const auto add = [&](const std::string& name, const N& all, const N& withWindow, const Network<N>& network) {
        const N whole = withWindow > 0 ? all - withWindow : all;
        if (whole >= 1) {
            groups.push_back({name, whole, mixerOf(d, N(0)), network});
        }
        if (withWindow >= 1) {
            groups.push_back({name + "local.", withWindow, mixerOf(d, d.localPositions()), network});
        }
    };
    add("", dense, local < dense ? local : dense, DenseNetwork<N>{d.ffnWidth}); // leading layers first
    if (sparse >= 1) {
        add("moe.", sparse, local > dense ? local - dense : N(0), expertsOf(d));
    }
    return groups;
}

template <class N> N keptPerPosition(const DecoderOf<N>& d, const LayerGroup<N>& group)
{
    return std::holds_alternative<LatentAttention<N>>(group.mixer)
               ? group.count * (d.latentRank + d.ropeSize)
               : formula::cachePerToken(group.count, d.kvHeads, d.headSize);
}

template std::vector<LayerGroup<double>> layerPattern(const DecoderOf<double>& decoder);
template std::vector<LayerGroup<Traced>> layerPattern(const DecoderOf<Traced>& decoder);
template double keptPerPosition(const DecoderOf<double>& decoder, const LayerGroup<double>& group);
template Traced keptPerPosition(const DecoderOf<Traced>& decoder, const LayerGroup<Traced>& group);

} // namespace ridge

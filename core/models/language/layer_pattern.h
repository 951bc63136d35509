// The layers of a decoder as a pattern: so many of one mixer and one network, then so many of the next.
// Not operators: decoder_stage.cpp writes those, once for each kind of layer.
#pragma once

#include "core/scenario/families/transformer.h"

#include <string>
#include <variant>
#include <vector>

namespace ridge {

/// Queries meet the keys and values of their group of heads.
template <class N = double> struct GroupedAttention {
    N limit = 0; // positions that are attended and kept at most; 0: all
    N heads = 1, kvHeads = 1, headSize = 1;
    LayerCache cache = LayerCache::Own;
};

/// One compressed vector per position for all heads (DeepSeek-V2, arXiv:2405.04434).
template <class N = double> struct LatentAttention {
    N limit = 0;
};

/// A state for each head, which the gated delta rule corrects at every position (Gated DeltaNet, arXiv:2412.06464).
template <class N = double> struct DeltaRule {
    N limit = 0;
};

/// Positions do not see each other.
template <class N = double> struct NoAttention {
    N limit = 0;
};

/// How a layer lets positions see each other.
template <class N> using Mixer = std::variant<GroupedAttention<N>, LatentAttention<N>, DeltaRule<N>, NoAttention<N>>;

/// The same network for every token.
template <class N = double> struct DenseNetwork {
    N inner = 0; // its width between the matrices
};

/// A router picks a few of many networks for each token.
template <class N = double> struct ExpertNetwork {
    N inner = 0; // of one expert
};

struct NoNetwork {};

template <class N> using Network = std::variant<DenseNetwork<N>, ExpertNetwork<N>, NoNetwork>;

/// Layers that are alike. They are counted, not copied; their order changes no total.
template <class N = double> struct LayerGroup {
    std::string name; // before the names of its operators: "moe.local."
    N count;
    Mixer<N> mixer;
    Network<N> network;

    /// Positions that its mixer attends to and keeps at most; 0: all.
    N limit() const
    {
        return std::visit([](const auto& how) { return how.limit; }, mixer);
    }
};

/// No group is empty. In the order of the decoder's list; without one leading dense layers come first, and of the same
/// network those that see everything.
template <class N> std::vector<LayerGroup<N>> layerPattern(const DecoderOf<N>& decoder);

/// Elements that all layers of a group keep of each position.
template <class N> N keptPerPosition(const DecoderOf<N>& decoder, const LayerGroup<N>& group);

/// Elements of the states of one layer's linear attention: for each KV head d_h rows of d_h and the sum of its keys.
/// Source: Katharopoulos et al. 2020 (arXiv:2006.16236), equations 16 to 20.
template <class N> N stateElements(const GroupedAttention<N>& attention)
{
    return attention.kvHeads * attention.headSize * (attention.headSize + N(1));
}

/// Elements of the states of one layer of the delta rule: for each head d_k rows of d_v, and of queries, keys and
/// values the positions that the convolution sees again. Source: Yang et al. 2024 (arXiv:2412.06464).
template <class N> N deltaStateElements(const DecoderOf<N>& d)
{
    const N channels = N(2) * d.deltaKeyHeads * d.deltaKeySize + d.deltaHeads * d.deltaValueSize;
    return d.deltaHeads * d.deltaKeySize * d.deltaValueSize + (d.deltaKernel - N(1)) * channels;
}

/// Elements that all layers of a group keep whatever the number of positions: states.
template <class N> N keptState(const DecoderOf<N>& decoder, const LayerGroup<N>& group);

} // namespace ridge

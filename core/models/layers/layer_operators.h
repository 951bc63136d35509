// What the layers of a list are as operators: their kind, their element-wise function, and attention in its parts.
// Not shapes (layer_shapes.h), and not the walk through the list (layer_list.cpp).
#pragma once

#include "core/program/program.h"
#include "core/scenario/families/layer_list.h"

namespace ridge {

OperatorKind operatorKindOf(LayerKind kind);

/// The row of the table in elementwise.h; empty for kinds that have none.
std::string_view functionOf(const Layer& layer);

/// Share of a map's channels that a temporal shift moves to a neighbouring frame. Source: Lin et al. 2019, TSM.
inline constexpr double shiftedShare = 1.0 / 8;
template <class N> N shiftedShareOver()
{
    if constexpr (std::is_same_v<N, double>) {
        return shiftedShare;
    } else {
        return N::leaf("share", shiftedShare, Unit::Fraction, "Lin et al. 2019, TSM");
    }
}

/// One attention layer on a map whose channels are queries, keys and values, stacked.
template <class N> struct MapAttention {
    bool linear = false;
    N batch{1}; // maps
    N heads{1}, headSize{1}, positions{1};
    TensorId stacked = -1;
    TensorId mixed = -1; // receives the result, heads·headSize channels at every position
};

/// Appends its operators to the stage. `like` has the block, the count and the name that all of them share.
///
/// Softmax: scores H·N², their softmax, and the values, N²·H·d MACs each. Linear, with a ReLU kernel (Cai et al. 2023,
/// EfficientViT): the ReLU of queries and keys, Kᵀ·[V 1] of d·(d + 1) for each head, then Q times that, N·H·d·(d + 1)
/// MACs each, and the division by the last column.
template <class N> void appendAttention(StageOf<N>& stage, const OperatorOf<N>& like, const MapAttention<N>& attention);

} // namespace ridge

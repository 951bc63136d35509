// Of what a rank sends in one exchange, the part that leaves its node, written once over the number type.
// Not how much it sends in all, nor how long that takes: see collectives.h, whose ways through nodes these are.
#pragma once

#include "core/formulas/collectives.h"

namespace ridge::formula {

/// Bytes that one rank of n, g of them in each node, sends to other nodes: the rest of what it sends stays within its
/// own. Where an array is first reduced, scattered or gathered within nodes, only the rank's share S/g of it crosses,
/// between n/g nodes; what all exchange with all crosses as it is. Source: as of exchangeTime.
template <class N> Bytes<N> betweenNodes(OperatorKind kind, const Bytes<N>& array, const RankSpan<N>& span)
{
    const N &n = span.ranks, &g = span.perNode;
    if (valueOf(g) >= valueOf(n)) {
        return Bytes<N>(N(0));
    }
    if (valueOf(g) <= 1 || kind == OperatorKind::Send || kind == OperatorKind::Broadcast) {
        return sentBytes(kind, array, n);
    }
    return kind == OperatorKind::AllToAll ? array / n * (n - g) : sentBytes(kind, array / g, span.nodes());
}

} // namespace ridge::formula

// What ranks that share work send each other: bytes, and times by latency and rate, each written once.
// Not which operators need an exchange (core/levers/split/split.h), nor what a device's links are.
#pragma once

#include "core/formulas/element_bits.h"

#include <cmath>

namespace ridge {

/// One direction of what joins two ranks.
template <class N = double> struct Link {
    BytesPerSecond<N> rate;
    Seconds<N> latency; // of one step
};

/// The ranks of one exchange, and how many of them stand in each node: as many everywhere.
template <class N = double> struct RankSpan {
    N ranks{1}, perNode{1};

    N nodes() const { return ranks / perNode; }
};

} // namespace ridge

namespace ridge::formula {

/// Bytes that one rank of n sends of an array of S bytes: 2·(n − 1)/n·S to reduce it to all, (n − 1)/n·S to scatter,
/// gather or exchange it. Source: NVIDIA nccl-tests, doc/PERFORMANCE.md, bus bandwidth; corrections v.
template <class N> Bytes<N> sentBytes(OperatorKind kind, const Bytes<N>& array, const N& ranks)
{
    if (valueOf(ranks) <= 1) {
        return Bytes<N>(N(0));
    }
    return withKind(kind, [&](auto row) {
        if constexpr (decltype(row)::isExchange) {
            return array * decltype(row)::sent(ranks);
        } else {
            return Bytes<N>(N(0));
        }
    });
}

/// steps·α + sent / B: around a ring, or directly. Source: corrections v; Thakur et al. 2005, the α–β model.
template <class N> Seconds<N> ringTime(OperatorKind kind, const Bytes<N>& array, const N& ranks, const Link<N>& link)
{
    const N steps = withKind(kind, [&ranks](auto row) {
        if constexpr (decltype(row)::isExchange) {
            return decltype(row)::steps(ranks);
        } else {
            return N(0);
        }
    });
    return link.latency * steps + sentBytes(kind, array, ranks) / link.rate;
}

/// Levels of a binary tree over n ranks.
template <class N> N treeDepth(const N& ranks)
{
    return constantLeaf<N>("⌈log₂ n⌉", std::ceil(std::log2(valueOf(ranks))), "levels of a binary tree over the ranks");
}

/// Up a double binary tree and down again, in pieces: 2·⌈log₂ n⌉·α + 2·S/B. Source: Sanders et al. 2009, as NCCL has it
/// since 2.4.
template <class N> Seconds<N> treeTime(const Bytes<N>& array, const N& ranks, const Link<N>& link)
{
    return link.latency * (N(2) * treeDepth(ranks)) + array * N(2) / link.rate;
}

/// Over links of one kind, the faster way of both: trees where latency counts, rings where bytes do.
template <class N> Seconds<N> levelTime(OperatorKind kind, const Bytes<N>& array, const N& ranks, const Link<N>& link)
{
    if (valueOf(ranks) <= 1 || valueOf(link.rate.inBaseUnits()) <= 0) {
        return Seconds<N>(N(0));
    }
    const Seconds<N> ring = ringTime(kind, array, ranks, link);
    return kind != OperatorKind::AllReduce
               ? ring
               : Seconds<N>(smaller(ring.inBaseUnits(), treeTime(array, ranks, link).inBaseUnits()));
}

/// Seconds that all of one exchange take. Over several nodes an array is reduced, gathered or scattered within each of
/// them first or last, and only the share of a rank crosses between them, over every rank's own port at once; what all
/// exchange with all crosses as it is. A bound: no link is ever idle.
template <class N>
Seconds<N> exchangeTime(OperatorKind kind, const Bytes<N>& array, const RankSpan<N>& span, const Link<N>& inside,
                        const Link<N>& between)
{
    const N &n = span.ranks, &g = span.perNode;
    if (valueOf(g) >= valueOf(n)) {
        return levelTime(kind, array, n, inside);
    }
    if (valueOf(g) <= 1 || kind == OperatorKind::Send || kind == OperatorKind::Broadcast) {
        return levelTime(kind, array, n, between);
    }
    const Bytes<N> own = array / g;
    switch (kind) {
    case OperatorKind::AllReduce:
        return levelTime(OperatorKind::ReduceScatter, array, g, inside) + levelTime(kind, own, span.nodes(), between) +
               levelTime(OperatorKind::AllGather, array, g, inside);
    case OperatorKind::AllToAll: {
        const auto crossing = [&](const N& partners, const Link<N>& link) {
            return link.latency + array / n * partners / link.rate;
        };
        return crossing(g - N(1), inside) + crossing(n - g, between);
    }
    default:
        return levelTime(kind, array, g, inside) + levelTime(kind, own, span.nodes(), between);
    }
}

/// Seconds of an exchange that hide behind nothing: max(0, T − o·T_work), o the share of the work before it that runs
/// beside it. Source: corrections m.
template <class N> Seconds<N> exposedTime(const Seconds<N>& exchange, const Seconds<N>& work, const N& overlap)
{
    return Seconds<N>(larger(N(0), (exchange - work * overlap).inBaseUnits()));
}

/// Seconds in which m micro-batches of t each pass all ranks of a pipeline, T for one of them alone, in R runs that
/// follow each other: R·max(m·t, T) + min(m·t, T) − t, where a micro-batch needs its own last result to go on. For one
/// run and p equal ranks (m + p − 1)·t. Source: a flow shop of equal jobs; Narayanan et al. 2021 (arXiv:2104.04473),
/// section 2.2.
template <class N>
Seconds<N> pipelineTime(const Seconds<N>& slowest, const Seconds<N>& through, const N& microBatches, const N& runs)
{
    const N busy = (slowest * microBatches).inBaseUnits(), way = through.inBaseUnits();
    return Seconds<N>(runs * larger(busy, way) + smaller(busy, way) - slowest.inBaseUnits());
}

/// How much more than the mean the fullest of e ranks is expected to get when T tokens pick k experts each at random:
/// 1 + √(2·ln e·(1 − 1/e)/μ), μ = T·k/e, at most e. Source: the largest of e normal deviates (David and Nagaraja, Order
/// Statistics, 10.5) over the binomial spread.
template <class N> N expectedImbalance(const N& ranks, const N& arrivals)
{
    const N spread = constantLeaf<N>("2·ln e", 2 * std::log(valueOf(ranks)), "natural logarithm of the expert ranks") *
                     (N(1) - N(1) / ranks);
    return smaller(N(1) + power(spread / (arrivals / ranks), N(0.5)), ranks);
}

} // namespace ridge::formula

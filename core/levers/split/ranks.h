// The degrees of a split over the number type, what share of something a rank has, and how ranks lie in nodes.
// Not which operators are shared: see tensor_split.h and pipeline_split.h.
#pragma once

#include "core/formulas/collectives.h"
#include "core/program/program.h"

#include <algorithm>
#include <cmath>

namespace ridge::split {

/// The part of the fullest rank, of something whole: `part` of `of` items.
template <class N> struct Share {
    N part{1}, of{1};

    bool isWhole() const { return valueOf(part) == valueOf(of); }
    N ranks() const { return of / part; } // that have distinct parts, on average over their items
    /// What is unset, −1 or 0, stays so.
    void take(N& size) const { size = valueOf(size) <= 0 || isWhole() ? size : size * part / of; }
};

/// Items that ranks share as evenly as they can: H / TP, or ⌈H / TP⌉ of H; one each where there are fewer.
template <class N> Share<N> shareOf(const N& items, const N& ranks)
{
    const double count = valueOf(items), among = valueOf(ranks);
    if (among <= 1 || count <= 1) {
        return {};
    }
    if (std::fmod(count, among) == 0) {
        return {N(1), ranks};
    }
    return {count < among ? N(1) : roundedUp(items / ranks), items};
}

template <class N> struct Degrees {
    explicit Degrees(const Scenario& s)
        : data(degree("deployment.split.data", "DP", s.deployment.split.data)),
          tensor(degree("deployment.split.tensor", "TP", s.deployment.split.tensor)),
          pipeline(degree("deployment.split.pipeline", "PP", s.deployment.split.pipeline)),
          expert(degree("deployment.split.expert", "EP", s.deployment.split.expert)),
          context(degree("deployment.split.context", "CP", s.deployment.split.context)), perNode(devicesPerNode(s)),
          trains(s.trains())
    {
    }

    N data, tensor, pipeline, expert, context;
    double perNode; // devices
    bool trains;    // outputs end in losses, which ranks work out of what each has

    N devices() const { return withContext(data * tensor * pipeline * expert); }
    /// So many, times the ranks that share the context, where there are any.
    N withContext(const N& ranks) const { return valueOf(context) > 1 ? ranks * context : ranks; }

    /// What all ranks of so many replicas do, each the same.
    PartOf<N> sameForAll(const N& replicas) const { return {N(1), replicas, withContext(replicas * tensor), N(0)}; }

    /// Ranks of one exchange that are `apart` devices from each other: tensor ranks are neighbours, then come those of
    /// the context, of experts, of data and of the pipeline.
    RankSpan<N> span(const N& ranks, double apart) const
    {
        const double n = valueOf(ranks), nodes = std::min(n, std::ceil(n * apart / perNode));
        return {ranks, nodes <= 1 ? ranks : constantLeaf<N>("g", n / nodes, "ranks of the exchange in each node")};
    }

private:
    static N degree(const char* id, const char* symbol, double value)
    {
        return parameterLeaf<N>(id, symbol, value, Unit::Count);
    }
    /// Where nobody says, one node holds them all; without any link between them each is a node of its own.
    static double devicesPerNode(const Scenario& s)
    {
        const bool hasLink = s.device.deviceLink() || s.device.hostLink();
        return hasLink ? s.device.devicesPerNode.value_or(s.deployment.split.devices()) : 1;
    }
};

/// Index of an equal part, which is added where there is none. The first one is nobody's.
template <class N> std::uint16_t indexOf(const PartOf<N>& part, std::vector<PartOf<N>>& parts)
{
    const auto values = [](const PartOf<N>& p) {
        return std::array{valueOf(p.weights), valueOf(p.work), valueOf(p.ranks), valueOf(p.away)};
    };
    for (std::size_t i = 1; i < parts.size(); ++i) {
        if (values(parts[i]) == values(part)) {
            return static_cast<std::uint16_t>(i);
        }
    }
    parts.push_back(part);
    return static_cast<std::uint16_t>(parts.size() - 1);
}

/// An exchange of a tensor between ranks, behind the operator that made it: as often, and in the same block.
template <class N>
OperatorOf<N> exchangeOf(StageOf<N>& stage, OperatorKind kind, const OperatorOf<N>& maker, TensorId tensor,
                         const RankSpan<N>& span)
{
    OperatorOf<N> op;
    op.kind = kind, op.role = Role::Other, op.formats = maker.formats;
    op.block = maker.block, op.count = maker.count;
    op.name = maker.name + "." + std::string(withKind(kind, [](auto row) { return decltype(row)::id; }));
    op.firstInput = static_cast<std::uint32_t>(stage.uses.size()), op.inputCount = 1;
    stage.uses.push_back(tensor);
    const TensorOf<N>& t = stage.tensors[static_cast<std::size_t>(tensor)];
    Sizes<N>& s = op.sizes;
    s.n = t.n, s.co = t.c, s.to = t.t, s.ho = t.h, s.wo = t.w;
    s.kh = span.ranks, s.picked = span.perNode;
    return op;
}

/// Ranks that hold the same weights: experts are the same on fewer.
template <class N> RankSpan<N> replicasOf(const OperatorOf<N>& op, const Degrees<N>& degrees)
{
    const bool isOfExperts = op.role == Role::ExpertGateUp || op.role == Role::ExpertDown;
    const double tensor = valueOf(degrees.tensor), expert = valueOf(degrees.expert);
    return isOfExperts && expert > 1 ? degrees.span(degrees.withContext(degrees.data), tensor * expert)
                                     : degrees.span(degrees.withContext(degrees.data * degrees.expert), tensor);
}

/// Ranks over which the gradients of an operator's weights are added up.
template <class N> RankSpan<N> summedOver(const OperatorOf<N>& op, const Degrees<N>& degrees)
{
    return op.sharesPositions ? degrees.span(degrees.withContext(degrees.data * degrees.expert * degrees.tensor), 1)
                              : replicasOf(op, degrees);
}

/// An exchange of so many elements that belong to an operator's weights between all that hold the same; once in so many
/// runs of the stage.
template <class N>
OperatorOf<N> exchangeOfWeights(OperatorKind kind, const OperatorOf<N>& of, const N& elements, Precision format,
                                const RankSpan<N>& span, std::vector<PartOf<N>>& parts, const N& runs = N(1))
{
    OperatorOf<N> op;
    op.kind = kind;
    op.formats = {format, format, format};
    op.block = of.block, op.count = of.count / runs;
    op.name = of.name + "." + std::string(withKind(kind, [](auto row) { return decltype(row)::id; }));
    op.sizes.n = elements, op.sizes.kh = span.ranks, op.sizes.picked = span.perNode;
    PartOf<N> part = parts[of.part];
    part.weights = N(1), part.away = part.away / runs;
    op.part = indexOf(part, parts);
    return op;
}

} // namespace ridge::split

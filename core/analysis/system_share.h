// How often what an operator of one rank does, or holds, is there in the whole system, over the number type.
// Not what it does: see operator_work.h. Where one device does everything it is the operator's count.
#pragma once

#include "core/program/program.h"

namespace ridge {

/// What of a system a sum over one rank's operators is of: this rank alone; distinct parameters, of replicas once;
/// distinct work, what several ranks all do once; or all that any rank does, which takes energy.
enum class Over { Rank, Parameters, Work, Effort };

/// In one run of the stage.
template <class N> N timesOf(const OperatorOf<N>& op, const PartOf<N>& part, Over over)
{
    const N everywhere = op.count + part.away;
    switch (over) {
    case Over::Rank:
        break;
    case Over::Parameters:
        return everywhere * part.weights;
    case Over::Work:
        return everywhere * part.work;
    case Over::Effort:
        return everywhere * part.ranks;
    }
    return op.count;
}

template <class N> N timesOf(const OperatorOf<N>& op, const std::vector<PartOf<N>>& parts, Over over)
{
    return parts.empty() ? op.count : timesOf(op, parts[op.part], over);
}

/// Whether a token meets a few of its weights' copies: one rank may have a single one of many.
template <class N> bool hasExperts(const OperatorOf<N>& op)
{
    return valueOf(op.sizes.copies) > 1 || infoOf(op.role).holds == WeightKind::Expert;
}

} // namespace ridge

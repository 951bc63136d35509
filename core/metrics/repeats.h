// How often the stages of a program run, over the number type: output tokens, sampling steps, rounds of speculation.
// Not what one execution costs: see facts.h.
#pragma once

#include "core/analysis/operator_work.h"

namespace ridge {

/// Speculative decoding: tokens proposed in a round, tokens it yields, and rounds until all are there.
template <class N> N draftTokens(const Workload& w)
{
    return parameterLeaf<N>("workload.draft_tokens", "γ", w.draftTokens, Unit::Count);
}
template <class N> N tokensPerRound(const Workload& w)
{
    return formula::tokensPerRound(parameterLeaf<N>("workload.acceptance", "α", w.acceptance, Unit::Fraction),
                                   draftTokens<N>(w));
}
template <class N> N roundsOf(const Workload& w)
{
    return parameterLeaf<N>("workload.output_tokens", "N_out", w.outputTokens, Unit::Count) /
           named("E", Unit::Count, tokensPerRound<N>(w));
}

/// Executions of a stage; where they follow a parameter, that is the number of the formula.
template <class N> N repeatOf(const Evaluation& e, std::size_t stage)
{
    const double repeat = e.program.stages[stage].repeat;
    if (repeat == 1) {
        return N(1);
    }
    const Workload& w = e.scenario->workload;
    switch (e.program.stages[stage].role) {
    case StageRole::Draft:
        return draftTokens<N>(w) * roundsOf<N>(w);
    case StageRole::Decode:
        if (e.program.find(StageRole::Draft)) {
            return roundsOf<N>(w);
        }
        return parameterLeaf<N>("workload.output_tokens", "N_out", repeat, Unit::Count);
    case StageRole::Denoise:
        return parameterLeaf<N>("workload.steps", "T", repeat, Unit::Count);
    default:
        return symbolLeaf<N>("repeat", repeat);
    }
}

} // namespace ridge

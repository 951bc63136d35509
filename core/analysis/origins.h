// Where the sizes of an evaluated program come from: the same program once more, over numbers that lead back.
// Not part of any result: made when the first derivation asks, and kept as long as the evaluation.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/program/stage_view.h"

namespace ridge {

/// A stage of the evaluation as the formulas want it. Lives as long as the evaluation.
template <class N> StageView<N> viewOf(const Evaluation& e, std::size_t stage)
{
    if constexpr (std::is_same_v<N, Traced>) {
        const Origins& origins = e.origins.of(e);
        const bool isSized = stage < origins.program.stages.size();
        return StageView<N>(e.program.stages[stage], isSized ? &origins.program.stages[stage] : nullptr,
                            &origins.source);
    } else {
        return StageView<N>(e.program.stages[stage]);
    }
}

/// What is kept between executions, and what only some programs have.
template <class N> const ProgramOf<N>& programOver(const Evaluation& e)
{
    if constexpr (std::is_same_v<N, Traced>) {
        return e.origins.of(e).program;
    } else {
        return e.program;
    }
}

} // namespace ridge

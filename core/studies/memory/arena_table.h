// What each planner makes of a stage's arena, and what levers that change the memory plan would make of it.
// Not the layouts (core/analysis/memory/arena_planners.h): numbers to compare.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/analysis/memory/arena_planners.h"
#include "core/studies/runner.h"

namespace ridge {

/// A lever on where it is off, and the other way round.
struct ArenaChange {
    const LeverText* lever = nullptr;
    bool isPulled = false;
    std::string reason;        // why it changes nothing, as half a sentence; empty: it does
    double bound = 0;          // bytes that any plan needs with the change
    std::vector<double> sizes; // of the arena by each planner then, bytes
};

struct ArenaTable {
    std::shared_ptr<const Scenario> of;
    std::string stage;
    double alignment = 0; // bytes
    double bound = 0;
    std::vector<double> sizes; // by each of arenaPlanners()
    std::vector<ArenaChange> changes;
};

/// The stage whose activations peak; 0 where there is none.
std::size_t stageOfPeak(const Evaluation& evaluation);

ArenaTask arenaTaskOf(const Evaluation& evaluation, std::size_t stage, double alignment);

/// Of the stage of that name. Null where it was stopped before the end.
std::shared_ptr<const ArenaTable> arenaTable(std::shared_ptr<const Scenario> chosen, const std::string& stage,
                                             double alignment, const StudyRun& run = {});

} // namespace ridge

// Makes a program of inference one of training: loss, dropout, a stage of gradients for each that learns, the update.
// Not what is learned: levers freeze operators before; and not what is fused: schedules come after.
#pragma once

#include "core/program/program.h"
#include "core/scenario/scenario.h"

namespace ridge {

/// Changes nothing where the scenario does not train. Stages: those of before, backward of those that learn in reverse,
/// update.
template <class N> void addTraining(const Scenario& scenario, ProgramOf<N>& program);

} // namespace ridge

// Expands any model to its program, over plain numbers or numbers that lead back to parameters.
// Not what levers do to it afterwards: see core/levers.
#pragma once

#include "core/program/program.h"
#include "core/scenario/scenario.h"

namespace ridge {

/// Total: shapes that do not fit become issues, not exceptions. With Traced the stages of layer lists and of graphs are
/// left out: their sizes are what the list or the file says.
template <class N = double> ProgramOf<N> expand(const Scenario& scenario);

} // namespace ridge

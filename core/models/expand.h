// Expands any model to its program, over plain numbers or numbers that lead back to parameters.
// Not what levers do to it afterwards: see core/levers.
#pragma once

#include "core/program/program.h"
#include "core/scenario/families/origins.h"
#include "core/scenario/scenario.h"

namespace ridge {

/// Total: shapes that do not fit become issues, not exceptions. With Traced the stages of graphs are left out, because
/// their sizes are what the file says, and those of very long layer lists (layer_list.h).
/// `changed`: how levers made the values of parameters that they changed, for Traced.
template <class N = double> ProgramOf<N> expand(const Scenario& scenario, const ParameterOrigins& changed = {});

} // namespace ridge

// What an expanded graph leaves out: operators over open shapes, operators without a rule, loops that nobody can count.
// Not what is said of it: core/program/gaps.h.
#pragma once

#include "core/program/program.h"
#include "core/scenario/families/imported_graph.h"

namespace ridge {

/// `stage` is what the graph was expanded to. An open shape that nobody reads is no gap.
Gaps gapsOf(const Graph& graph, const Stage& stage);

} // namespace ridge

// Expands a layer list (a CNN) to one stage of operators.
// Not the shape rules: resolve_block.h. Nothing is fused here; a later pass does that.
#pragma once

#include "core/models/layers/layer_shapes.h"
#include "core/program/program.h"
#include "core/scenario/families/layer_list.h"
#include "core/scenario/families/origins.h"
#include "core/scenario/scenario.h"

namespace ridge {

/// Blocks run in sequence, each repeated; in repetitions after the first every stride is 1. Total: what does not fit
/// becomes an issue of the field "model.layers.BLOCK.LAYER" and the layer keeps the nearest shape that works.
///
/// Operators are named "BLOCK.LAYER". Repetitions with equal shapes share one operator with a count; where the first
/// one differs (its strides, its projection) the names say which is meant: "layer1.0.conv1", "layer1.1-2.conv1".
Stage expandLayers(const Scenario& scenario, const LayerList& list, std::vector<Issue>& issues);

/// The same stage over numbers that lead back to parameters, and to the layers that state them. Empty for a list of
/// 20,000 operators and more: their formulas would take hundreds of megabytes, and nobody reads them one by one.
std::optional<StageOf<Traced>> traceLayers(const Scenario& scenario, const LayerList& list,
                                           const ParameterOrigins& changed);

} // namespace ridge

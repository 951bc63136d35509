// Walks over the layers of a list that levers replace.
// Not shapes: see core/models/layers.
#pragma once

#include "core/scenario/families/layer_list.h"

namespace ridge {

struct Scenario;

/// A convolution that mixes all channels over more than one position of the map, in one frame.
bool isSpatial(const Layer& layer);
/// Why no such convolution of the model can be replaced, as half a sentence; null where some can.
const char* refusalToReplace(const Scenario& scenario);

/// Whether there are layers that markPrunable() marks.
bool hasPrunable(const LayerList& list);

/// Marks the layers whose outputs nobody but layers that mix channels reads: those that can lose channels on their own.
/// What is added or shuffled, split into groups, handed out at the end, or read by attention keeps its width, so that
/// residual streams stay as wide as everything that is added to them.
void markPrunable(LayerList& list);

} // namespace ridge

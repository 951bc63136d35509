// Training of a network's end alone: weights of the last layers, of some of their channels, and biases of some more.
// Not the levers that choose how many: see rows/training.
#pragma once

#include "core/program/program.h"

namespace ridge {

/// Of the last stage that learns: a layer is a product with weights and what follows it, or one repetition of a block.
/// Returns whether anything stops learning.
template <class N>
bool learnAtTheEnd(ProgramOf<N>& program, const N& weightLayers, const N& biasLayers, const N& share);

} // namespace ridge

// Finds attention that a graph spells out: scores, scaling and masks, softmax, values.
// Not fused nodes: fused.h knows those by their type.
#pragma once

#include "core/program/program.h"

namespace ridge {

/// Two matrix products with a softmax between them become the scores and values of attention. Sums stay what they are:
/// the same MACs are known as attention's, and the fusion of attention can keep what lies between on chip.
void recogniseAttention(Stage& stage);

} // namespace ridge

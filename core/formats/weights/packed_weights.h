// Weights that a file stores several in one value, told by their names and shapes: GPTQ, AWQ, MXFP4, MLX and others.
// Not formats to choose from (core/scenario/precision.h), and not the values.
#pragma once

#include "core/scenario/checkpoint.h"

namespace ridge {

/// A tensor with the sizes that the file declares.
struct ShapedTensor {
    StoredTensor stored;
    std::vector<double> shape;
};

/// Lets packed tensors count the weights that they hold, and what belongs to them (scales, zero points, orders) none:
/// its bytes count alone. Returns a sentence for each packing that was found.
std::vector<std::string> countPacked(std::vector<ShapedTensor>& tensors);

} // namespace ridge

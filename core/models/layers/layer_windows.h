// How often a kernel fits along one direction of a map: padding, stride, dilation, and the ways to round.
// Not whole shapes: see layer_shapes.h.
#pragma once

#include "core/scenario/families/layer_list.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace ridge {

/// The user's number as a whole one within range; what is no number counts as the smallest. The range lies within 0 and
/// 10¹⁵. Nearly all are whole already: every layer has a dozen of them.
inline double wholeNumber(double value, double smallest, double largest)
{
    if (value >= smallest && value <= largest && value == static_cast<double>(static_cast<std::int64_t>(value))) {
        return value;
    }
    return std::isfinite(value) ? std::clamp(std::round(value), smallest, largest) : smallest;
}

/// Positions of the layer's kernel, at least one; of a transposed convolution the size it grows to. `problem` becomes
/// one sentence when it does not fit.
double windowPositions(const Layer& layer, double size, double kernel, double stride, std::string& problem);

} // namespace ridge

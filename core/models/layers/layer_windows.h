// The whole numbers of a layer list, and how often a kernel fits along one direction of a map.
// Not whole shapes: see resolve_block.h.
#pragma once

#include "core/quantity/traced.h"
#include "core/scenario/families/layer_list.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace ridge {

inline constexpr double largestSize = 1e7; // of channels, heights and widths: beyond it products lose their meaning
inline constexpr double mostPadding = 1e7;

/// The user's number as a whole one within range; what is no number counts as the smallest. The range lies within 0 and
/// 10¹⁵. Nearly all are whole already: every layer has a dozen of them.
inline double wholeNumber(double value, double smallest, double largest)
{
    if (value >= smallest && value <= largest && value == static_cast<double>(static_cast<std::int64_t>(value))) {
        return value;
    }
    return std::isfinite(value) ? std::clamp(std::round(value), smallest, largest) : smallest;
}

/// Repetitions of a block that are worked out: its `repeat` as a whole number from 1 to 10,000.
inline double repetitionsOf(const LayerBlock& block) { return wholeNumber(block.repeat, 1, 1e4); }

/// How a layer's kernel moves along one direction, all of it in whole numbers.
template <class N> struct Window {
    N kernel{1}, stride{1}, dilation{1};
    N padding{0}; // where the layer gives it
};

/// Positions of the layer's kernel, at least one; of a transposed convolution the size it grows to. `problem` becomes
/// one sentence when it does not fit.
template <class N> N windowPositions(const Layer& layer, const N& size, const Window<N>& window, std::string& problem);

} // namespace ridge

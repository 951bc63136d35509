// Which convolutions Winograd tiles can compute, and what their transforms cost.
// Not the lever that chooses them: see winograd.cpp.
#pragma once

#include "core/program/program.h"

namespace ridge {

/// 3×3, stride 1, dense: the output map is as large as the input's, up to the border a missing padding takes. What
/// pruning left out, the transform would fill in.
template <class N> bool isWinograd(const OperatorOf<N>& op)
{
    const Sizes<N>& s = op.sizes;
    const auto is = [](const N& size, double value) { return valueOf(size) == value; };
    return op.kind == OperatorKind::Convolution && op.pass == Pass::Forward && is(s.kt, 1) && is(s.kh, 3) &&
           is(s.kw, 3) && is(s.g, 1) && is(op.keptWeights, 1) && valueOf(s.ho) >= valueOf(s.hi) - 2 &&
           valueOf(s.wo) >= valueOf(s.wi) - 2;
}

/// Operations of the transforms of one tile: `in` per input channel, `out` per output channel.
struct WinogradCost {
    double in = 0, out = 0;
};

inline constexpr const char* winogradSource = "Lavin and Gray 2016 (arXiv:1509.09308)";

/// For tiles of 2 or 4 outputs per side: 32 and 24, or 156 and 90. Source: Lavin and Gray 2016; corrections f.
constexpr WinogradCost winogradCost(int tile) { return tile == 2 ? WinogradCost{32, 24} : WinogradCost{156, 90}; }

} // namespace ridge

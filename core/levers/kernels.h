// Which kernels compute an operator: Winograd for 3×3 convolutions, depthwise convolutions in place. Program → Program.
// Not what stays on chip between operators: see fusion.h.
#pragma once

#include "core/program/program.h"

namespace ridge {

/// 3×3, stride 1, dense: the output map is as large as the input's, up to the border a missing padding takes.
bool isWinograd(const Operator& op);

/// Operations of the transforms of one tile: `in` per input channel, `out` per output channel.
struct WinogradCost {
    double in = 0, out = 0;
};

/// For tiles of 2 or 4 outputs per side: 32 and 24, or 156 and 90. Source: Lavin and Gray 2016; corrections f.
WinogradCost winogradCost(int tile);

/// Chooses kernels as the deployment says, after fusion.
///
/// In place: channels of a depthwise convolution do not see each other, so that one is computed into a spare plane and
/// takes the place of its input once that is used up: (C + 1)·H·W instead of 2·C·H·W, with a stride C·H·W and one
/// output plane. Only where nobody else needs the input. Source: TinyEngine (Lin et al. 2020, MCUNet); corrections g.
void chooseKernels(Stage& stage, const Deployment& deployment);

} // namespace ridge

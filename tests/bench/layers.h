// Layer lists of any length, so that cost can be followed over the number of operators.
// Not a network anybody would train.
#pragma once

#include "tests/support/scenarios.h"

namespace ridge::bench {

/// Residual blocks of 3×3 convolution, norm, activation and addition, all with different names.
inline Scenario layersOf(std::size_t operators)
{
    LayerList list;
    list.inputChannels = 64;
    list.inputHeight = list.inputWidth = 32;
    for (std::size_t i = 0; i * 4 < operators; ++i) {
        LayerBlock block;
        block.name = "block" + std::to_string(i);
        const auto layer = [&](const char* name, LayerKind kind, std::vector<std::string> from = {}) {
            Layer& added = block.layers.emplace_back();
            added.name = name;
            added.kind = kind;
            added.from = std::move(from);
        };
        layer("conv", LayerKind::Conv);
        block.layers.back().channels = 64;
        block.layers.back().kernelHeight = block.layers.back().kernelWidth = 3;
        layer("norm", LayerKind::Norm);
        block.layers.back().function = "batch";
        layer("relu", LayerKind::Activation);
        block.layers.back().function = "relu";
        layer("add", LayerKind::Add, {"relu", "in"});
        list.blocks.push_back(std::move(block));
    }
    return test::scenarioOf(list, devicePreset("h100-sxm"));
}

} // namespace ridge::bench

#include "core/scenario/scenario.h"

namespace ridge {

std::string Convention::badge() const
{
    std::string text = opsPerMac == 2 ? "2 FLOP/MAC" : format(opsPerMac, Unit::Ratio).substr(0, 1) + " FLOP/MAC";
    text += causal == CausalCount::Full ? " · full attention" : " · half attention";
    text += peak == PeakRule::LiveSet ? "" : peak == PeakRule::Arena ? " · arena peak" : " · in+out peak";
    text += countBiases ? "" : " · no biases";
    text += countElementwise ? "" : " · no element-wise";
    text += countEmbeddings ? "" : " · no embeddings";
    text += inputInPeak ? "" : " · peak without input";
    text += energy == EnergyRule::BottomUp ? "" : " · TDP energy";
    text += binaryBytes ? " · GiB" : " · GB";
    return text;
}

} // namespace ridge

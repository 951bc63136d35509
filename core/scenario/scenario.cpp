#include "core/scenario/scenario.h"

#include "core/scenario/model_body.h"

namespace ridge {

Precision Deployment::keptFormat() const
{
    const bool isWide = infoOf(activations).bits >= 16 && allows(activations, FormatUse::Weights);
    return isWide ? activations : Precision::BF16;
}

Precision Deployment::formatOf(WeightKind kind) const
{
    if (!quantises()) {
        return weights;
    }
    const bool isTable = kind == WeightKind::Embedding || kind == WeightKind::Head;
    const bool isExpert = kind == WeightKind::Expert, isMatrix = kind == WeightKind::Matrix || isExpert;
    const bool chosen = quantised == QuantisedWeights::Usual      ? ridge::quantises(weights, kind)
                        : quantised == QuantisedWeights::Matrices ? isMatrix
                        : quantised == QuantisedWeights::Tables   ? isMatrix || isTable
                        : quantised == QuantisedWeights::Experts  ? isExpert
                                                                  : true;
    // Integer units add biases to what they accumulate, in its format.
    const bool addsIntegers = infoOf(weights).isInteger && infoOf(activations).isInteger;
    return chosen ? weights : kind == WeightKind::Bias && addsIntegers ? Precision::INT32 : keptFormat();
}

std::string Convention::badge() const
{
    std::string text = opsPerMac == 2 ? "2 FLOP/MAC" : format(opsPerMac, Unit::Ratio).substr(0, 1) + " FLOP/MAC";
    text += causal == CausalCount::Full ? " · full attention" : " · half attention";
    text += peak == PeakRule::LiveSet ? "" : peak == PeakRule::Arena ? " · arena peak" : " · in+out peak";
    text += countBiases ? "" : " · no biases";
    text += countElementwise ? "" : " · no element-wise";
    text += countEmbeddings ? "" : " · no embeddings";
    text += inputInPeak ? "" : " · peak without input";
    text += energy == EnergyRule::BottomUp ? " · energy a lower bound" : "";
    text += times == TimeRule::SpeedOfLight ? " · speed of light" : " · typical times";
    text += binaryBytes ? " · GiB" : " · GB";
    return text;
}

const char* Scenario::whyNoChunks() const
{
    const Decoder* d = model.isDecoder() ? model.decoder() : nullptr;
    return !d                ? "only a language model on its own reads prompts beside what it generates"
           : trains()        ? "training generates nothing"
           : speculates()    ? "a check of drafts takes the place of a step that prompts could be read beside"
           : d->keepsState() ? "a state that replaces keys and values is not read by several prompts at once"
           : d->latentRank > 0
               ? "latent attention computes otherwise for prompts than for a token, and shares no kernel with it"
           : workload.outputTokens <= 1 ? "nothing is generated that prompts could be read beside"
                                        : nullptr;
}

} // namespace ridge

#include "core/models/decoder.h"

#include "core/models/decoder_stage.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

double windowed(double positions, double window) { return window > 0 ? std::min(positions, window) : positions; }

/// Elements all layers keep for one sequence that has reached `positions` tokens.
double cacheElements(const Decoder& d, double positions)
{
    const double perLayer = d.latentRank > 0 ? d.latentRank + d.ropeSize : 2 * d.kvHeads * d.headSize;
    const double local = d.localLayers();
    return perLayer * ((d.layers - local) * positions + local * windowed(positions, d.localPositions()));
}

} // namespace

double meanPrefillContext(double promptTokens, double window)
{
    const double w = windowed(promptTokens, window);
    // Query i = 1…N attends to min(i, w): a triangle up to w, then a band.
    return (w * (w + 1) / 2 + (promptTokens - w) * w) / promptTokens;
}

double meanDecodeContext(double promptTokens, double outputTokens, double window)
{
    if (outputTokens <= 0) {
        return promptTokens;
    }
    const auto upTo = [window](double n) { // Σ_{i=1}^{n} min(i, window)
        const double w = windowed(n, window);
        return w * (w + 1) / 2 + (n - w) * w;
    };
    return (upTo(promptTokens + outputTokens) - upTo(promptTokens)) / outputTokens;
}

void expandDecoder(const Scenario& scenario, const Decoder& d, Program& program)
{
    const double prompt = scenario.workload.promptTokens;
    const double output = scenario.workload.outputTokens;
    const double batch = scenario.workload.batch;
    const bool half = scenario.convention.causal == CausalCount::LowerHalf;
    const double window = d.localPositions();

    DecoderPhase prefill{"prefill", prompt, prompt, prompt, prompt, prompt, prompt, windowed(prompt, window), false};
    if (half) {
        prefill.context = meanPrefillContext(prompt, 0);
        prefill.localContext = meanPrefillContext(prompt, window);
    } else if (window > 0) {
        prefill.localContext = windowed(prompt, window);
    }
    program.stages.push_back(expandPhase(scenario, d, prefill));
    program.stages.back().role = StageRole::Prefill;
    program.stages.back().kvAfter = batch * cacheElements(d, prompt);

    if (output > 0) {
        const double whole = meanDecodeContext(prompt, output, 0);
        const double local = meanDecodeContext(prompt, output, window);
        const double localKept = windowed(prompt + output, window) - windowed(prompt, window); // in all steps together
        const DecoderPhase decode{"decode", 1, whole, local, whole, local, 1, localKept / output, true};
        program.stages.push_back(expandPhase(scenario, d, decode));
        Stage& stage = program.stages.back();
        stage.role = StageRole::Decode;
        stage.sharesWeights = true;
        stage.repeat = output;
        stage.kvBefore = batch * cacheElements(d, prompt);
        stage.kvAfter = batch * cacheElements(d, prompt + output);
        stage.kvKnee = window > 0 ? std::clamp(window - prompt, 0.0, output) : 0;
        stage.kvAtKnee = batch * cacheElements(d, prompt + stage.kvKnee);
    }
    program.kvElements = program.stages.back().kvAfter;
    program.kvElementsPerToken = cacheElements(d, 1);
    program.unit = "request";
}

} // namespace ridge

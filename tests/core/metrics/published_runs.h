// Training runs that others published, set up so that they last as long as was stated.
// Not what is expected of them: each test brings its arithmetic and its source.
#pragma once

#include "core/evaluate/evaluate.h"
#include "core/scenario/families/transformer.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <cmath>

namespace ridge::test {

/// One metric of a scenario, without the words of an evaluation.
inline double assessed(const Scenario& s, std::string_view id)
{
    return metricOf(assess(std::make_shared<const Scenario>(s), std::span(&id, 1)), id);
}

/// Training over so many tokens, with many micro-batches to an update and nothing but shares of the peaks to slow it.
inline Scenario trainingOf(Scenario s, double tokens, double microBatches = 256)
{
    s.training.task = Task::Training;
    s.training.length = tokens;
    s.training.microBatches = microBatches;
    s.workload.promptTokens = 2048;
    s.device.launchOverhead = 0;
    return s;
}

/// The same on devices that reach so much less of their peaks that a metric which grows with time is what was stated.
/// A run that was faster than its bound is none.
inline Scenario pacedTo(Scenario s, std::string_view id, double stated)
{
    for (int i = 0; i < 100; ++i) {
        const double ours = assessed(s, id);
        if (i == 0) {
            INFO(s.model.name << ": " << id << " is " << ours << " at least, stated " << stated);
            CHECK(ours <= stated);
        }
        if (std::abs(ours / stated - 1) < 1e-14) {
            break;
        }
        s.deployment.computeUtilisation *= ours / stated;
        s.deployment.bandwidthUtilisation = s.deployment.computeUtilisation;
    }
    return s;
}

/// A decoder as GPT-3 is one: biases, LayerNorms, learned positions and a tied head.
inline Decoder gptOf(double layers, double width, double heads, double vocabulary = 51200)
{
    Decoder d = decoderOf("gpt-3-175b");
    d.layers = layers, d.width = width, d.heads = d.kvHeads = heads, d.headSize = width / heads;
    d.ffnWidth = 4 * width, d.vocabulary = vocabulary;
    return d;
}

/// A decoder as Llama is one, with a network so wide.
inline Decoder llamaOf(double layers, double width, double heads, double kvHeads, double ffnWidth)
{
    Decoder d = decoderOf("llama-2-7b");
    d.layers = layers, d.width = width, d.heads = heads, d.kvHeads = kvHeads, d.headSize = width / heads;
    d.ffnWidth = ffnWidth;
    return d;
}

inline Scenario on(const Decoder& decoder, std::string_view device)
{
    return scenarioOf(decoder, devicePreset(device));
}

/// PaLM 540B: one key and one value for all heads, SwiGLU, attention and network side by side. Source: Chowdhery et
/// al. 2022 (arXiv:2204.02311), table 1.
inline Decoder palm()
{
    Decoder d = llamaOf(118, 18432, 48, 1, 73728);
    d.headSize = 256, d.vocabulary = 256000, d.tiedEmbeddings = d.parallelBlock = true;
    return d;
}

/// BLOOM 176B. Source: BigScience Workshop 2022 (arXiv:2211.05100), table 3.
inline Decoder bloom()
{
    Decoder d = decoderOf("bloom-7b1");
    d.layers = 70, d.width = 14336, d.heads = d.kvHeads = 112, d.ffnWidth = 57344;
    return d;
}

} // namespace ridge::test

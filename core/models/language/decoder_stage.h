// One stage of a decoder-only transformer: the operators of all its layers for one phase.
// Not the phases themselves: decoder.cpp says which there are and what they attend to.
#pragma once

#include "core/models/vision/vision_language_stages.h"

namespace ridge {

/// One phase of the model: how many positions are worked on at once and what they attend to.
struct DecoderPhase {
    const char* name;
    double queries;      // positions per sequence that are processed together
    double context;      // positions attended, on average per query (whole-context layers)
    double localContext; // the same in layers with a sliding window
    double cached;       // positions read from the cache (whole-context layers)
    double localCached;
    double kept; // positions by which the cache grows (whole-context layers)
    double localKept;
    bool absorbed;        // latent attention works on the compressed cache (decode)
    double logits = 1;    // positions per sequence that are turned into logits: the last one, or all that are checked
    VisualInput visual{}; // what images add
};

/// Layers of one kind are counted, not copied.
Stage expandPhase(const Scenario& scenario, const Decoder& decoder, const DecoderPhase& phase);

} // namespace ridge

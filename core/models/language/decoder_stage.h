// One stage of a decoder-only transformer: the operators of all its layers for one phase.
// Not the phases themselves: decoder.cpp says which there are and what they attend to.
#pragma once

#include "core/models/inputs.h"
#include "core/models/language/visual_input.h"
#include "core/scenario/families/transformer.h"

namespace ridge {

/// One phase of the model: how many positions are worked on at once and what they attend to.
template <class N = double> struct DecoderPhase {
    const char* name;
    N queries;      // positions per sequence that are processed together
    N context;      // positions attended, on average per query (whole-context layers)
    N localContext; // the same in layers with a sliding window
    N cached;       // positions read from the cache (whole-context layers)
    N localCached;
    N kept; // positions by which the cache grows (whole-context layers)
    N localKept;
    bool absorbed; // latent attention works on the compressed cache (decode)
    N logits = 1;  // positions per sequence that are turned into logits: the last one, or all that are checked
    VisualInput<N> visual{}; // what images add
};

/// Layers of one kind are counted, not copied.
template <class N>
StageOf<N> expandPhase(const Inputs<N>& inputs, const DecoderOf<N>& decoder, const DecoderPhase<N>& phase);

} // namespace ridge

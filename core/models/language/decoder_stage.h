// One stage of a decoder-only transformer: the operators of all its layers for one phase.
// Not the phases themselves: decoder.cpp says which there are and what they attend to.
#pragma once

#include "core/models/inputs.h"
#include "core/models/language/layer_pattern.h"
#include "core/models/language/visual_input.h"
#include "core/scenario/families/transformer.h"

namespace ridge {

/// Positions of each sequence that layers of one kind work with.
template <class N = double> struct Reach {
    N context; // attended, on average per query
    N cached;  // read from the cache
    N kept;    // by which the cache grows
};

/// Prompts that are read beside the tokens that are generated, in each execution.
template <class N = double> struct PromptChunk {
    N prompts{0}, positions{0};  // of each; 0: none
    std::vector<Reach<N>> reach; // of each group of the pattern
};

/// One phase of the model: how many positions are worked on at once and what they attend to.
template <class N = double> struct DecoderPhase {
    const char* name;
    N queries;                   // positions per sequence that are processed together
    std::vector<Reach<N>> reach; // of each group of the pattern
    bool continues; // latent attention works on the compressed cache, linear attention on the state so far (decode)
    N logits = 1;   // positions that are turned into logits: the last one, or all that are checked
    VisualInput<N> visual{}; // what images add
    bool keepsCache = true;  // of a model that generates; training does not
    PromptChunk<N> chunk{};  // among the queries
};

template <class N>
StageOf<N> expandPhase(const Inputs<N>& inputs, const DecoderOf<N>& decoder, const std::vector<LayerGroup<N>>& pattern,
                       const DecoderPhase<N>& phase);

} // namespace ridge

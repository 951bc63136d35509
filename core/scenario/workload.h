// What the model is to do: how many samples, tokens, steps and points, over the number type.
// Not where it runs (device.h) and not how (Deployment).
#pragma once

#include "core/scenario/families/fields.h"

namespace ridge {

/// How a diffusion model follows its prompt: by one pass per image, or by one with and one without the prompt.
enum class Guidance { None, ClassifierFree };

/// How prompts are read where requests follow each other: all at once while generation waits, a piece beside every step
/// of generation, or on devices that do nothing else.
enum class Serving { Whole, Chunked, Pools };

template <class N = double> struct WorkloadOf {
    N batch = 1;
    N promptTokens = 1024;
    N outputTokens = 256;
    N images = 1;        // of each request that a language model answers
    N texts = 1;         // that every image is compared with
    N draftTokens = 0;   // speculative decoding: tokens a smaller model proposes before each check; 0: none
    N acceptance = 0.8;  // share of its proposals that the model agrees with
    N draftScale = 0.25; // layers, width, heads and networks of the draft model, as a share of the model's
    Serving serving = Serving::Whole;
    N steps = 50; // of diffusion sampling
    Guidance guidance = Guidance::ClassifierFree;
    N sourceTokens = 512; // that an encoder reads before a decoder answers
    N points = 1024;      // of one cloud
    friend bool operator==(const WorkloadOf&, const WorkloadOf&) = default;
};
using Workload = WorkloadOf<>;

template <> const FieldTable<Workload>& fieldsOf<Workload>();

} // namespace ridge

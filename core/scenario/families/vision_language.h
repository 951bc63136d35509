// Hyper-parameters of vision-language models: a vision encoder, what connects it, and a language model.
// Not operators: core/models/vision/vision_language_stages.h turns these into stages.
#pragma once

#include "core/scenario/families/vision.h"

#include <tuple>

namespace ridge {

enum class ConnectorKind {
    Projector, // LLaVA: an MLP on every patch token
    Resampler  // Flamingo: learned latents attend to the patch tokens
};

/// What becomes of the patches that are merged into one visual token.
enum class MergeKind {
    Mean,  // of each channel (Gemma-3)
    Stack, // their channels beside each other
    Reduce // stacked, and a matrix back to the width of one (Mistral-Small-3.1)
};

enum class ConnectorNorm { None, Layer, Rms };

/// What stands between a vision encoder and a language model.
template <class N = double> struct ConnectorOf {
    ConnectorKind kind = ConnectorKind::Projector;
    N projectorLayers = 2; // linear layers as wide as the language model, GELU in between
    bool projectorBias = true;
    N merge = 1; // side of the squares of patches that become one visual token
    MergeKind mergeKind = MergeKind::Mean;
    ConnectorNorm norm = ConnectorNorm::None; // in front of the projector
    // Perceiver resampler (Alayrac et al. 2022, arXiv:2204.14198).
    N latents = 64;
    N layers = 6;
    N width = 1536;
    N heads = 16;
    N headSize = 96;
    N ffnWidth = 6144;
    // Gated cross-attention in front of every k-th layer of the language model; 0: visual tokens join the prompt.
    N crossEvery = 0;
    N crossHeads = 16;
    N crossHeadSize = 128;
    N crossFfnWidth = 8192;
    friend bool operator==(const ConnectorOf&, const ConnectorOf&) = default;
};
using Connector = ConnectorOf<>;

template <> const FieldTable<Connector>& fieldsOf<Connector>();

template <class N = double> struct VisionLanguageOf {
    VisionTransformerOf<N> vision;
    ConnectorOf<N> connector;
    DecoderOf<N> language;

    auto parts() { return std::tie(vision, connector, language); }
    auto parts() const { return std::tie(vision, connector, language); }

    /// What the language model sees of one image.
    N visualTokens() const
    {
        return connector.kind == ConnectorKind::Resampler ? connector.latents
               : connector.merge > 1                      ? mergedSide() * mergedSide()
                                                          : vision.patches();
    }
    /// Visual tokens along one side of an image; patches that fill no square are not seen.
    N mergedSide() const { return larger(N(1), wholePart(vision.side() / connector.merge)); }
    /// Channels of a visual token.
    N visualWidth() const { return connector.kind == ConnectorKind::Resampler ? connector.width : language.width; }
    /// Layers that cross-attention stands in front of: the first and every k-th after it.
    N crossLayers() const
    {
        return connector.crossEvery > 0 ? roundedUp(language.layers / connector.crossEvery) : N(0);
    }
    friend bool operator==(const VisionLanguageOf&, const VisionLanguageOf&) = default;
};
using VisionLanguage = VisionLanguageOf<>;

template <> const FieldTable<VisionLanguage>& fieldsOf<VisionLanguage>();

} // namespace ridge

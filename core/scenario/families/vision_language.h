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

/// What stands between a vision encoder and a language model.
struct Connector {
    ConnectorKind kind = ConnectorKind::Projector;
    double projectorLayers = 2; // linear layers as wide as the language model, GELU in between
    // Perceiver resampler (Alayrac et al. 2022, arXiv:2204.14198).
    double latents = 64;
    double layers = 6;
    double width = 1536;
    double heads = 16;
    double headSize = 96;
    double ffnWidth = 6144;
    // Gated cross-attention in front of every k-th layer of the language model; 0: visual tokens join the prompt.
    double crossEvery = 0;
    double crossHeads = 16;
    double crossHeadSize = 128;
    double crossFfnWidth = 8192;
    friend bool operator==(const Connector&, const Connector&) = default;
};

template <> const std::vector<Field<Connector>>& fieldsOf<Connector>();

struct VisionLanguage {
    VisionTransformer vision;
    Connector connector;
    Decoder language;

    auto parts() { return std::tie(vision, connector, language); }
    auto parts() const { return std::tie(vision, connector, language); }

    /// What the language model sees of one image.
    double visualTokens() const
    {
        return connector.kind == ConnectorKind::Resampler ? connector.latents : vision.patches();
    }
    /// Channels of a visual token.
    double visualWidth() const { return connector.kind == ConnectorKind::Resampler ? connector.width : language.width; }
    /// Layers that cross-attention stands in front of: the first and every k-th after it.
    double crossLayers() const
    {
        return connector.crossEvery > 0 ? std::ceil(language.layers / connector.crossEvery) : 0;
    }
    friend bool operator==(const VisionLanguage&, const VisionLanguage&) = default;
};

template <> const std::vector<Field<VisionLanguage>>& fieldsOf<VisionLanguage>();

} // namespace ridge

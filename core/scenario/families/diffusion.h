// Hyper-parameters of latent diffusion models: text encoders, the denoiser (a U-Net or a transformer), image decoder.
// Not operators: core/models turns these into a Program. Not the sampler: steps and guidance belong to the workload.
#pragma once

#include "core/scenario/families/text_encoder.h"

#include <optional>
#include <tuple>
#include <variant>

namespace ridge {

/// Channels of a convolutional network at each resolution, as multiples of its width; 0 ends the list.
struct ChannelLevels {
    double multiplier1 = 1;
    double multiplier2 = 2;
    double multiplier3 = 4;
    double multiplier4 = 4;
    friend bool operator==(const ChannelLevels&, const ChannelLevels&) = default;

    std::size_t count() const;
    /// Of a level counted from 0, below count().
    double at(std::size_t level) const;
};

/// The convolutional denoiser: residual blocks and transformers at falling, then rising resolution.
struct UNet : ChannelLevels {
    double width = 320;
    double resBlocks = 2; // per level on the way down; one more on the way up
    double depth1 = 1;    // transformer layers behind each residual block of a level; 0: none
    double depth2 = 1;
    double depth3 = 1;
    double depth4 = 0;
    double middleDepth = 1;
    double heads = 8;
    double headSize = 0; // 0: channels / heads; otherwise there are channels / headSize heads
    double contextWidth = 768;
    double vectorWidth = 0; // of the embedding added to the time: pooled text, sizes and crops; 0: none
    friend bool operator==(const UNet&, const UNet&) = default;

    double depthAt(std::size_t level) const;
};

/// The transformer as denoiser (DiT): patches of the latent, conditioned by adaptive norms.
struct DiffusionTransformer {
    double layers = 28;
    double width = 1152;
    double heads = 16;
    double ffnWidth = 4608;
    double patch = 2;
    double classes = 1000;       // one more stands for no class
    bool learnedVariance = true; // twice as many channels come out as go in
    friend bool operator==(const DiffusionTransformer&, const DiffusionTransformer&) = default;
};

/// The decoder of the autoencoder: from latents to pixels.
struct ImageDecoder : ChannelLevels {
    double width = 128;
    double resBlocks = 2; // the autoencoder's; a level of the decoder has one more
    friend bool operator==(const ImageDecoder&, const ImageDecoder&) = default;

    /// Pixels per latent position along one side: doubled between levels.
    double factor() const;
};

struct Diffusion {
    double image = 512;        // pixels along one side
    double latentChannels = 4; // of the autoencoder and of the denoiser's input
    double promptLength = 77;  // every prompt is padded to it
    std::optional<TextEncoder> text;
    std::optional<SecondTextEncoder> secondText;
    std::variant<UNet, DiffusionTransformer> denoiser;
    std::optional<ImageDecoder> decoder;
    friend bool operator==(const Diffusion&, const Diffusion&) = default;

    auto parts() { return std::tie(text, secondText, denoiser, decoder); }
    auto parts() const { return std::tie(text, secondText, denoiser, decoder); }

    /// Positions of the latent along one side, whole; 8 pixels each where no decoder says otherwise.
    double latent() const;
    double factor() const { return decoder ? decoder->factor() : 8; }
};

template <> const std::vector<Field<UNet>>& fieldsOf<UNet>();
template <> const std::vector<Field<DiffusionTransformer>>& fieldsOf<DiffusionTransformer>();
template <> const std::vector<Field<ImageDecoder>>& fieldsOf<ImageDecoder>();
template <> const std::vector<Field<Diffusion>>& fieldsOf<Diffusion>();

} // namespace ridge

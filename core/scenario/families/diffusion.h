// Hyper-parameters of latent diffusion models: text encoders, the denoiser (a U-Net or a transformer), image decoder.
// Not operators: core/models turns these into a Program. Not the sampler: steps and guidance belong to the workload.
#pragma once

#include "core/scenario/families/text_encoder.h"

#include <array>
#include <optional>
#include <tuple>
#include <variant>

namespace ridge {

/// Channels of a convolutional network at each resolution, as multiples of its width; 0 ends the list.
template <class N = double> struct ChannelLevelsOf {
    N multiplier1 = 1;
    N multiplier2 = 2;
    N multiplier3 = 4;
    N multiplier4 = 4;
    friend bool operator==(const ChannelLevelsOf&, const ChannelLevelsOf&) = default;

    std::size_t count() const
    {
        std::size_t levels = 1; // full resolution is always there
        while (levels < 4 && at(levels) > 0) {
            ++levels;
        }
        return levels;
    }
    /// Of a level counted from 0, below count().
    N at(std::size_t level) const { return std::array{multiplier1, multiplier2, multiplier3, multiplier4}[level]; }
};
using ChannelLevels = ChannelLevelsOf<>;

/// The convolutional denoiser: residual blocks and transformers at falling, then rising resolution.
template <class N = double> struct UNetOf : ChannelLevelsOf<N> {
    N width = 320;
    N resBlocks = 2; // per level on the way down; one more on the way up
    N depth1 = 1;    // transformer layers behind each residual block of a level; 0: none
    N depth2 = 1;
    N depth3 = 1;
    N depth4 = 0;
    N middleDepth = 1;
    N heads = 8;
    N headSize = 0; // 0: channels / heads; otherwise there are channels / headSize heads
    N contextWidth = 768;
    N vectorWidth = 0;            // of the embedding added to the time: pooled text, sizes and crops; 0: none
    bool linearAttention = false; // a kernel instead of the softmax among positions; the prompt is read with one
    friend bool operator==(const UNetOf&, const UNetOf&) = default;

    N depthAt(std::size_t level) const { return std::array{depth1, depth2, depth3, depth4}[level]; }
};
using UNet = UNetOf<>;

/// The transformer as denoiser (DiT): patches of the latent, conditioned by adaptive norms.
template <class N = double> struct DiffusionTransformerOf {
    N layers = 28;
    N width = 1152;
    N heads = 16;
    N ffnWidth = 4608;
    N patch = 2;
    N classes = 1000;             // one more stands for no class
    bool learnedVariance = true;  // twice as many channels come out as go in
    bool linearAttention = false; // a kernel instead of the softmax
    friend bool operator==(const DiffusionTransformerOf&, const DiffusionTransformerOf&) = default;
};
using DiffusionTransformer = DiffusionTransformerOf<>;

/// The decoder of the autoencoder: from latents to pixels.
template <class N = double> struct ImageDecoderOf : ChannelLevelsOf<N> {
    N width = 128;
    N resBlocks = 2; // the autoencoder's; a level of the decoder has one more
    friend bool operator==(const ImageDecoderOf&, const ImageDecoderOf&) = default;

    /// Pixels per latent position along one side: doubled between levels.
    N factor() const { return power(N(2), N(static_cast<double>(this->count()) - 1)); }
};
using ImageDecoder = ImageDecoderOf<>;

template <class N = double> struct DiffusionOf {
    N image = 512;        // pixels along one side
    N latentChannels = 4; // of the autoencoder and of the denoiser's input
    N promptLength = 77;  // every prompt is padded to it
    std::optional<TextEncoderOf<N>> text;
    std::optional<SecondTextEncoderOf<N>> secondText;
    std::variant<UNetOf<N>, DiffusionTransformerOf<N>> denoiser;
    std::optional<ImageDecoderOf<N>> decoder;
    friend bool operator==(const DiffusionOf&, const DiffusionOf&) = default;

    auto parts() { return std::tie(denoiser, text, secondText, decoder); }
    auto parts() const { return std::tie(denoiser, text, secondText, decoder); }

    /// Positions of the latent along one side, whole; 8 pixels each where no decoder says otherwise.
    N latent() const { return larger(N(1), wholePart(image / factor())); }
    N factor() const { return decoder ? decoder->factor() : N(8); }
};
using Diffusion = DiffusionOf<>;

template <> const FieldTable<UNet>& fieldsOf<UNet>();
template <> const FieldTable<DiffusionTransformer>& fieldsOf<DiffusionTransformer>();
template <> const FieldTable<ImageDecoder>& fieldsOf<ImageDecoder>();
template <> const FieldTable<Diffusion>& fieldsOf<Diffusion>();

} // namespace ridge

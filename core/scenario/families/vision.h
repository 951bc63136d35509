// Hyper-parameters of vision transformers: plain ones (ViT, DeiT, CLIP, DINOv2) and windowed ones (Swin).
// Not operators: models/vision/vision_stages.h makes stages of these. What a language model sees: vision_language.h.
#pragma once

#include "core/scenario/families/transformer.h"

#include <array>

namespace ridge {

enum class VisionPositions { None, Learned };

/// What follows the last layer.
enum class VisionHead {
    None,         // all tokens leave, after a norm
    Classes,      // a linear layer on the class token; on the mean of all tokens where there is none
    Distilled,    // DeiT: one linear layer on the class token, another on the distillation token
    Projection,   // CLIP: a linear layer without bias on the class token
    AttentionPool // SigLIP: a learned query attends to all tokens, a feed-forward network follows
};

/// A transformer over the patches of one square image.
struct VisionTransformer : Transformer {
    /// KV heads are not read: every head has its own.
    VisionTransformer()
    {
        layers = 12, width = 768, heads = 12, headSize = 64, ffnWidth = 3072;
        gated = false, biases = BiasKind::All, norm = NormKind::Layer;
    }

    double image = 224; // side, pixels
    double patch = 16;  // side, pixels
    double channels = 3;
    double classTokens = 1; // learned tokens before the patches: class, distillation, registers
    VisionPositions positions = VisionPositions::Learned;
    bool patchBias = true;
    bool preNorm = false;         // a norm before the first layer (CLIP)
    bool layerScale = false;      // a learned factor per channel after attention and network (DINOv2)
    bool maskToken = false;       // a learned vector for hidden patches: stored for training, never run
    bool linearAttention = false; // a kernel instead of the softmax
    double skippedLayers = 0;     // last layers that are stored but not run (LLaVA: one)
    VisionHead head = VisionHead::Classes;
    double outputs = 1000; // of the head

    /// Patches along one side; what is left at the border is not seen.
    double side() const { return std::max(1.0, std::floor(image / patch)); }
    double patches() const { return side() * side(); }
    /// N of the encoder.
    double tokens() const { return patches() + classTokens; }

    friend bool operator==(const VisionTransformer&, const VisionTransformer&) = default;
};

/// Swin: attention inside windows that are shifted in every second layer, four stages with merging in between.
struct Swin {
    double image = 224;
    double patch = 4;
    double channels = 3;
    double width = 96; // of the first stage; doubled by every merging
    double depth1 = 2, depth2 = 2, depth3 = 6, depth4 = 2;
    double heads1 = 3, heads2 = 6, heads3 = 12, heads4 = 24;
    double window = 7; // side, in patches
    double ffnRatio = 4;
    double classes = 1000; // 0: no head

    static constexpr int stages = 4;
    double depth(int stage) const
    {
        return std::array{depth1, depth2, depth3, depth4}[static_cast<std::size_t>(stage)];
    }
    double heads(int stage) const
    {
        return std::array{heads1, heads2, heads3, heads4}[static_cast<std::size_t>(stage)];
    }
    double side() const { return std::max(1.0, std::floor(image / patch)); }

    friend bool operator==(const Swin&, const Swin&) = default;
};

template <> const std::vector<Field<VisionTransformer>>& fieldsOf<VisionTransformer>();
template <> const std::vector<Field<Swin>>& fieldsOf<Swin>();

} // namespace ridge

// Hyper-parameters of vision transformers: plain ones (ViT, DeiT, CLIP, DINOv2) and windowed ones (Swin).
// Not operators: models/vision/vision_stages.h makes stages of these. What a language model sees: vision_language.h.
#pragma once

#include "core/scenario/families/transformer.h"

#include <array>

namespace ridge {

enum class VisionPositions { None, Learned, Rotary };

/// What follows the last layer.
enum class VisionHead {
    None,         // all tokens leave, after a norm
    Classes,      // a linear layer on the class token; on the mean of all tokens where there is none
    Distilled,    // DeiT: one linear layer on the class token, another on the distillation token
    Projection,   // CLIP: a linear layer without bias on the class token
    AttentionPool // SigLIP: a learned query attends to all tokens, a feed-forward network follows
};

/// A transformer over the patches of one square image.
template <class N = double> struct VisionTransformerOf : TransformerOf<N> {
    /// KV heads are not read: every head has its own.
    VisionTransformerOf()
    {
        this->layers = 12, this->width = 768, this->heads = 12, this->headSize = 64, this->ffnWidth = 3072;
        this->gated = false, this->biases = BiasKind::All, this->norm = NormKind::Layer;
    }

    N image = 224; // side, pixels
    N patch = 16;  // side, pixels
    N channels = 3;
    N classTokens = 1; // learned tokens before the patches: class, distillation, registers
    VisionPositions positions = VisionPositions::Learned;
    bool patchBias = true;
    bool preNorm = false;         // a norm before the first layer (CLIP)
    bool finalNorm = true;        // a norm after the last layer (Pixtral has none)
    bool layerScale = false;      // a learned factor per channel after attention and network (DINOv2)
    bool maskToken = false;       // a learned vector for hidden patches: stored for training, never run
    bool linearAttention = false; // a kernel instead of the softmax
    N mergedTokens = 0;           // by every layer, between attention and network (ToMe); 0: none
    N skippedLayers = 0;          // last layers that are stored but not run (LLaVA: one)
    VisionHead head = VisionHead::Classes;
    N outputs = 1000; // of the head

    /// Patches along one side; what is left at the border is not seen.
    N side() const { return larger(N(1), wholePart(image / patch)); }
    N patches() const { return side() * side(); }
    /// N of the encoder.
    N tokens() const { return patches() + classTokens; }

    friend bool operator==(const VisionTransformerOf&, const VisionTransformerOf&) = default;
};
using VisionTransformer = VisionTransformerOf<>;

/// Swin: attention inside windows that are shifted in every second layer, four stages with merging in between.
template <class N = double> struct SwinOf {
    N image = 224;
    N patch = 4;
    N channels = 3;
    N width = 96; // of the first stage; doubled by every merging
    N depth1 = 2, depth2 = 2, depth3 = 6, depth4 = 2;
    N heads1 = 3, heads2 = 6, heads3 = 12, heads4 = 24;
    N window = 7; // side, in patches
    N ffnRatio = 4;
    N classes = 1000; // 0: no head

    static constexpr int stages = 4;
    N depth(int stage) const { return std::array{depth1, depth2, depth3, depth4}[static_cast<std::size_t>(stage)]; }
    N heads(int stage) const { return std::array{heads1, heads2, heads3, heads4}[static_cast<std::size_t>(stage)]; }
    N side() const { return larger(N(1), wholePart(image / patch)); }

    friend bool operator==(const SwinOf&, const SwinOf&) = default;
};
using Swin = SwinOf<>;

template <> const FieldTable<VisionTransformer>& fieldsOf<VisionTransformer>();
template <> const FieldTable<Swin>& fieldsOf<Swin>();

} // namespace ridge

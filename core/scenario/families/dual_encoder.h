// Hyper-parameters of an image tower and a text tower whose embeddings are compared: CLIP and SigLIP.
// Not language models that look at images: see vision_language.h.
#pragma once

#include "core/scenario/families/text_encoder.h"
#include "core/scenario/families/vision.h"

#include <tuple>

namespace ridge {

/// How the products of embeddings become scores.
enum class Contrast {
    Softmax, // CLIP: a learned scale, then a softmax over the texts
    Sigmoid  // SigLIP: a learned scale and bias, then a sigmoid for every pair
};

template <class N = double> struct DualEncoderOf {
    N textLength = 77; // every text is padded to it
    Contrast contrast = Contrast::Softmax;
    VisionTransformerOf<N> vision;
    TextEncoderOf<N> text;

    auto parts() { return std::tie(vision, text); }
    auto parts() const { return std::tie(vision, text); }

    /// Channels of an embedding: what the head of the image tower gives.
    N imageWidth() const { return vision.head == VisionHead::Projection ? vision.outputs : vision.width; }
    N textWidth() const { return text.projection > 0 ? text.projection : text.width; }
    friend bool operator==(const DualEncoderOf&, const DualEncoderOf&) = default;
};
using DualEncoder = DualEncoderOf<>;

template <> const FieldTable<DualEncoder>& fieldsOf<DualEncoder>();

} // namespace ridge

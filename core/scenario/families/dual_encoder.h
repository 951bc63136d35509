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

struct DualEncoder {
    double textLength = 77; // every text is padded to it
    Contrast contrast = Contrast::Softmax;
    VisionTransformer vision;
    TextEncoder text;

    auto parts() { return std::tie(vision, text); }
    auto parts() const { return std::tie(vision, text); }

    /// Channels of an embedding: what the head of the image tower gives.
    double imageWidth() const { return vision.head == VisionHead::Projection ? vision.outputs : vision.width; }
    double textWidth() const { return text.projection > 0 ? text.projection : text.width; }
    friend bool operator==(const DualEncoder&, const DualEncoder&) = default;
};

template <> const std::vector<Field<DualEncoder>>& fieldsOf<DualEncoder>();

} // namespace ridge

// Readers of vision transformers that stand alone, beside a text encoder or in front of a language model.
// Not those models: see vision.cpp and vision_language.cpp.
#pragma once

#include "core/formats/hugging_face/hugging_face.h"
#include "core/scenario/families/vision.h"

namespace ridge {

/// The values of a configuration class where a file says nothing.
struct VisionDefaults {
    double width, ffnWidth, layers, heads, image, patch;
};

VisionTransformer readVisionSizes(const ObjectReader& c, const VisionDefaults& usual);
VisionTransformer readClipVision(const ObjectReader& c, const VisionDefaults& usual);
VisionTransformer readSiglipVision(const ObjectReader& c);

/// An object inside the file; an empty one where there is none, so that all of it has defaults.
const Json& nestedConfig(const ObjectReader& c, const char* key);

/// Throws FormatError with the sentence at the key where it does not hold.
void requireThat(bool holds, const ObjectReader& c, const char* key, const char* sentence);

} // namespace ridge

// The families that a Hugging Face config.json can describe, one row per model_type.
// Not the file as a whole: hugging_face.cpp finds the row and names the model.
#pragma once

#include "core/formats/json/model.h"

#include <span>

namespace ridge {

struct HuggingFaceFamily {
    const char* type;                                    // "llama"; of diffusers the class, "UNet2DConditionModel"
    ModelBody (*read)(const Json&, const ObjectReader&); // keys the reader does not know are ignored
    const char* modelClass = "Language model";           // Model::family
};

/// The size of each of the heads that share the width evenly. Throws FormatError at the width where they cannot.
double evenHeadSize(const ObjectReader& c, double width, double heads, const char* widthKey = "hidden_size",
                    const char* headsKey = "num_attention_heads");

// One table per file; a new table joins the list in hugging_face.cpp.
std::span<const HuggingFaceFamily> huggingFaceDecoders();
std::span<const HuggingFaceFamily> huggingFaceVision();
std::span<const HuggingFaceFamily> huggingFaceGptLike();
std::span<const HuggingFaceFamily> huggingFaceDiffusion();
std::span<const HuggingFaceFamily> huggingFaceEncoders();

} // namespace ridge

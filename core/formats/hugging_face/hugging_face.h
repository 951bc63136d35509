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
    bool isForText = false;                              // it can see images, but a prompt of text alone is as usual
};

/// The size of each of the heads that share the width evenly. Throws FormatError at the width where they cannot.
double evenHeadSize(const ObjectReader& c, double width, double heads, const char* widthKey = "hidden_size",
                    const char* headsKey = "num_attention_heads");

/// The class that the checkpoint was saved as, such as "LlamaForCausalLM": the first of "architectures"; else empty.
std::string architectureOf(const ObjectReader& c);

/// How many classes a checkpoint names, or the number itself; ImageNet's where it says neither.
double classesOf(const ObjectReader& c);

/// The language model's own config in a file of several parts, by whichever of its names; else nothing.
const Json* languageConfig(const Json& whole);

/// Something about the model that its user should know.
void addRemark(Model& model, std::string sentence);

// One table per file; a new table joins the list in hugging_face.cpp.
std::span<const HuggingFaceFamily> huggingFaceDecoders();
std::span<const HuggingFaceFamily> huggingFaceVision();
std::span<const HuggingFaceFamily> huggingFaceGptLike();
std::span<const HuggingFaceFamily> huggingFaceDiffusion();
std::span<const HuggingFaceFamily> huggingFaceEncoders();
std::span<const HuggingFaceFamily> huggingFaceVisionLanguage();
std::span<const HuggingFaceFamily> huggingFaceConvolutional();

} // namespace ridge

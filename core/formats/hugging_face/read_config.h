// A Hugging Face config.json becomes a model.
// Not the families it can describe: hugging_face.h has a row for each.
#pragma once

#include "core/scenario/model.h"

namespace ridge {

/// `otherwise` is the model's name where the config says none; without it the family and its size are. Throws
/// FormatError.
Model readHuggingFaceConfig(std::string_view text, const std::string& otherwise = {});

} // namespace ridge

// What quantization_config says of a checkpoint's weights: the formats that its model runs in.
// Not the weights themselves: files of weights say what they store (core/formats/weights).
#pragma once

#include "core/formats/json/reader.h"
#include "core/scenario/model.h"

namespace ridge {

/// Sets the formats that the config states, in it or in its text_config, as what the model usually runs in. What is not
/// understood becomes a remark of the model.
void readQuantization(const Json& config, Model& model);

} // namespace ridge

// Readers of Qwen's language models, one for each of their types in Hugging Face's config.json.
// Not their table: decoders.cpp lists them among the others.
#pragma once

#include "core/formats/hugging_face/hugging_face.h"
#include "core/scenario/families/transformer.h"

namespace ridge {

Decoder readQwen2(const Json& json, const ObjectReader& c);
Decoder readQwen3(const Json& json, const ObjectReader& c);
Decoder readQwen2Moe(const Json& json, const ObjectReader& c);
Decoder readQwen3Moe(const Json& json, const ObjectReader& c);
Decoder readQwen35(const Json& json, const ObjectReader& c);
Decoder readQwen3Next(const Json& json, const ObjectReader& c);

} // namespace ridge

// What the tables of decoder-only Hugging Face families share: the usual keys, and the checks every config passes.
// Not the families: those are in decoders.cpp (gated, Llama-like) and gpt.cpp (GPT-like).
#pragma once

#include "core/formats/hugging_face/hugging_face.h"
#include "core/scenario/model_body.h"

namespace ridge {

constexpr NumberRange layerRange{1, 1e4};

/// The part of each head that is rotated: `key`, which newer configs keep in rope_parameters as partial_rotary_factor.
double readRotaryShare(const ObjectReader& c, const char* key, double missing);

/// The shape under the names that most families share: hidden_size, num_hidden_layers, num_attention_heads,
/// num_key_value_heads, head_dim, intermediate_size, vocab_size, max_position_embeddings, tie_word_embeddings.
/// Gated, RMSNorm, rotary positions, no biases. Throws FormatError where the shape is missing or contradicts itself.
Decoder readUsualDecoder(const ObjectReader& c, bool tiedByDefault);

/// The window of "sliding_window": null is none, a missing key means what the family's own default is.
double readWindow(const Json& json, const ObjectReader& c, double missing);

/// The number under the first of two names that is there; the first is named when neither is.
double either(const ObjectReader& c, const char* name, const char* otherName, NumberRange range);

/// Sets heads, KV heads and the head size of a family whose heads share the width evenly.
void divideWidth(Decoder& d, const ObjectReader& c, double heads, const char* headsKey, const char* widthKey);

/// Relations that a real checkpoint keeps; a file that breaks one is not what it says.
void checkRelations(const Decoder& d);

/// Which layers have the window, where layer_types says so: it decides over every rule of the family.
void readLayerTypes(const ObjectReader& c, Decoder& d);

/// Whether tokens see those behind them as well: then it is an encoder.
void readDirection(const ObjectReader& c, Decoder& d);

/// Every reader of a decoder, checked.
template <Decoder (*read)(const Json&, const ObjectReader&)> ModelBody checked(const Json& json, const ObjectReader& c)
{
    Decoder decoder = read(json, c);
    checkRelations(decoder);
    readLayerTypes(c, decoder);
    readDirection(c, decoder);
    return decoder;
}

} // namespace ridge

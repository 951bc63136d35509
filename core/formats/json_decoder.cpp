// Decoder hyper-parameters in project JSON: the sizes that name a model always, the rest where it differs from the
// default.

#include "core/formats/json_model.h"

#include <cmath>

namespace ridge {
namespace {

struct NumberField {
    const char* key;
    double Decoder::*member;
    NumberRange range;
};

/// Fields that have a default which suits most decoders; written only where they differ.
constexpr NumberField optionalFields[] = {
    {"norms_per_layer", &Decoder::normsPerLayer, {1, 8}},
    {"sliding_window", &Decoder::slidingWindow, countOrNoneRange},
    {"window_every", &Decoder::windowEvery, {1, 1e4}},
    {"experts", &Decoder::experts, countOrNoneRange},
    {"active_experts", &Decoder::activeExperts, countOrNoneRange},
    {"shared_experts", &Decoder::sharedExperts, countOrNoneRange},
    {"expert_width", &Decoder::expertWidth, countOrNoneRange},
    {"dense_layers", &Decoder::denseLayers, countOrNoneRange},
    {"latent_rank", &Decoder::latentRank, countOrNoneRange},
    {"rope_size", &Decoder::ropeSize, countOrNoneRange},
    {"value_size", &Decoder::valueSize, countOrNoneRange},
    {"query_rank", &Decoder::queryRank, countOrNoneRange},
};

const std::vector<std::string> biasNames{"none", "qkv", "all"};
const std::vector<std::string> normNames{"layer", "rms"};
const std::vector<std::string> positionNames{"rotary", "learned"};

template <class Enum>
Enum readChoice(const ObjectReader& reader, const char* key, const std::vector<std::string>& names, Enum usual)
{
    return static_cast<Enum>(reader.choice(key, names, static_cast<std::size_t>(usual)));
}

template <class Enum>
void writeChoice(OrderedJson& json, const char* key, const std::vector<std::string>& names, Enum value, Enum usual)
{
    if (value != usual) {
        json[key] = names[static_cast<std::size_t>(value)];
    }
}

} // namespace

Decoder readDecoder(const Json& json, const std::string& place)
{
    const ObjectReader reader(json, place);
    Decoder d;
    d.layers = reader.number("layers", {1, 1e4});
    d.width = reader.number("width", countRange);
    d.heads = reader.number("heads", countRange);
    d.kvHeads = reader.number("kv_heads", countRange, d.heads);
    d.headSize = reader.number("head_size", countRange, std::max(1.0, std::floor(d.width / d.heads)));
    d.ffnWidth = reader.number("ffn_width", countRange);
    d.vocabulary = reader.number("vocabulary", countRange);
    d.contextLength = reader.number("context_length", countRange, d.contextLength);
    d.gated = reader.boolean("gated", d.gated);
    d.tiedEmbeddings = reader.boolean("tied_embeddings", d.tiedEmbeddings);
    d.biases = readChoice(reader, "biases", biasNames, d.biases);
    d.norm = readChoice(reader, "norm", normNames, d.norm);
    d.positions = readChoice(reader, "positions", positionNames, d.positions);
    for (const NumberField& field : optionalFields) {
        d.*field.member = reader.number(field.key, field.range, d.*field.member);
    }
    reader.rejectUnknown();
    return d;
}

OrderedJson decoderJson(const Decoder& d)
{
    const Decoder usual;
    OrderedJson json;
    json["layers"] = numberJson(d.layers);
    json["width"] = numberJson(d.width);
    json["heads"] = numberJson(d.heads);
    json["kv_heads"] = numberJson(d.kvHeads);
    json["head_size"] = numberJson(d.headSize);
    json["ffn_width"] = numberJson(d.ffnWidth);
    json["vocabulary"] = numberJson(d.vocabulary);
    json["context_length"] = numberJson(d.contextLength);
    if (d.gated != usual.gated) {
        json["gated"] = d.gated;
    }
    if (d.tiedEmbeddings != usual.tiedEmbeddings) {
        json["tied_embeddings"] = d.tiedEmbeddings;
    }
    writeChoice(json, "biases", biasNames, d.biases, usual.biases);
    writeChoice(json, "norm", normNames, d.norm, usual.norm);
    writeChoice(json, "positions", positionNames, d.positions, usual.positions);
    for (const NumberField& field : optionalFields) {
        if (d.*field.member != usual.*field.member) {
            json[field.key] = numberJson(d.*field.member);
        }
    }
    return json;
}

} // namespace ridge

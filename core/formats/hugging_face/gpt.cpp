// Hugging Face config.json of decoder-only language models after GPT-2: LayerNorm and, mostly, two plain matrices.

#include "core/formats/hugging_face/decoders.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

/// What these families have in common: LayerNorm with scale and shift, a feed-forward network of two matrices.
Decoder gptLike()
{
    Decoder d;
    d.gated = false;
    d.norm = NormKind::Layer;
    return d;
}

/// The names of most families, in a stack like GPT's.
Decoder readUsualGptLike(const ObjectReader& c, bool tiedByDefault)
{
    Decoder d = readUsualDecoder(c, tiedByDefault);
    d.gated = false;
    d.norm = NormKind::Layer;
    return d;
}

/// The names of GPT-2 and GPT-J.
Decoder readEmbd(const ObjectReader& c, double context, bool tiedByDefault)
{
    Decoder d = gptLike();
    d.layers = c.number("n_layer", layerRange);
    d.width = c.number("n_embd", countRange);
    divideWidth(d, c, c.number("n_head", countRange), "n_head", "n_embd");
    d.ffnWidth = c.number("n_inner", countRange, 4 * d.width);
    d.vocabulary = c.number("vocab_size", countRange);
    d.contextLength = c.number("n_positions", countRange, context);
    d.tiedEmbeddings = c.boolean("tie_word_embeddings", tiedByDefault);
    return d;
}

Decoder readGpt2(const Json&, const ObjectReader& c)
{
    Decoder d = readEmbd(c, 1024, true);
    d.biases = BiasKind::All;
    d.positions = PositionKind::Learned;
    return d;
}

/// Attention and feed-forward network read one norm; only the latter and the head have biases.
Decoder readGptJ(const Json& json, const ObjectReader& c)
{
    Decoder d = readEmbd(c, 2048, false);
    d.parallelBlock = true;
    d.normsPerLayer = 1;
    d.biases = BiasKind::Ffn;
    d.headBias = !d.tiedEmbeddings;
    const bool isWhole = json.contains("rotary_dim") && !c.find("rotary_dim"); // null
    d.rotaryShare = isWhole ? 1 : std::min(1.0, c.number("rotary_dim", countOrNoneRange, 64) / d.headSize);
    return d;
}

/// Pythia and GPT-NeoX-20B: side by side as well, but behind a norm each.
Decoder readGptNeoX(const Json&, const ObjectReader& c)
{
    Decoder d = readUsualGptLike(c, false);
    d.parallelBlock = c.boolean("use_parallel_residual", true);
    d.rotaryShare = readRotaryShare(c, "rotary_pct", 0.25);
    d.biases = c.boolean("attention_bias", true) ? BiasKind::All : BiasKind::Ffn;
    return d;
}

Decoder readPhi(const Json&, const ObjectReader& c)
{
    Decoder d = readUsualGptLike(c, false);
    if (c.boolean("qk_layernorm", false)) {
        failAt("qk_layernorm", "is not supported for phi: no published checkpoint uses it.");
    }
    d.parallelBlock = true;
    d.normsPerLayer = 1;
    d.biases = BiasKind::All;
    d.headBias = true;
    d.rotaryShare = readRotaryShare(c, "partial_rotary_factor", 0.5); // Phi-2 states 0.4
    return d;
}

Decoder readOpt(const Json&, const ObjectReader& c)
{
    Decoder d = gptLike();
    d.layers = c.number("num_hidden_layers", layerRange);
    d.width = c.number("hidden_size", countRange);
    divideWidth(d, c, c.number("num_attention_heads", countRange), "num_attention_heads", "hidden_size");
    d.ffnWidth = c.number("ffn_dim", countRange);
    d.vocabulary = c.number("vocab_size", countRange);
    d.contextLength = c.number("max_position_embeddings", countRange, 2048);
    d.extraPositions = 2; // the table is read from row 2 on
    d.tiedEmbeddings = c.boolean("tie_word_embeddings", true);
    d.positions = PositionKind::Learned;
    d.biases = c.boolean("enable_bias", true) ? BiasKind::All : BiasKind::None;
    const double table = c.number("word_embed_proj_dim", countRange, d.width);
    d.embeddingWidth = table == d.width ? 0 : table;
    d.normPlace = c.boolean("do_layer_norm_before", true) ? NormPlace::Before : NormPlace::After;
    return d;
}

Decoder readBloom(const Json&, const ObjectReader& c)
{
    Decoder d = gptLike();
    d.layers = either(c, "n_layer", "num_hidden_layers", layerRange);
    d.width = either(c, "hidden_size", "n_embed", countRange);
    const bool old = !c.find("n_head") && c.find("num_attention_heads");
    const char* heads = old ? "num_attention_heads" : "n_head";
    divideWidth(d, c, c.number(heads, countRange), heads, "hidden_size");
    d.ffnWidth = 4 * d.width;
    d.vocabulary = c.number("vocab_size", countRange);
    d.contextLength = c.number("seq_length", countRange, 2048); // what it was trained with: ALiBi has no limit
    d.tiedEmbeddings = c.boolean("tie_word_embeddings", true);
    d.positions = PositionKind::Alibi;
    d.embeddingNorm = true;
    d.biases = BiasKind::All;
    return d;
}

/// StarCoder: GPT-2 whose heads share their keys and values.
Decoder readGptBigCode(const Json& json, const ObjectReader& c)
{
    Decoder d = readGpt2(json, c);
    d.kvHeads = c.boolean("multi_query", true) ? 1 : d.heads;
    return d;
}

/// Phi-1 and Phi-2 as they were first published, under the names of GPT-2.
Decoder readOldPhi(const Json&, const ObjectReader& c)
{
    Decoder d = readEmbd(c, 2048, false);
    d.kvHeads = c.number("n_head_kv", countRange, d.heads);
    d.parallelBlock = true;
    d.normsPerLayer = 1;
    d.biases = BiasKind::All;
    d.headBias = true;
    d.rotaryShare = std::min(1.0, c.number("rotary_dim", countOrNoneRange, 32) / d.headSize);
    return d;
}

/// One KV head or one per query head, unless the newer architecture says how many; its parallel block has two norms.
Decoder readFalcon(const Json&, const ObjectReader& c)
{
    Decoder d = gptLike();
    d.layers = either(c, "num_hidden_layers", "n_layer", layerRange);
    d.width = c.number("hidden_size", countRange);
    divideWidth(d, c, either(c, "num_attention_heads", "n_head", countRange), "num_attention_heads", "hidden_size");
    const bool newer = c.boolean("new_decoder_architecture", c.find("n_head_kv") != nullptr); // RefinedWeb's name
    const double groups = c.number(c.find("n_head_kv") ? "n_head_kv" : "num_kv_heads", countRange, d.heads);
    d.kvHeads = newer ? groups : c.boolean("multi_query", true) ? 1 : d.heads;
    d.ffnWidth = c.number("ffn_hidden_size", countRange, 4 * d.width);
    d.vocabulary = c.number("vocab_size", countRange);
    d.contextLength = c.number("max_position_embeddings", countRange, 2048);
    d.tiedEmbeddings = c.boolean("tie_word_embeddings", true);
    d.positions = c.boolean("alibi", false) ? PositionKind::Alibi : PositionKind::Rotary;
    d.biases = c.boolean("bias", false) ? BiasKind::All : BiasKind::None;
    d.parallelBlock = newer || c.boolean("parallel_attn", true);
    const double parallelNorms = c.number("num_ln_in_parallel_attn", {1, 2}, newer ? 2 : 1);
    d.normsPerLayer = d.parallelBlock ? parallelNorms : 2;
    return d;
}

/// Sets KV heads and positions by the nested attn_config.
void readMptAttention(const Json& attention, const ObjectReader& c, Decoder& d)
{
    const ObjectReader a(attention, "attn_config");
    const std::string type = a.text("attn_type", "multihead_attention");
    if (type == "multiquery_attention") {
        d.kvHeads = 1;
    } else if (type == "grouped_query_attention") {
        d.kvHeads = a.number("kv_n_heads", countRange);
    } else if (type != "multihead_attention") {
        failAt("attn_config.attn_type", inQuotes(type) + " is not known.");
    }
    if (a.boolean("qk_ln", false)) {
        failAt("attn_config.qk_ln", "norms of whole queries and keys are not supported for mpt.");
    }
    const bool learned = c.boolean("learned_pos_emb", true) && !a.boolean("rope", false);
    d.positions = a.boolean("alibi", true) ? PositionKind::Alibi
                  : learned                ? PositionKind::Learned
                                           : PositionKind::Rotary;
}

Decoder readMpt(const Json&, const ObjectReader& c)
{
    Decoder d = gptLike();
    d.layers = c.number("n_layers", layerRange);
    d.width = c.number("d_model", countRange);
    divideWidth(d, c, c.number("n_heads", countRange), "n_heads", "d_model");
    d.ffnWidth = std::round(c.number("expansion_ratio", {0.01, 1e3, false}, 4) * d.width);
    d.vocabulary = c.number("vocab_size", countRange);
    d.contextLength = c.number("max_seq_len", countRange, 2048);
    d.tiedEmbeddings = c.boolean("tie_word_embeddings", true);
    const bool biased = !c.boolean("no_bias", true);
    d.biases = biased ? BiasKind::All : BiasKind::None;
    d.norm = biased ? NormKind::Layer : NormKind::LayerScale;
    d.positions = PositionKind::Alibi;
    if (const Json* attention = c.find("attn_config")) {
        readMptAttention(*attention, c, d);
    }
    return d;
}

Decoder readStableLm(const Json&, const ObjectReader& c)
{
    Decoder d = readUsualDecoder(c, false);
    d.norm = NormKind::Layer;
    d.rotaryShare = readRotaryShare(c, "partial_rotary_factor", 0.25);
    d.biases = c.boolean("use_qkv_bias", false) ? BiasKind::Qkv : BiasKind::None;
    d.qkNorm = c.boolean("qk_layernorm", false) ? QkNorm::Own : QkNorm::None;
    d.parallelBlock = c.boolean("use_parallel_residual", false);
    d.normsPerLayer = d.parallelBlock ? 1 : 2;
    return d;
}

Decoder readStarCoder2(const Json&, const ObjectReader& c)
{
    Decoder d = readUsualGptLike(c, true);
    d.biases = c.boolean("use_bias", true) ? BiasKind::All : BiasKind::None;
    d.slidingWindow = c.number("sliding_window", countOrNoneRange, 0);
    return d;
}

constexpr HuggingFaceFamily families[] = {
    {"gpt2", checked<readGpt2>},
    {"gpt_bigcode", checked<readGptBigCode>},
    {"gptj", checked<readGptJ>},
    {"gpt_neox", checked<readGptNeoX>},
    {"phi", checked<readPhi>},
    {"phi-msft", checked<readOldPhi>},
    {"opt", checked<readOpt>},
    {"bloom", checked<readBloom>},
    {"falcon", checked<readFalcon>},
    {"RefinedWeb", checked<readFalcon>}, // what Falcon was called at first
    {"RefinedWebModel", checked<readFalcon>},
    {"mpt", checked<readMpt>},
    {"stablelm", checked<readStableLm>},
    {"starcoder2", checked<readStarCoder2>},
};

} // namespace

std::span<const HuggingFaceFamily> huggingFaceGptLike() { return families; }

} // namespace ridge

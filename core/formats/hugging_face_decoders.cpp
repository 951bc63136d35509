// Hugging Face config.json of decoder-only language models, by model_type.

#include "core/formats/hugging_face.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

/// What all families but GPT-2 call by the same names.
Decoder readCommon(const ObjectReader& c, bool tiedByDefault)
{
    Decoder d;
    d.layers = c.number("num_hidden_layers", {1, 1e4});
    d.width = c.number("hidden_size", countRange);
    d.heads = c.number("num_attention_heads", countRange);
    d.kvHeads = c.number("num_key_value_heads", countRange, d.heads);
    if (!c.find("head_dim") && std::fmod(d.width, d.heads) != 0) {
        failAt("hidden_size", "is not a multiple of num_attention_heads, and there is no head_dim.");
    }
    d.headSize = c.number("head_dim", countRange, std::max(1.0, std::floor(d.width / d.heads)));
    d.ffnWidth = c.number("intermediate_size", countRange);
    d.vocabulary = c.number("vocab_size", countRange);
    d.contextLength = c.number("max_position_embeddings", countRange, 4096);
    d.tiedEmbeddings = c.boolean("tie_word_embeddings", tiedByDefault);
    d.gated = true;
    d.norm = NormKind::Rms;
    d.positions = PositionKind::Rotary;
    return d;
}

/// A window of null is none; a missing key means what the family's own default is.
double readWindow(const Json& json, const ObjectReader& c, double missing)
{
    return json.contains("sliding_window") ? c.number("sliding_window", countOrNoneRange, 0) : missing;
}

Decoder readGpt2(const Json&, const ObjectReader& c)
{
    Decoder d;
    d.layers = c.number("n_layer", {1, 1e4});
    d.width = c.number("n_embd", countRange);
    d.heads = d.kvHeads = c.number("n_head", countRange);
    if (std::fmod(d.width, d.heads) != 0) {
        failAt("n_embd", "is not a multiple of n_head.");
    }
    d.headSize = d.width / d.heads;
    d.ffnWidth = c.number("n_inner", countRange, 4 * d.width);
    d.vocabulary = c.number("vocab_size", countRange);
    d.contextLength = c.number("n_positions", countRange, 1024);
    d.tiedEmbeddings = c.boolean("tie_word_embeddings", true);
    d.gated = false;
    d.biases = BiasKind::All;
    d.norm = NormKind::Layer;
    d.positions = PositionKind::Learned;
    return d;
}

Decoder readLlama(const Json&, const ObjectReader& c)
{
    Decoder d = readCommon(c, false);
    if (c.boolean("attention_bias", false)) {
        d.biases = c.boolean("mlp_bias", false) ? BiasKind::All : BiasKind::Qkv;
    }
    return d;
}

Decoder readMistral(const Json& json, const ObjectReader& c)
{
    Decoder d = readCommon(c, false);
    d.slidingWindow = readWindow(json, c, 4096);
    return d;
}

Decoder readQwen2(const Json& json, const ObjectReader& c)
{
    Decoder d = readCommon(c, false);
    d.biases = BiasKind::Qkv;
    // The window, when used at all, holds from layer max_window_layers upwards.
    const double full = c.number("max_window_layers", countOrNoneRange, d.layers);
    if (c.boolean("use_sliding_window", false) && full < d.layers) {
        if (full > 0) {
            failAt("max_window_layers", "full attention below and a sliding window above a layer is not supported; "
                                        "set use_sliding_window to false, or max_window_layers to 0.");
        }
        d.slidingWindow = readWindow(json, c, 4096);
    }
    return d;
}

Decoder readGemma2(const Json& json, const ObjectReader& c)
{
    Decoder d = readCommon(c, true);
    d.headSize = c.number("head_dim", countRange, 256);
    d.slidingWindow = readWindow(json, c, 4096);
    d.windowEvery = 2;   // local and global attention alternate
    d.normsPerLayer = 4; // before and after both attention and feed-forward network
    return d;
}

Decoder readMixtral(const Json& json, const ObjectReader& c)
{
    Decoder d = readCommon(c, false);
    d.slidingWindow = readWindow(json, c, 0);
    d.experts = c.number("num_local_experts", countRange, 8);
    d.activeExperts = c.number("num_experts_per_tok", countRange, 2);
    d.expertWidth = d.ffnWidth;
    return d;
}

Decoder readDeepSeek(const Json&, const ObjectReader& c)
{
    // Its heads have sizes of their own; hidden_size / heads means nothing here.
    Decoder d;
    d.layers = c.number("num_hidden_layers", {1, 1e4});
    d.width = c.number("hidden_size", countRange);
    d.heads = d.kvHeads = c.number("num_attention_heads", countRange);
    d.headSize = c.number("qk_nope_head_dim", countRange);
    d.ropeSize = c.number("qk_rope_head_dim", countOrNoneRange);
    d.valueSize = c.number("v_head_dim", countRange);
    d.latentRank = c.number("kv_lora_rank", countRange);
    d.queryRank = c.number("q_lora_rank", countOrNoneRange, 0);
    d.ffnWidth = c.number("intermediate_size", countRange);
    d.vocabulary = c.number("vocab_size", countRange);
    d.contextLength = c.number("max_position_embeddings", countRange, 2048);
    d.tiedEmbeddings = c.boolean("tie_word_embeddings", false);
    d.experts = c.number("n_routed_experts", countOrNoneRange, 0);
    if (d.experts > 0) {
        d.activeExperts = c.number("num_experts_per_tok", countRange);
        d.sharedExperts = c.number("n_shared_experts", countOrNoneRange, 0);
        d.expertWidth = c.number("moe_intermediate_size", countRange);
        d.denseLayers = c.number("first_k_dense_replace", countOrNoneRange, 0);
    }
    if (c.number("moe_layer_freq", countRange, 1) != 1) {
        failAt("moe_layer_freq", "only 1 is supported: experts in every layer after the dense ones.");
    }
    return d;
}

/// Relations that a real checkpoint keeps; a file that breaks one is not what it says.
void checkRelations(const Decoder& d)
{
    if (std::fmod(d.heads, d.kvHeads) != 0) {
        failAt("num_key_value_heads", "does not divide num_attention_heads.");
    }
    if (d.experts > 0 && d.activeExperts > d.experts) {
        failAt("num_experts_per_tok", "is larger than the number of experts.");
    }
    if (d.denseLayers > d.layers) {
        failAt("first_k_dense_replace", "is larger than num_hidden_layers.");
    }
}

/// Every reader of a decoder, checked.
template <Decoder (*read)(const Json&, const ObjectReader&)> ModelBody checked(const Json& json, const ObjectReader& c)
{
    const Decoder decoder = read(json, c);
    checkRelations(decoder);
    return decoder;
}

constexpr HuggingFaceFamily families[] = {
    {"llama", checked<readLlama>},          {"mistral", checked<readMistral>}, {"mixtral", checked<readMixtral>},
    {"qwen2", checked<readQwen2>},          {"gemma2", checked<readGemma2>},   {"gpt2", checked<readGpt2>},
    {"deepseek_v2", checked<readDeepSeek>},
};

} // namespace

std::span<const HuggingFaceFamily> huggingFaceDecoders() { return families; }

} // namespace ridge

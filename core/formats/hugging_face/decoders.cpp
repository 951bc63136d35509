// Hugging Face config.json of decoder-only language models with gated networks, by model_type.

#include "core/formats/hugging_face/decoders.h"
#include "core/formats/hugging_face/qwen.h"

#include <algorithm>
#include <cmath>

namespace ridge {

double either(const ObjectReader& c, const char* name, const char* otherName, NumberRange range)
{
    return c.number(!c.find(name) && c.find(otherName) ? otherName : name, range);
}

void divideWidth(Decoder& d, const ObjectReader& c, double heads, const char* headsKey, const char* widthKey)
{
    d.heads = d.kvHeads = heads;
    d.headSize = evenHeadSize(c, d.width, heads, widthKey, headsKey);
}

double readRotaryShare(const ObjectReader& c, const char* key, double missing)
{
    constexpr NumberRange range{0, 1, false};
    const Json* newer = c.find("rope_parameters");
    return newer && newer->is_object() && !c.find(key)
               ? ObjectReader(*newer, "rope_parameters").number("partial_rotary_factor", range, missing)
               : c.number(key, range, missing);
}

Decoder readUsualDecoder(const ObjectReader& c, bool tiedByDefault)
{
    Decoder d;
    d.layers = c.number("num_hidden_layers", layerRange);
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
    return d;
}

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

double readWindow(const Json& json, const ObjectReader& c, double missing)
{
    return json.contains("sliding_window") ? c.number("sliding_window", countOrNoneRange, 0) : missing;
}

namespace {

BiasKind readLlamaBiases(const ObjectReader& c)
{
    const bool attention = c.boolean("attention_bias", false);
    const bool ffn = c.boolean("mlp_bias", false);
    return attention && ffn ? BiasKind::All : attention ? BiasKind::Attention : ffn ? BiasKind::Ffn : BiasKind::None;
}

Decoder readLlama(const Json&, const ObjectReader& c)
{
    Decoder d = readUsualDecoder(c, false);
    d.biases = readLlamaBiases(c);
    return d;
}

/// Layers whose entry of no_rope_layers is 0, by default every fourth, rotate nothing.
Decoder readSmolLm3(const Json& json, const ObjectReader& c)
{
    Decoder d = readLlama(json, c);
    d.tiedEmbeddings = c.boolean("tie_word_embeddings", true);
    const double every = c.number("no_rope_layer_interval", countRange, 4);
    double rotated = d.layers - std::floor(d.layers / every);
    if (const std::vector<const Json*> listed = c.array("no_rope_layers", 10000); !listed.empty()) {
        rotated = 0;
        for (std::size_t i = 0; i < listed.size() && static_cast<double>(i) < d.layers; ++i) {
            rotated += readNumber(*listed[i], "no_rope_layers", {0, 1}) > 0 ? 1 : 0;
        }
    }
    d.rotaryShare = rotated / d.layers;
    return d;
}

/// Two matrices and the square of a ReLU between them.
Decoder readArcee(const Json& json, const ObjectReader& c)
{
    Decoder d = readLlama(json, c);
    d.gated = false;
    return d;
}

Decoder readSeedOss(const Json&, const ObjectReader& c)
{
    Decoder d = readUsualDecoder(c, false);
    d.headSize = c.number("head_dim", countRange, 128);
    const bool out = c.boolean("attention_out_bias", false);
    d.biases = !c.boolean("attention_bias", true) ? BiasKind::None : out ? BiasKind::Attention : BiasKind::Qkv;
    if (c.boolean("mlp_bias", false)) {
        failAt("mlp_bias", "only false is supported for seed_oss.");
    }
    return d;
}

/// Its norms stand behind attention and network, and there are as many; queries and keys are normed as a whole.
Decoder readOlmo2(const Json&, const ObjectReader& c)
{
    Decoder d = readUsualDecoder(c, false);
    d.biases = c.boolean("attention_bias", false) ? BiasKind::Attention : BiasKind::None;
    d.qkNorm = QkNorm::Own;
    return d;
}

/// Three layers with a window to one without.
Decoder readOlmo3(const Json& json, const ObjectReader& c)
{
    Decoder d = readOlmo2(json, c);
    d.slidingWindow = readWindow(json, c, 4096);
    d.globalEvery = 4;
    return d;
}

Decoder readGlm(const Json&, const ObjectReader& c)
{
    Decoder d = readUsualDecoder(c, false);
    d.headSize = c.number("head_dim", countRange, 128);
    d.biases = c.boolean("attention_bias", true) ? BiasKind::Qkv : BiasKind::None;
    d.rotaryShare = readRotaryShare(c, "partial_rotary_factor", 0.5);
    return d;
}

Decoder readGlm4(const Json& json, const ObjectReader& c)
{
    Decoder d = readGlm(json, c);
    d.normsPerLayer = 4;
    return d;
}

Decoder readMistral(const Json& json, const ObjectReader& c)
{
    Decoder d = readUsualDecoder(c, false);
    d.slidingWindow = readWindow(json, c, 4096);
    return d;
}

Decoder readMinistral3(const Json& json, const ObjectReader& c)
{
    Decoder d = readUsualDecoder(c, false);
    d.headSize = c.number("head_dim", countRange, 128);
    d.slidingWindow = readWindow(json, c, 0);
    return d;
}

Decoder readGemma(const Json&, const ObjectReader& c)
{
    Decoder d = readUsualDecoder(c, true);
    d.headSize = c.number("head_dim", countRange, 256);
    d.biases = c.boolean("attention_bias", false) ? BiasKind::Attention : BiasKind::None;
    return d;
}

/// What is capped: where a key is not there at all, what the family caps; null caps nothing.
Softcap readSoftcap(const Json& json, const ObjectReader& c, bool usual)
{
    const auto caps = [&](const char* key) {
        return json.contains(key) ? c.number(key, {0, 1e6, false}, 0) > 0 : usual;
    };
    const bool scores = caps("attn_logit_softcapping"), logits = caps("final_logit_softcapping");
    return scores && logits ? Softcap::Both : scores ? Softcap::Scores : logits ? Softcap::Logits : Softcap::None;
}

Decoder readGemma2(const Json& json, const ObjectReader& c)
{
    Decoder d = readGemma(json, c);
    d.softcap = readSoftcap(json, c, true);
    d.slidingWindow = readWindow(json, c, 4096);
    d.windowEvery = 2;   // local and global attention alternate
    d.normsPerLayer = 4; // before and after both attention and feed-forward network
    return d;
}

/// Published configs leave out what equals the defaults of Gemma3TextConfig (transformers).
Decoder readGemma3(const Json& json, const ObjectReader& c)
{
    Decoder d;
    d.layers = c.number("num_hidden_layers", layerRange);
    d.width = c.number("hidden_size", countRange);
    d.heads = c.number("num_attention_heads", countRange, 8);
    d.kvHeads = c.number("num_key_value_heads", countRange, 4);
    d.headSize = c.number("head_dim", countRange, 256);
    d.ffnWidth = c.number("intermediate_size", countRange);
    d.vocabulary = c.number("vocab_size", countRange, 262208);
    d.contextLength = c.number("max_position_embeddings", countRange, 131072);
    d.tiedEmbeddings = c.boolean("tie_word_embeddings", true);
    d.biases = c.boolean("attention_bias", false) ? BiasKind::Attention : BiasKind::None;
    d.slidingWindow = readWindow(json, c, 4096);
    const char* pattern = c.find("_sliding_window_pattern") ? "_sliding_window_pattern" : "sliding_window_pattern";
    d.globalEvery = c.number(pattern, countRange, 6); // five local layers, then a global one
    d.normsPerLayer = 4;
    d.qkNorm = QkNorm::Shared;
    d.softcap = readSoftcap(json, c, false);
    return d;
}

Decoder readPhi3(const Json& json, const ObjectReader& c)
{
    Decoder d = readUsualDecoder(c, false);
    d.slidingWindow = readWindow(json, c, 0);
    d.rotaryShare = readRotaryShare(c, "partial_rotary_factor", 1); // Phi-4-mini rotates three quarters
    return d;
}

Decoder readMixtral(const Json& json, const ObjectReader& c)
{
    Decoder d = readUsualDecoder(c, false);
    d.slidingWindow = readWindow(json, c, 0);
    d.experts = c.number("num_local_experts", countRange, 8);
    d.activeExperts = c.number("num_experts_per_tok", countRange, 2);
    d.expertWidth = d.ffnWidth;
    return d;
}

/// Biases everywhere, in router and experts as well; a learned score per head takes part in every softmax.
/// Source: GptOssConfig and its model in transformers; arXiv:2508.10925.
Decoder readGptOss(const Json& json, const ObjectReader& c)
{
    Decoder d = readUsualDecoder(c, false);
    d.headSize = c.number("head_dim", countRange, 64);
    d.biases = BiasKind::All;
    if (!c.boolean("attention_bias", true)) {
        failAt("attention_bias", "only true is supported for gpt_oss.");
    }
    d.sinkScores = true;
    d.slidingWindow = readWindow(json, c, 128);
    d.windowEvery = 2;
    d.experts = either(c, "num_local_experts", "num_experts", countRange);
    d.activeExperts = either(c, "num_experts_per_tok", "experts_per_token", countRange);
    d.expertWidth = d.ffnWidth;
    return d;
}

Decoder readDeepSeek(const Json&, const ObjectReader& c)
{
    // Its heads have sizes of their own; hidden_size / heads means nothing here.
    Decoder d;
    d.layers = c.number("num_hidden_layers", layerRange);
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

constexpr HuggingFaceFamily families[] = {
    {"llama", checked<readLlama>},
    {"mistral", checked<readMistral>},
    {"mixtral", checked<readMixtral>},
    {"qwen2", checked<readQwen2>},
    {"qwen2_moe", checked<readQwen2Moe>},
    {"qwen3", checked<readQwen3>},
    {"qwen3_moe", checked<readQwen3Moe>},
    {"qwen3_next", checked<readQwen3Next>},
    {"qwen3_5_text", checked<readQwen35>},
    {"qwen3_5_moe_text", checked<readQwen3Next>},
    {"gemma", checked<readGemma>},
    {"gemma2", checked<readGemma2>},
    {"gemma3_text", checked<readGemma3>},
    {"phi3", checked<readPhi3>},
    {"deepseek_v2", checked<readDeepSeek>},
    {"deepseek_v3", checked<readDeepSeek>},
    {"kimi_k2", checked<readDeepSeek>},
    {"glm4_moe_lite", checked<readDeepSeek>},
    {"gpt_oss", checked<readGptOss>},
    {"granite", checked<readLlama>}, // with four scalars for embeddings, residuals, scores and logits
    {"granitemoe", checked<readMixtral>},
    {"smollm3", checked<readSmolLm3>},
    {"arcee", checked<readArcee>},
    {"seed_oss", checked<readSeedOss>},
    {"olmo2", checked<readOlmo2>},
    {"olmo3", checked<readOlmo3>},
    {"ministral3", checked<readMinistral3>},
    {"glm", checked<readGlm>},
    {"glm4", checked<readGlm4>},
};

} // namespace

std::span<const HuggingFaceFamily> huggingFaceDecoders() { return families; }

} // namespace ridge

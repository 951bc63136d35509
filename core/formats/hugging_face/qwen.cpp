// Qwen's language models of Hugging Face's config.json: windows from a layer upwards, experts, gated delta rules.

#include "core/formats/hugging_face/qwen.h"
#include "core/formats/hugging_face/decoders.h"

#include <cmath>

namespace ridge {
namespace {

/// The window of Qwen's families, when it is used at all, holds from layer max_window_layers upwards.
void readQwenWindow(const Json& json, const ObjectReader& c, Decoder& d)
{
    const double full = c.number("max_window_layers", countOrNoneRange, 28);
    if (c.boolean("use_sliding_window", false) && full < d.layers) {
        d.slidingWindow = readWindow(json, c, 4096);
        d.fullLayers = d.slidingWindow > 0 ? full : 0;
    }
}

/// Layers with a dense network are counted from the front: any other arrangement is refused.
void readQwenExperts(const ObjectReader& c, Decoder& d, double experts, double active)
{
    d.experts = c.number("num_experts", countRange, experts);
    d.activeExperts = c.number("num_experts_per_tok", countRange, active);
    d.expertWidth = c.number("moe_intermediate_size", countRange);
    if (c.number("decoder_sparse_step", countRange, 1) != 1) {
        failAt("decoder_sparse_step", "only 1 is supported: experts in every layer after the dense ones.");
    }
    for (const Json* layer : c.array("mlp_only_layers", 10000)) {
        if (readNumber(*layer, "mlp_only_layers", {0, 1e4}) != d.denseLayers) {
            failAt("mlp_only_layers", "only leading layers in their order are supported: 0, 1, …");
        }
        ++d.denseLayers;
    }
}

/// Behind a gate of their own.
void readSharedExperts(const ObjectReader& c, Decoder& d, double usual)
{
    const double shared = c.number("shared_expert_intermediate_size", countOrNoneRange, usual);
    if (std::fmod(shared, d.expertWidth) != 0) {
        failAt("shared_expert_intermediate_size", "is not a multiple of moe_intermediate_size.");
    }
    d.sharedExperts = shared / d.expertWidth;
    d.sharedGate = shared > 0;
}

/// Layers of the gated delta rule with one of attention after every three, or as layer_types says.
/// Source: Qwen3NextConfig, Qwen3_5TextConfig and their models in transformers.
void readDelta(const ObjectReader& c, Decoder& d)
{
    d.outputGate = true;
    d.rotaryShare = readRotaryShare(c, "partial_rotary_factor", 0.25);
    d.deltaHeads = c.number("linear_num_value_heads", countRange, 32);
    d.deltaKeyHeads = c.number("linear_num_key_heads", countRange, 16);
    d.deltaKeySize = c.number("linear_key_head_dim", countRange, 128);
    d.deltaValueSize = c.number("linear_value_head_dim", countRange, 128);
    d.deltaKernel = c.number("linear_conv_kernel_dim", {1, 64}, 4);
    if (std::fmod(d.deltaHeads, d.deltaKeyHeads) != 0) {
        failAt("linear_num_key_heads", "does not divide linear_num_value_heads.");
    }
    const double every = c.number("full_attention_interval", countRange, 4);
    DecoderLayer delta, full;
    delta.attention = LayerAttention::Delta;
    full.count = std::floor(d.layers / every);
    delta.count = d.layers - full.count;
    for (const DecoderLayer& kind : {delta, full}) {
        if (kind.count >= 1) {
            d.layerKinds.push_back(kind);
        }
    }
}

} // namespace

Decoder readQwen2(const Json& json, const ObjectReader& c)
{
    Decoder d = readUsualDecoder(c, false);
    d.biases = BiasKind::Qkv;
    readQwenWindow(json, c, d);
    return d;
}

Decoder readQwen3(const Json& json, const ObjectReader& c)
{
    Decoder d = readUsualDecoder(c, false);
    d.headSize = c.number("head_dim", countRange, 128);
    d.biases = c.boolean("attention_bias", false) ? BiasKind::Attention : BiasKind::None;
    d.qkNorm = QkNorm::Shared;
    readQwenWindow(json, c, d);
    return d;
}

Decoder readQwen2Moe(const Json& json, const ObjectReader& c)
{
    Decoder d = readQwen2(json, c);
    d.biases = c.boolean("qkv_bias", true) ? BiasKind::Qkv : BiasKind::None;
    readQwenExperts(c, d, 60, 4);
    readSharedExperts(c, d, 5632);
    return d;
}

Decoder readQwen3Moe(const Json& json, const ObjectReader& c)
{
    Decoder d = readQwen3(json, c);
    readQwenExperts(c, d, 128, 8);
    return d;
}

Decoder readQwen35(const Json& json, const ObjectReader& c)
{
    Decoder d = readQwen3(json, c);
    d.headSize = c.number("head_dim", countRange, 256);
    readDelta(c, d);
    return d;
}

/// Experts in every layer, one more for all tokens, and no dense network.
Decoder readQwen3Next(const Json&, const ObjectReader& c)
{
    Decoder d;
    d.layers = c.number("num_hidden_layers", layerRange);
    d.width = c.number("hidden_size", countRange);
    d.heads = c.number("num_attention_heads", countRange);
    d.kvHeads = c.number("num_key_value_heads", countRange, d.heads);
    d.headSize = c.number("head_dim", countRange, 256);
    d.ffnWidth = c.number("moe_intermediate_size", countRange);
    d.vocabulary = c.number("vocab_size", countRange);
    d.contextLength = c.number("max_position_embeddings", countRange, 32768);
    d.tiedEmbeddings = c.boolean("tie_word_embeddings", false);
    d.biases = c.boolean("attention_bias", false) ? BiasKind::Attention : BiasKind::None;
    d.qkNorm = QkNorm::Shared;
    readQwenExperts(c, d, 512, 10);
    readSharedExperts(c, d, 512);
    readDelta(c, d);
    return d;
}

} // namespace ridge

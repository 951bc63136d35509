// Hyper-parameters of transformers: the stack of layers they share, and decoder-only language models.
// Not operators: core/models turns these into a Program.
#pragma once

#include "core/scenario/families/fields.h"

#include <algorithm>
#include <tuple>

namespace ridge {

enum class NormKind { Layer, Rms, LayerScale };         // mean and variance with scale and shift, RMS, or scale alone
enum class BiasKind { None, Qkv, All, Attention, Ffn }; // Qwen2 has biases on q, k and v only, GPT-J on its FFN only
enum class PositionKind { Rotary, Learned, Alibi };
/// Before each sub-layer, with one more after the last layer; or after the addition that ends a sub-layer (BERT).
enum class NormPlace { Before, After };
/// What a run gives: tokens one by one; or states of a text that is read once, whose tokens see those before them, or
/// all.
enum class TextResult { Tokens, States, StatesBothWays };
enum class QkNorm { None, Shared, Own }; // RMSNorm of queries and keys: one scale for all heads, or one for each
enum class Softcap { None, Scores, Logits, Both }; // cap · tanh(x / cap), which keeps them within a bound

constexpr bool hasQkvBias(BiasKind b) { return b != BiasKind::None && b != BiasKind::Ffn; }
constexpr bool hasOutputBias(BiasKind b) { return b == BiasKind::All || b == BiasKind::Attention; }
constexpr bool hasFfnBias(BiasKind b) { return b == BiasKind::All || b == BiasKind::Ffn; }

/// The layers that every transformer is made of.
template <class N = double> struct TransformerOf {
    N layers = 32;
    N width = 4096;
    N heads = 32;
    N kvHeads = 32;
    N headSize = 128;
    N ffnWidth = 11008;
    bool gated = true;
    BiasKind biases = BiasKind::None;
    NormKind norm = NormKind::Rms;
    N normsPerLayer = 2; // Gemma-2 has four
    friend bool operator==(const TransformerOf&, const TransformerOf&) = default;
};
using Transformer = TransformerOf<>;

enum class LayerAttention { Full, Window, None, Delta }; // delta: a state, updated by the gated delta rule
enum class LayerCache { Own, Shared, SharedIdle }; // idle: projections of keys and values are stored, but never used
enum class LayerNetwork { Own, Dense, None };      // its own: of experts where the decoder has them

/// Layers of a decoder that are alike, where they differ from others in a way that no rule says.
template <class N = double> struct DecoderLayerOf {
    static constexpr const char* listKey = "layer_kinds";
    N count = 1;
    LayerAttention attention = LayerAttention::Full;
    LayerCache cache = LayerCache::Own; // shared: queries meet the keys and values of an earlier layer (Gemma-3n)
    LayerNetwork network = LayerNetwork::Own;
    N heads = 0, kvHeads = 0, headSize = 0, ffnWidth = 0; // 0: as the decoder's
    friend bool operator==(const DecoderLayerOf&, const DecoderLayerOf&) = default;
};
using DecoderLayer = DecoderLayerOf<>;

/// Hyper-parameters of a decoder-only transformer.
template <class N = double> struct DecoderOf : TransformerOf<N> {
    N vocabulary = 32000;
    bool tiedEmbeddings = false;
    PositionKind positions = PositionKind::Rotary;
    N rotaryShare = 1;          // of each head's elements, the part that is rotated (GPT-NeoX: a quarter)
    N contextLength = 4096;     // learned positions, and the limit that validation warns about
    N extraPositions = 0;       // rows of the learned table beyond the context: OPT has two
    bool parallelBlock = false; // attention and feed-forward network both read the layer's input (GPT-J)
    bool embeddingNorm = false; // BLOOM
    bool headBias = false;      // the output head has a bias (GPT-J, Phi-2)
    bool innerNorms = false;    // before the output projection and the last matrix of the network (BitNet b1.58)
    NormPlace normPlace = NormPlace::Before;
    N embeddingWidth = 0;    // 0: the width; other tables are projected to it and, before the head, back (OPT-350M)
    bool outputGate = false; // a sigmoid of the layer's input weighs what its heads give (Qwen3-Next)
    bool sinkScores = false; // one learned score for each head joins every softmax (gpt-oss)
    TextResult result = TextResult::Tokens;
    QkNorm qkNorm = QkNorm::None;
    Softcap softcap = Softcap::None;
    N slidingWindow = 0; // 0: none
    N windowEvery = 1;   // every n-th layer is local (1: all, 2: alternating as in Gemma-2)
    N globalEvery = 0;   // instead: every n-th layer is not (6: five local ones between, as in Gemma-3)
    N fullLayers = 0;    // leading layers without a window (Qwen2's max_window_layers)
    N sinks = 0;         // first positions that stay beside the window (StreamingLLM)
    // Mixture of experts; experts = 0 means a dense feed-forward network.
    N experts = 0;
    N activeExperts = 2;
    N sharedExperts = 0;
    bool sharedGate = false; // the shared experts' result is weighted per token (Qwen2-MoE)
    N expertWidth = 0;       // 0: as wide as the dense network
    N denseLayers = 0;       // leading layers that keep the dense network
    // Multi-head latent attention; latentRank = 0 means ordinary attention.
    N latentRank = 0;
    N ropeSize = 0;
    N valueSize = 0; // 0: headSize, which is then the part without positions
    N queryRank = 0; // 0: queries are projected directly
    /// A kernel instead of the softmax: each KV head keeps a state of d_h × d_h elements and the sum of its keys.
    bool linearAttention = false;
    // Layers of the gated delta rule: each head keeps a state of key size × value size elements.
    N deltaHeads = 0;    // of values, each with its state; 0: no layer is of this kind
    N deltaKeyHeads = 0; // of queries and keys, each for as many heads of values
    N deltaKeySize = 0, deltaValueSize = 0;
    N deltaKernel = 4; // positions that a convolution in front of the rule sees
    /// All layers, in order or not, where they follow no rule; otherwise empty. Then the window and the network of a
    /// layer are those of its kind, and `layers` other than listed scales every kind.
    std::vector<DecoderLayerOf<N>> layerKinds;

    auto lists() { return std::tie(layerKinds); }
    auto lists() const { return std::tie(layerKinds); }

    /// Whether it keeps keys and values for tokens to come.
    bool generates() const { return result == TextResult::Tokens; }
    bool capsScores() const { return softcap == Softcap::Scores || softcap == Softcap::Both; }
    bool capsLogits() const { return softcap == Softcap::Logits || softcap == Softcap::Both; }

    /// Whether a kernel can take the place of its softmax: not where scores carry the positions, where only some are
    /// seen, where keys and values are compressed, or where they are an earlier layer's.
    bool mayBeLinear() const
    {
        const auto isPlain = [](const DecoderLayerOf<N>& kind) {
            const bool sees = kind.attention == LayerAttention::Full || kind.attention == LayerAttention::None;
            return sees && kind.cache == LayerCache::Own;
        };
        return latentRank <= 0 && slidingWindow <= 0 && positions != PositionKind::Alibi &&
               std::all_of(layerKinds.begin(), layerKinds.end(), isPlain);
    }
    /// Whether its attention is linear in fact.
    bool isLinear() const { return linearAttention && mayBeLinear(); }

    /// Whether some of its layers keep a state of the delta rule.
    bool hasDelta() const
    {
        return deltaHeads > 0 && std::any_of(layerKinds.begin(), layerKinds.end(), [](const DecoderLayerOf<N>& kind) {
                   return kind.attention == LayerAttention::Delta;
               });
    }
    /// Whether some of its layers keep a state in place of keys and values.
    bool keepsState() const { return isLinear() || hasDelta(); }

    /// Layers that the list of kinds has; 0 without one.
    N listedLayers() const
    {
        N all(0);
        for (const DecoderLayerOf<N>& kind : layerKinds) {
            all += kind.count;
        }
        return all;
    }
    /// Layers that see the window alone.
    N localLayers() const
    {
        if (slidingWindow <= 0) {
            return N(0);
        }
        if (!layerKinds.empty()) {
            N local(0);
            for (const DecoderLayerOf<N>& kind : layerKinds) {
                local += kind.attention == LayerAttention::Window ? kind.count : N(0);
            }
            return local;
        }
        const N candidates = fullLayers > 0 ? larger(N(0), this->layers - fullLayers) : this->layers;
        return globalEvery > 0    ? candidates - wholePart(candidates / globalEvery)
               : windowEvery == 1 ? candidates
                                  : wholePart(candidates / windowEvery);
    }
    /// Positions a local layer keeps and attends to; 0: no limit.
    N localPositions() const { return slidingWindow <= 0 ? N(0) : sinks > 0 ? slidingWindow + sinks : slidingWindow; }
    friend bool operator==(const DecoderOf&, const DecoderOf&) = default;
};
using Decoder = DecoderOf<>;

template <> const FieldTable<Decoder>& fieldsOf<Decoder>();
template <> const FieldTable<DecoderLayer>& fieldsOf<DecoderLayer>();

/// One kind for each of the layers → those that are alike counted together, in the order of their first.
std::vector<DecoderLayer> counted(const std::vector<DecoderLayer>& layers);

/// Rows of the stack itself, for any family that is one or holds one as its base.
template <class T> void addTransformerFields(std::vector<Field<T>>& rows)
{
    using namespace fields;
    constexpr double most = 1e8;
    rows.push_back(number<T>(RIDGE_FIELD(layers), "layers", "Layers", "L", 1, 1e4, "Transformer blocks.").required());
    rows.push_back(number<T>(RIDGE_FIELD(width), "width", "Width", "d", 1, 1e6, "Hidden (embedding) dimension d_model.")
                       .required());
    rows.push_back(number<T>(RIDGE_FIELD(heads), "heads", "Heads", "H", 1, 65536, "Query heads.").required());
    rows.push_back(number<T>(RIDGE_FIELD(kvHeads), "kv_heads", "KV heads", "H_kv", 1, 65536,
                             "Key/value heads: equal to the heads for MHA, fewer for GQA, one for MQA.")
                       .written()
                       .otherwise([](const T& t) { return t.heads; }));
    rows.push_back(number<T>(RIDGE_FIELD(headSize), "head_size", "Head size", "d_h", 1, 65536,
                             "Dimension of one head; not always width / heads (Gemma-2).")
                       .written()
                       .otherwise([](const T& t) { return larger(1.0, wholePart(t.width / t.heads)); }));
    rows.push_back(number<T>(RIDGE_FIELD(ffnWidth), "ffn_width", "FFN width", "d_ff", 1, most,
                             "Inner width of the dense feed-forward network.")
                       .required());
    rows.push_back(flag<T>(RIDGE_FIELD(gated), "gated", "Gated FFN", {"no (2 matrices)", "yes (3 matrices)"},
                           "A gated feed-forward network (SwiGLU) has three matrices instead of two."));
    rows.push_back(choice<T>(RIDGE_FIELD(biases), "biases", "Biases", {"none", "qkv", "all", "attention", "ffn"},
                             {"none", "on q, k, v", "everywhere", "on the attention", "on the FFN"},
                             "Which linear layers have bias terms.")
                       .more());
    rows.push_back(choice<T>(RIDGE_FIELD(norm), "norm", "Norm", {"layer", "rms", "layer_scale"},
                             {"LayerNorm", "RMSNorm", "LayerNorm, no shift"},
                             "LayerNorm has scale and shift, RMSNorm a scale alone.")
                       .more());
    rows.push_back(number<T>(RIDGE_FIELD(normsPerLayer), "norms_per_layer", "Norms per layer", "", 1, 8,
                             "Two for pre-norm transformers, four for Gemma-2; one where parallel branches share it.")
                       .more());
}

/// Softmax, or the kernel of linear attention in its place, for any family that has it as its own.
template <class T> Field<T> attentionField(const char* label, const char* help, const char* key = "attention")
{
    return fields::choice<T>(RIDGE_FIELD(linearAttention), key, label, {"softmax", "linear"},
                             {"softmax, O(N²)", "linear, O(N)"}, help)
        .more();
}

} // namespace ridge

#include "core/scenario/families/transformer.h"

#include <algorithm>

namespace ridge {
namespace {

using D = Decoder;

/// Whether rules say which layers have a window; a list of layers says it itself.
bool followsRule(const D& d) { return d.slidingWindow > 0 && d.layerKinds.empty(); }

/// What a token and its position become.
void addTokenRows(std::vector<Field<D>>& rows)
{
    using namespace fields;
    constexpr auto isLearned = [](const D& d) { return d.positions == PositionKind::Learned; };
    rows.push_back(
        number<D>(RIDGE_FIELD(vocabulary), "vocabulary", "Vocabulary", "V", 1, 1e7, "Entries of the embedding table.")
            .required());
    rows.push_back(flag<D>(RIDGE_FIELD(tiedEmbeddings), "tied_embeddings", "Tied embeddings", {"no", "yes"},
                           "The output head shares the embedding table.")
                       .more());
    rows.push_back(
        choice<D>(RIDGE_FIELD(positions), "positions", "Positions", {"rotary", "learned", "alibi"},
                  {"rotary", "learned table", "linear biases (ALiBi)"},
                  "Learned positions are a table of context length × width; ALiBi adds a slope to the scores.")
            .more());
    rows.push_back(number<D>(RIDGE_FIELD(rotaryShare), "rotary_share", "Rotary share", "", 0, 1,
                             "Part of each head that positions rotate: a quarter in GPT-NeoX, all of it in Llama. "
                             "Latent attention states its rotary size instead.")
                       .in(Unit::Fraction)
                       .more()
                       .when([](const D& d) { return d.positions == PositionKind::Rotary && d.latentRank == 0; }));
    rows.push_back(number<D>(RIDGE_FIELD(contextLength), "context_length", "Context length", "", 1, 1e8,
                             "Longest context the model was made for.")
                       .written()
                       .more());
    rows.push_back(number<D>(RIDGE_FIELD(extraPositions), "extra_positions", "Extra positions", "", 0, 65536,
                             "Rows of the position table beyond the context; OPT has two.")
                       .more()
                       .when(isLearned));
    rows.push_back(number<D>(RIDGE_FIELD(embeddingWidth), "embedding_width", "Embedding width", "d_e", 0, 1e6,
                             "Width of the embedding table; 0: the model's. Any other is projected to it, and back in "
                             "front of the head, as in OPT-350M.")
                       .more());
    rows.push_back(choice<D>(RIDGE_FIELD(result), "result", "Result", {"tokens", "states", "states_both_ways"},
                             {"tokens, one by one", "hidden states", "hidden states, seen both ways"},
                             "Text is generated; or read once for its hidden states, as embedding models do: then "
                             "there is no head and no cache.")
                       .more());
}

void addBlockRows(std::vector<Field<D>>& rows)
{
    using namespace fields;
    rows.push_back(flag<D>(RIDGE_FIELD(parallelBlock), "parallel_block", "Parallel block", {"no", "yes"},
                           "Attention and FFN both read the layer's input, as in GPT-J and Falcon; with one norm per "
                           "layer they share it.")
                       .more());
    rows.push_back(choice<D>(RIDGE_FIELD(qkNorm), "qk_norm", "Query/key norm", {"none", "shared", "own"},
                             {"none", "one scale for all heads", "one scale for each head"},
                             "RMSNorm of every query and key head; Qwen3's heads share the scale. Latent attention has "
                             "norms of its own.")
                       .more());
    rows.push_back(choice<D>(RIDGE_FIELD(softcap), "softcap", "Soft caps", {"none", "scores", "logits", "both"},
                             {"none", "of the scores", "of the logits", "of scores and logits"},
                             "cap · tanh(x / cap), which keeps scores or logits within a bound, as in Gemma-2.")
                       .more());
    rows.push_back(flag<D>(RIDGE_FIELD(innerNorms), "inner_norms", "Inner norms", {"no", "yes"},
                           "Norms before the attention's output projection and before the network's last matrix, as in "
                           "BitNet b1.58; not of experts and not of latent attention.")
                       .more());
    rows.push_back(flag<D>(RIDGE_FIELD(embeddingNorm), "embedding_norm", "Embedding norm", {"no", "yes"},
                           "A norm right after the embedding, as in BLOOM.")
                       .more());
    rows.push_back(flag<D>(RIDGE_FIELD(headBias), "head_bias", "Head bias", {"no", "yes"},
                           "The output head has a bias, as in GPT-J and Phi-2.")
                       .more());
    rows.push_back(choice<D>(RIDGE_FIELD(normPlace), "norm_place", "Norms", {"before", "after"},
                             {"before each sub-layer", "after each sub-layer"},
                             "Before, one more stands after the last layer; after, as in OPT-350M, none does.")
                       .more());
    rows.push_back(flag<D>(RIDGE_FIELD(outputGate), "output_gate", "Output gate", {"no", "yes"},
                           "A sigmoid of the layer's input weighs what the heads of its attention give, as in "
                           "Qwen3-Next; not of latent attention.")
                       .more());
    rows.push_back(flag<D>(RIDGE_FIELD(sinkScores), "sink_scores", "Sink scores", {"no", "yes"},
                           "One learned score for each head joins every softmax and takes weight from the others, as "
                           "in gpt-oss.")
                       .more());
}

void addAttentionRow(std::vector<Field<D>>& rows)
{
    rows.push_back(attentionField<D>("Decoder attention",
                                     "Linear attention replaces the softmax by a kernel: each KV head keeps a state of "
                                     "d_h × d_h elements and the sum of its keys, whatever the length of the context, "
                                     "instead of the keys and values of every position.",
                                     "decoder_attention")
                       .when([](const D& d) { return d.mayBeLinear(); }));
}

/// Of layers that keep a state in place of keys and values; which ones the list of layers says.
void addDeltaRows(std::vector<Field<D>>& rows)
{
    using namespace fields;
    constexpr auto hasDelta = [](const D& d) { return d.hasDelta(); };
    const auto size = [&](Field<D> row) { rows.push_back(row.more().when(hasDelta)); };
    size(number<D>(RIDGE_FIELD(deltaHeads), "delta_heads", "Delta heads", "H_Δ", 0, 65536,
                   "Heads of the gated delta rule, each with a state of key size × value size elements."));
    size(number<D>(RIDGE_FIELD(deltaKeyHeads), "delta_key_heads", "Delta key heads", "H_Δk", 0, 65536,
                   "Heads of its queries and keys; each serves as many heads of values."));
    size(number<D>(RIDGE_FIELD(deltaKeySize), "delta_key_size", "Delta key size", "d_Δk", 0, 65536,
                   "Size of one of these queries or keys: the rows of a state."));
    size(number<D>(RIDGE_FIELD(deltaValueSize), "delta_value_size", "Delta value size", "d_Δv", 0, 65536,
                   "Size of one of its values: the columns of a state."));
    size(number<D>(RIDGE_FIELD(deltaKernel), "delta_kernel", "Delta kernel", "k_Δ", 1, 64,
                   "Positions that the convolution in front of the rule sees; the last but one of them are kept."));
}

void addWindowRows(std::vector<Field<D>>& rows)
{
    using namespace fields;
    constexpr auto hasWindow = [](const D& d) { return d.slidingWindow > 0; };
    rows.push_back(number<D>(RIDGE_FIELD(slidingWindow), "sliding_window", "Sliding window", "N_w", 0, 1e8,
                             "Positions a local layer attends to; 0 attends to all.")
                       .more());
    rows.push_back(number<D>(RIDGE_FIELD(windowEvery), "window_every", "Local layers", "1 in", 1, 64,
                             "Every n-th layer uses the window; 1 means all.")
                       .more()
                       .when([](const D& d) { return followsRule(d) && d.globalEvery == 0; }));
    rows.push_back(number<D>(RIDGE_FIELD(globalEvery), "global_every", "Global layers", "1 in", 0, 64,
                             "Every n-th layer attends to everything and all others use the window (Gemma-3: 6); 0: "
                             "the local layers are counted instead.")
                       .more()
                       .when(followsRule));
    rows.push_back(
        number<D>(
            RIDGE_FIELD(fullLayers), "full_layers", "Full layers first", "", 0, 10000,
            "Leading layers that attend to everything before the window begins to apply (Qwen2's max_window_layers).")
            .more()
            .when(followsRule));
    rows.push_back(number<D>(RIDGE_FIELD(sinks), "sinks", "Attention sinks", "N_s", 0, 1e6,
                             "First positions that stay cached beside the window (StreamingLLM: 4). Memory is bounded "
                             "by sinks + window; the context is not extended.")
                       .more()
                       .when(hasWindow));
}

void addExpertRows(std::vector<Field<D>>& rows)
{
    using namespace fields;
    constexpr auto hasExperts = [](const D& d) { return d.experts > 0; };
    rows.push_back(number<D>(RIDGE_FIELD(activeExperts), "active_experts", "Active experts", "k", 0, 4096,
                             "Routed experts that work on one token.")
                       .when(hasExperts));
    rows.push_back(number<D>(RIDGE_FIELD(experts), "experts", "Experts", "N_e", 0, 4096,
                             "Routed experts per layer; 0: one dense network for every token.")
                       .more());
    rows.push_back(number<D>(RIDGE_FIELD(expertWidth), "expert_width", "Expert width", "d_e", 0, 1e8,
                             "Inner width of one expert; 0: as wide as the dense network.")
                       .more()
                       .when(hasExperts));
    rows.push_back(number<D>(RIDGE_FIELD(sharedExperts), "shared_experts", "Shared experts", "", 0, 64,
                             "Experts that work on every token.")
                       .more()
                       .when(hasExperts));
    rows.push_back(flag<D>(RIDGE_FIELD(sharedGate), "shared_gate", "Shared gate", {"no", "yes"},
                           "What the shared experts add is weighted token by token (Qwen2-MoE).")
                       .more()
                       .when([](const D& d) { return d.experts > 0 && d.sharedExperts > 0; }));
    rows.push_back(number<D>(RIDGE_FIELD(denseLayers), "dense_layers", "Dense layers", "", 0, 10000,
                             "Leading layers with a dense network instead of experts.")
                       .more()
                       .when([](const D& d) { return d.experts > 0 && d.layerKinds.empty(); }));
}

void addLatentRows(std::vector<Field<D>>& rows)
{
    using namespace fields;
    constexpr auto isLatent = [](const D& d) { return d.latentRank > 0; };
    rows.push_back(
        number<D>(RIDGE_FIELD(latentRank), "latent_rank", "Latent rank", "r_kv", 0, 65536,
                  "Width of the compressed keys and values of latent attention (MLA); 0: heads keep their own.")
            .more());
    rows.push_back(number<D>(RIDGE_FIELD(ropeSize), "rope_size", "Rotary size", "", 0, 65536,
                             "Part of a head that carries positions, cached once per token.")
                       .more()
                       .when(isLatent));
    rows.push_back(number<D>(RIDGE_FIELD(valueSize), "value_size", "Value size", "d_v", 0, 65536,
                             "Size of one value head; 0: the head size.")
                       .more()
                       .when(isLatent));
    rows.push_back(number<D>(RIDGE_FIELD(queryRank), "query_rank", "Query rank", "r_q", 0, 65536,
                             "Width of the compressed queries; 0 projects them directly.")
                       .more()
                       .when(isLatent));
}

std::vector<Field<D>> decoderRows()
{
    std::vector<Field<D>> rows;
    addTransformerFields(rows);
    addTokenRows(rows);
    addBlockRows(rows);
    addAttentionRow(rows);
    addDeltaRows(rows);
    addWindowRows(rows);
    addExpertRows(rows);
    addLatentRows(rows);
    return rows;
}

/// How a kind of layer differs from the others. Not parameters: a list has no fixed number of them.
std::vector<Field<DecoderLayer>> kindRows()
{
    using namespace fields;
    using K = DecoderLayer;
    return {
        number<K>(RIDGE_FIELD(count), "count", "Layers of the kind", "L", 1, 1e4, "Layers of this kind.").required(),
        choice<K>(RIDGE_FIELD(attention), "attention", "Attention", {"full", "window", "none", "delta"},
                  {"to everything", "within the window", "none", "a state of the delta rule"},
                  "What the layer's positions see."),
        choice<K>(RIDGE_FIELD(cache), "cache", "Cache", {"own", "shared", "shared_idle"},
                  {"its own", "an earlier layer's", "an earlier layer's, own projections idle"},
                  "Whose keys and values its queries meet."),
        choice<K>(RIDGE_FIELD(network), "network", "Network", {"own", "dense", "none"},
                  {"as the decoder's", "dense", "none"}, "The feed-forward network of the layer."),
        number<K>(RIDGE_FIELD(heads), "heads", "Heads of the kind", "H", 0, 65536, "0: as the decoder's."),
        number<K>(RIDGE_FIELD(kvHeads), "kv_heads", "KV heads of the kind", "H_kv", 0, 65536, "0: as the decoder's."),
        number<K>(RIDGE_FIELD(headSize), "head_size", "Head size of the kind", "d_h", 0, 65536, "0: as the decoder's."),
        number<K>(RIDGE_FIELD(ffnWidth), "ffn_width", "FFN width of the kind", "d_ff", 0, 1e8, "0: as the decoder's."),
    };
}

} // namespace

template <> const FieldTable<DecoderLayer>& fieldsOf<DecoderLayer>()
{
    static const FieldTable<DecoderLayer> table{"model.layer_kinds.", "Kind of layer", kindRows()};
    return table;
}

std::vector<DecoderLayer> counted(const std::vector<DecoderLayer>& layers)
{
    std::vector<DecoderLayer> kinds;
    for (const DecoderLayer& layer : layers) {
        const auto isSame = [layer](DecoderLayer kind) {
            kind.count = layer.count;
            return kind == layer;
        };
        const auto same = std::find_if(kinds.begin(), kinds.end(), isSame);
        if (same == kinds.end()) {
            kinds.push_back(layer);
        } else {
            same->count += layer.count;
        }
    }
    return kinds;
}

template <> const FieldTable<Decoder>& fieldsOf<Decoder>()
{
    static const FieldTable<D> table{"model.", "Language model", decoderRows()};
    return table;
}

} // namespace ridge

// The model section of the parameter catalogue.

#include "core/scenario/parameter_rows.h"

namespace ridge::rows {
namespace {

template <auto Member>
constexpr auto inDecoder = [](auto& s) {
    auto* decoder = s.model.decoder();
    return decoder ? &(decoder->*Member) : nullptr;
};
template <auto Member>
constexpr auto inLayers = [](auto& s) {
    auto* layers = s.model.layers();
    return layers ? &(layers->*Member) : nullptr;
};
template <auto Member>
constexpr auto inExperts = [](auto& s) {
    auto* decoder = s.model.decoder();
    return decoder && decoder->experts > 0 ? &(decoder->*Member) : nullptr;
};
template <auto Member>
constexpr auto inLatent = [](auto& s) {
    auto* decoder = s.model.decoder();
    return decoder && decoder->latentRank > 0 ? &(decoder->*Member) : nullptr;
};

} // namespace

void addModelRows(std::vector<Parameter>& rows)
{
    const Section m = Section::Model;
    using L = LayerList;
    using D = Decoder;
    rows.push_back(number("model.input.channels", "Input channels", "c_i", m, Unit::Count, 1, 4096,
                          "Channels of the input image.", inLayers<&L::inputChannels>));
    rows.back().advanced = true;
    rows.push_back(number("model.input.height", "Input height", "h_i", m, Unit::Count, 1, 4096,
                          "Height of the input image in pixels.", inLayers<&L::inputHeight>));
    rows.push_back(number("model.input.width", "Input width", "w_i", m, Unit::Count, 1, 4096,
                          "Width of the input image in pixels.", inLayers<&L::inputWidth>));
    rows.push_back(number("model.width_multiplier", "Width multiplier", "α", m, Unit::Fraction, 0.1, 4,
                          "Scales the channels of every convolution that is not marked as fixed.",
                          inLayers<&L::widthMultiplier>));
    rows.push_back(
        number("model.layers", "Layers", "L", m, Unit::Count, 1, 10000, "Transformer blocks.", inDecoder<&D::layers>));
    rows.push_back(number("model.width", "Width", "d", m, Unit::Count, 1, 1e6, "Hidden (embedding) dimension d_model.",
                          inDecoder<&D::width>));
    rows.push_back(number("model.heads", "Heads", "H", m, Unit::Count, 1, 4096, "Query heads.", inDecoder<&D::heads>));
    rows.push_back(number("model.kv_heads", "KV heads", "H_kv", m, Unit::Count, 1, 4096,
                          "Key/value heads: equal to the heads for MHA, fewer for GQA, one for MQA.",
                          inDecoder<&D::kvHeads>));
    rows.push_back(number("model.head_size", "Head size", "d_h", m, Unit::Count, 1, 65536,
                          "Dimension of one head; not always width / heads (Gemma-2).", inDecoder<&D::headSize>));
    rows.push_back(number("model.ffn_width", "FFN width", "d_ff", m, Unit::Count, 1, 4e6,
                          "Inner width of the dense feed-forward network.", inDecoder<&D::ffnWidth>));
    rows.push_back(choice("model.gated", "Gated FFN", "", m, {"no", "yes"}, {"no (2 matrices)", "yes (3 matrices)"},
                          "A gated feed-forward network (SwiGLU) has three matrices instead of two.",
                          inDecoder<&D::gated>));
    rows.push_back(number("model.vocabulary", "Vocabulary", "V", m, Unit::Count, 1, 1e7,
                          "Entries of the embedding table.", inDecoder<&D::vocabulary>));
    rows.push_back(advanced(choice("model.tied_embeddings", "Tied embeddings", "", m, {"no", "yes"}, {"no", "yes"},
                                   "The output head shares the embedding table.", inDecoder<&D::tiedEmbeddings>)));
    rows.push_back(
        advanced(choice("model.biases", "Biases", "", m, {"none", "qkv", "all"}, {"none", "on q, k, v", "everywhere"},
                        "Which linear layers have bias terms.", inDecoder<&D::biases>)));
    rows.push_back(advanced(choice("model.norm", "Norm", "", m, {"layer", "rms"}, {"LayerNorm", "RMSNorm"},
                                   "LayerNorm has scale and shift, RMSNorm a scale alone.", inDecoder<&D::norm>)));
    rows.push_back(advanced(number("model.norms_per_layer", "Norms per layer", "", m, Unit::Count, 1, 8,
                                   "Two for pre-norm transformers, four for Gemma-2.", inDecoder<&D::normsPerLayer>)));
    rows.push_back(
        advanced(choice("model.positions", "Positions", "", m, {"rotary", "learned"}, {"rotary", "learned table"},
                        "Learned positions are a table of context length × width.", inDecoder<&D::positions>)));
    rows.push_back(advanced(number("model.context_length", "Context length", "", m, Unit::Count, 1, 1e8,
                                   "Longest context the model was made for.", inDecoder<&D::contextLength>)));
    rows.push_back(
        advanced(number("model.sliding_window", "Sliding window", "N_w", m, Unit::Count, 0, 1e8,
                        "Positions a local layer attends to; 0 attends to all.", inDecoder<&D::slidingWindow>)));
    rows.push_back(advanced(number("model.window_every", "Local layers", "1 in", m, Unit::Count, 1, 64,
                                   "Every n-th layer uses the window; 1 means all.", inDecoder<&D::windowEvery>)));
    rows.push_back(number("model.active_experts", "Active experts", "k", m, Unit::Count, 1, 4096,
                          "Routed experts that work on one token.", inExperts<&D::activeExperts>));
    rows.push_back(number("model.experts", "Experts", "N_e", m, Unit::Count, 1, 4096, "Routed experts per layer.",
                          inExperts<&D::experts>));
    rows.push_back(advanced(number("model.expert_width", "Expert width", "d_e", m, Unit::Count, 1, 1e6,
                                   "Inner width of one expert.", inExperts<&D::expertWidth>)));
    rows.push_back(advanced(number("model.shared_experts", "Shared experts", "", m, Unit::Count, 0, 64,
                                   "Experts that work on every token.", inExperts<&D::sharedExperts>)));
    rows.push_back(
        advanced(number("model.dense_layers", "Dense layers", "", m, Unit::Count, 0, 10000,
                        "Leading layers with a dense network instead of experts.", inExperts<&D::denseLayers>)));
    rows.push_back(
        advanced(number("model.latent_rank", "Latent rank", "r_kv", m, Unit::Count, 1, 65536,
                        "Width of the compressed keys and values of latent attention.", inLatent<&D::latentRank>)));
    rows.push_back(
        advanced(number("model.rope_size", "Rotary size", "", m, Unit::Count, 0, 65536,
                        "Part of a head that carries positions, cached once per token.", inLatent<&D::ropeSize>)));
    rows.push_back(advanced(number("model.value_size", "Value size", "d_v", m, Unit::Count, 1, 65536,
                                   "Size of one value head.", inLatent<&D::valueSize>)));
    rows.push_back(
        advanced(number("model.query_rank", "Query rank", "r_q", m, Unit::Count, 0, 65536,
                        "Width of the compressed queries; 0 projects them directly.", inLatent<&D::queryRank>)));
}

} // namespace ridge::rows

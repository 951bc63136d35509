// Hugging Face config.json of encoders and encoder–decoders, by model_type: BERT and its kin, T5, Whisper.

#include "core/formats/hugging_face/hugging_face.h"
#include "core/scenario/model_body.h"

namespace ridge {
namespace {

/// What BERT and RoBERTa call by the same names.
Encoder readBert(const ObjectReader& c)
{
    Encoder e;
    e.layers = c.number("num_hidden_layers", {1, 1e4});
    e.width = c.number("hidden_size", countRange);
    e.heads = e.kvHeads = c.number("num_attention_heads", countRange);
    e.headSize = evenHeadSize(c, e.width, e.heads);
    e.ffnWidth = c.number("intermediate_size", countRange);
    e.vocabulary = c.number("vocab_size", countRange);
    e.positions = c.number("max_position_embeddings", countRange, 512);
    e.tokenTypes = c.number("type_vocab_size", countOrNoneRange, 2);
    const std::string positions = c.text("position_embedding_type", "absolute");
    if (positions != "absolute") {
        failAt("position_embedding_type", inQuotes(positions) + " is not supported; only absolute is.");
    }
    return e;
}

ModelBody readBertBody(const Json&, const ObjectReader& c) { return readBert(c); }

ModelBody readDistilBert(const Json&, const ObjectReader& c)
{
    Encoder e;
    e.layers = c.number("n_layers", {1, 1e4});
    e.width = c.number("dim", countRange);
    e.heads = e.kvHeads = c.number("n_heads", countRange);
    e.headSize = evenHeadSize(c, e.width, e.heads, "dim", "n_heads");
    e.ffnWidth = c.number("hidden_dim", countRange);
    e.vocabulary = c.number("vocab_size", countRange);
    e.positions = c.number("max_position_embeddings", countRange, 512);
    e.tokenTypes = 0;
    e.pooler = false;
    return e;
}

/// T5's encoder alone, as image generators use it.
ModelBody encoderOf(const EncoderDecoder& m)
{
    Encoder e;
    static_cast<Transformer&>(e) = m;
    e.vocabulary = m.vocabulary;
    e.relativeBuckets = m.relativeBuckets;
    e.positions = e.tokenTypes = 0;
    e.embeddingNorm = e.pooler = false;
    e.normPlace = NormPlace::Before;
    e.activation = m.activation;
    return e;
}

EncoderDecoder readT5Sizes(const ObjectReader& c, bool tiedByDefault, const char* usualNetwork)
{
    EncoderDecoder m;
    m.layers = c.number("num_layers", {1, 1e4});
    m.decoderLayers = c.number("num_decoder_layers", {1, 1e4}, m.layers);
    m.width = c.number("d_model", countRange);
    m.heads = m.kvHeads = c.number("num_heads", countRange);
    m.headSize = c.number("d_kv", countRange);
    m.ffnWidth = c.number("d_ff", countRange);
    m.vocabulary = c.number("vocab_size", countRange);
    m.relativeBuckets = c.number("relative_attention_num_buckets", countRange, 32);
    m.tiedEmbeddings = c.boolean("tie_word_embeddings", tiedByDefault);
    const std::string network = c.text("feed_forward_proj", usualNetwork);
    m.gated = network.rfind("gated-", 0) == 0;
    const std::string activation = m.gated ? network.substr(6) : network;
    if (activation != "relu" && activation != "gelu") {
        failAt("feed_forward_proj", inQuotes(network) + " is not one of relu, gelu, gated-relu, gated-gelu.");
    }
    m.activation = activation == "relu" ? FfnActivation::Relu : FfnActivation::Gelu;
    return m;
}

ModelBody wholeOrEncoder(const ObjectReader& c, const EncoderDecoder& m)
{
    return architectureOf(c).ends_with("EncoderModel") ? encoderOf(m) : ModelBody(m);
}

ModelBody readT5(const Json&, const ObjectReader& c) { return wholeOrEncoder(c, readT5Sizes(c, true, "relu")); }
ModelBody readMt5(const Json&, const ObjectReader& c) { return wholeOrEncoder(c, readT5Sizes(c, false, "gated-gelu")); }

/// CLIP's text encoder: causal, with a norm behind the last layer, and projected where its class says so.
ModelBody readClipText(const Json&, const ObjectReader& c)
{
    Encoder e;
    e.layers = c.number("num_hidden_layers", {1, 1e4}, 12); // CLIPTextConfig
    e.width = c.number("hidden_size", countRange, 512);
    e.heads = e.kvHeads = c.number("num_attention_heads", countRange, 8);
    e.headSize = evenHeadSize(c, e.width, e.heads);
    e.ffnWidth = c.number("intermediate_size", countRange, 2048);
    e.vocabulary = c.number("vocab_size", countRange, 49408);
    e.positions = c.number("max_position_embeddings", countRange, 77);
    e.tokenTypes = 0;
    e.embeddingNorm = e.pooler = false;
    e.normPlace = NormPlace::Before;
    e.causal = true;
    const bool projects = architectureOf(c).find("WithProjection") != std::string::npos;
    e.projection = projects ? c.number("projection_dim", countRange, 512) : 0;
    return e;
}

/// Whisper writes sizes of both sides; here they share them.
void requireSame(const ObjectReader& c, const char* key, double value)
{
    if (c.number(key, countRange, value) != value) {
        failAt(key, "differs between encoder and decoder, which is not supported.");
    }
}

ModelBody readWhisper(const Json&, const ObjectReader& c)
{
    EncoderDecoder m;
    m.source = SourceKind::Audio;
    m.layers = c.number("encoder_layers", {1, 1e4});
    m.decoderLayers = c.number("decoder_layers", {1, 1e4}, m.layers);
    m.width = c.number("d_model", countRange);
    m.heads = m.kvHeads = c.number("encoder_attention_heads", countRange);
    requireSame(c, "decoder_attention_heads", m.heads);
    m.headSize = evenHeadSize(c, m.width, m.heads, "d_model", "encoder_attention_heads");
    m.ffnWidth = c.number("encoder_ffn_dim", countRange);
    requireSame(c, "decoder_ffn_dim", m.ffnWidth);
    m.vocabulary = c.number("vocab_size", countRange);
    m.melBins = c.number("num_mel_bins", countRange, 80);
    m.audioPositions = c.number("max_source_positions", countRange, 1500);
    m.targetPositions = c.number("max_target_positions", countRange, 448);
    m.norm = NormKind::Layer;
    m.biases = BiasKind::All;
    m.keyBias = false;
    m.activation = FfnActivation::Gelu;
    m.relativeBuckets = 0;
    return m;
}

constexpr HuggingFaceFamily families[] = {
    {"bert", readBertBody},
    {"roberta", readBertBody},
    {"xlm-roberta", readBertBody},
    {"camembert", readBertBody},
    {"distilbert", readDistilBert},
    {"t5", readT5},
    {"mt5", readMt5},
    {"clip_text_model", readClipText},
    {"whisper", readWhisper, "Speech"},
};

} // namespace

std::span<const HuggingFaceFamily> huggingFaceEncoders() { return families; }

} // namespace ridge

#include "core/scenario/families/encoder.h"

#include <string_view>

namespace ridge {
namespace {

/// The rows of the stack but those that mean nothing here: an encoder layer has as many norms as sub-layers.
template <class T> std::vector<Field<T>> stackRows()
{
    std::vector<Field<T>> rows;
    addTransformerFields(rows);
    std::erase_if(rows, [](const Field<T>& row) { return std::string_view(row.key) == "norms_per_layer"; });
    return rows;
}

constexpr bool (*hearsAudio)(const EncoderDecoder&) = [](const EncoderDecoder& m) {
    return m.source == SourceKind::Audio;
};

void addEmbeddingRows(std::vector<Field<EncoderDecoder>>& rows)
{
    using namespace fields;
    using M = EncoderDecoder;
    rows.push_back(
        number<M>(RIDGE_FIELD(vocabulary), "vocabulary", "Vocabulary", "V", 1, 1e7, "Entries of the embedding table.")
            .required());
    rows.push_back(flag<M>(RIDGE_FIELD(tiedEmbeddings), "tied_embeddings", "Tied embeddings", {"no", "yes"},
                           "The output head shares the embedding table.")
                       .more());
    rows.push_back(choice<M>(RIDGE_FIELD(source), "source", "Source", {"text", "audio"}, {"text", "audio"},
                             "What the encoder reads: tokens, or the spectrogram of a recording."));
    rows.push_back(number<M>(RIDGE_FIELD(melBins), "mel_bins", "Mel bins", "", 1, 4096, "Channels of the spectrogram.")
                       .when(hearsAudio)
                       .more());
    rows.push_back(number<M>(RIDGE_FIELD(audioPositions), "audio_positions", "Audio positions", "N_src", 1, 1e6,
                             "Positions of one recording after the convolutions, half as many as "
                             "its frames: 1500 in 30 s.")
                       .when(hearsAudio));
}

/// What only some encoders have.
void addTextRows(std::vector<Field<Encoder>>& rows)
{
    using namespace fields;
    using E = Encoder;
    rows.push_back(number<E>(RIDGE_FIELD(relativeBuckets), "relative_buckets", "Relative positions", "", 0, 65536,
                             "Rows of the table that adds a bias per head to the scores, as in T5; 0: none.")
                       .more());
    rows.push_back(number<E>(RIDGE_FIELD(projection), "projection", "Projection", "", 0, 1e6,
                             "Width of the embedding that the last token is projected to, as in CLIP; 0: none.")
                       .more());
    rows.push_back(flag<E>(RIDGE_FIELD(causal), "causal", "Causal", {"no", "yes"},
                           "Whether a token sees only those before it, as in CLIP's text encoder.")
                       .more());
    rows.push_back(attentionField<E>("Attention", "A kernel in place of the softmax lets keys meet values first: work "
                                                  "that grows with N instead of N².")
                       .when([](const E& e) { return e.relativeBuckets == 0; })); // a bias of the scores needs scores
    rows.push_back(choice<E>(RIDGE_FIELD(activation), "activation", "Activation", {"relu", "gelu"}, {"ReLU", "GELU"},
                             "Of the feed-forward network.")
                       .more());
}

} // namespace

template <> const FieldTable<Encoder>& fieldsOf<Encoder>()
{
    using namespace fields;
    static const FieldTable<Encoder> table{
        "model.encoder.", "", [] {
            std::vector<Field<Encoder>> r = stackRows<Encoder>();
            r.push_back(number<Encoder>(RIDGE_FIELD(vocabulary), "vocabulary", "Vocabulary", "V", 1, 1e7,
                                        "Entries of the embedding table.")
                            .required());
            r.push_back(number<Encoder>(RIDGE_FIELD(positions), "positions", "Positions", "", 0, 1e7,
                                        "Rows of the table of learned positions: the longest sequence; 0: none.")
                            .written());
            r.push_back(number<Encoder>(RIDGE_FIELD(tokenTypes), "token_types", "Token types", "", 0, 1000,
                                        "Rows of the table that tells segments apart; 0: none.")
                            .written()
                            .more());
            r.push_back(flag<Encoder>(RIDGE_FIELD(embeddingNorm), "embedding_norm", "Embedding norm", {"no", "yes"},
                                      "The sum of the embeddings is normalised.")
                            .more());
            r.push_back(choice<Encoder>(RIDGE_FIELD(normPlace), "norm_place", "Norms", {"before", "after"},
                                        {"before each sub-layer", "after each sub-layer"},
                                        "Before, one more stands after the last layer.")
                            .more());
            r.push_back(flag<Encoder>(RIDGE_FIELD(pooler), "pooler", "Pooler", {"no", "yes"},
                                      "One more layer over the first token, for classification.")
                            .more());
            addTextRows(r);
            return r;
        }()};
    return table;
}

template <> const FieldTable<EncoderDecoder>& fieldsOf<EncoderDecoder>()
{
    using namespace fields;
    using M = EncoderDecoder;
    static const FieldTable<M> table{
        "model.encoder_decoder.", "", [] {
            std::vector<Field<M>> r = stackRows<M>();
            r.front().label = "Encoder layers"; // the first row is the depth
            r.insert(r.begin() + 1, number<M>(RIDGE_FIELD(decoderLayers), "decoder_layers", "Decoder layers", "L_dec",
                                              1, 1e4, "Decoder blocks; each attends to the encoder's result.")
                                        .required());
            addEmbeddingRows(r);
            r.push_back(choice<M>(RIDGE_FIELD(activation), "activation", "Activation", {"relu", "gelu"},
                                  {"ReLU", "GELU"}, "Of the feed-forward network.")
                            .more());
            r.push_back(number<M>(RIDGE_FIELD(relativeBuckets), "relative_buckets", "Relative positions", "", 0, 65536,
                                  "Rows of the tables that add a bias per head to the scores, one "
                                  "table for the encoder and one for the decoder; 0: none.")
                            .more());
            r.push_back(attentionField<M>("Encoder attention",
                                          "A kernel in place of the encoder's softmax lets keys meet values first: "
                                          "work that grows with N instead of N². The decoder keeps its softmax.")
                            .when([](const M& m) { return m.relativeBuckets == 0; })); // else scores have a bias
            r.push_back(number<M>(RIDGE_FIELD(targetPositions), "target_positions", "Decoder positions", "", 0, 1e7,
                                  "Rows of the decoder's table of learned positions: its longest "
                                  "output; 0: none.")
                            .more());
            r.push_back(flag<M>(RIDGE_FIELD(keyBias), "key_bias", "Key bias", {"no", "yes"},
                                "Where other layers have bias terms, keys have them too.")
                            .more()
                            .when([](const M& m) { return m.biases != BiasKind::None; }));
            return r;
        }()};
    return table;
}

} // namespace ridge

#include "core/scenario/families/text_encoder.h"

namespace ridge {
namespace {

using namespace fields;

/// What rows of one of two text encoders are called.
struct TextNames {
    const char *layers, *layersSymbol, *width, *widthSymbol, *heads, *ffnWidth, *vocabulary, *projection,
        *projectionBias, *causal, *attention;
};

template <class T> std::vector<Field<T>> textEncoderFields(const TextNames& names)
{
    std::vector<Field<T>> r;
    r.push_back(number<T>(RIDGE_FIELD(layers), "layers", names.layers, names.layersSymbol, 1, 1e4,
                          "Transformer blocks of the text encoder.")
                    .required());
    r.push_back(
        number<T>(RIDGE_FIELD(width), "width", names.width, names.widthSymbol, 1, 1e6, "Width of the text encoder.")
            .required());
    r.push_back(
        number<T>(RIDGE_FIELD(heads), "heads", names.heads, "", 1, 65536, "Attention heads of the text encoder.")
            .required()
            .more());
    r.push_back(number<T>(RIDGE_FIELD(ffnWidth), "ffn_width", names.ffnWidth, "", 1, 1e8,
                          "Inner width of the text encoder's feed-forward networks.")
                    .written()
                    .more()
                    .otherwise([](const T& t) { return 4 * t.width; }));
    r.push_back(number<T>(RIDGE_FIELD(vocabulary), "vocabulary", names.vocabulary, "V", 1, 1e7,
                          "Entries of the text encoder's embedding table.")
                    .written()
                    .more());
    r.push_back(number<T>(RIDGE_FIELD(projection), "projection", names.projection, "", 0, 1e6,
                          "Width of the pooled embedding of the whole text; 0: there is none.")
                    .more());
    r.push_back(flag<T>(RIDGE_FIELD(projectionBias), "projection_bias", names.projectionBias, {"no", "yes"},
                        "Whether the projection has a bias; SigLIP's has one.")
                    .more()
                    .when([](const T& t) { return t.projection > 0; }));
    r.push_back(flag<T>(RIDGE_FIELD(causal), "causal", names.causal, {"no", "yes"},
                        "Whether a token sees only those before it, as in CLIP.")
                    .more());
    r.push_back(attentionField<T>(names.attention, "A kernel in place of the text encoder's softmax lets keys meet "
                                                   "values first: work that grows with N instead of N²."));
    return r;
}

} // namespace

template <> const FieldTable<TextEncoder>& fieldsOf<TextEncoder>()
{
    static const FieldTable<TextEncoder> table{
        "model.text.", "Text encoder",
        textEncoderFields<TextEncoder>({"Text layers", "L_t", "Text width", "d_t", "Text heads", "Text FFN width",
                                        "Text vocabulary", "Text projection", "Text projection bias", "Text causal",
                                        "Text attention"})};
    return table;
}

template <> const FieldTable<SecondTextEncoder>& fieldsOf<SecondTextEncoder>()
{
    static const FieldTable<SecondTextEncoder> table{
        "model.text2.", "Text encoder 2",
        textEncoderFields<SecondTextEncoder>({"Text 2 layers", "L_t2", "Text 2 width", "d_t2", "Text 2 heads",
                                              "Text 2 FFN width", "Text 2 vocabulary", "Text 2 projection",
                                              "Text 2 projection bias", "Text 2 causal", "Text 2 attention"})};
    return table;
}

} // namespace ridge

#include "core/scenario/families/text_encoder.h"

namespace ridge {
namespace {

using namespace fields;

/// What rows of one of two text encoders are called.
struct TextNames {
    const char *layers, *layersSymbol, *width, *widthSymbol, *heads, *ffnWidth, *vocabulary, *projection,
        *projectionBias, *causal;
};

template <class T> std::vector<Field<T>> textEncoderFields(const TextNames& names)
{
    std::vector<Field<T>> r;
    r.push_back(number<T, &T::layers>("layers", names.layers, names.layersSymbol, 1, 1e4,
                                      "Transformer blocks of the text encoder.")
                    .required());
    r.push_back(
        number<T, &T::width>("width", names.width, names.widthSymbol, 1, 1e6, "Width of the text encoder.").required());
    r.push_back(number<T, &T::heads>("heads", names.heads, "", 1, 65536, "Attention heads of the text encoder.")
                    .required()
                    .more());
    r.push_back(number<T, &T::ffnWidth>("ffn_width", names.ffnWidth, "", 1, 1e8,
                                        "Inner width of the text encoder's feed-forward networks.")
                    .written()
                    .more()
                    .otherwise([](const T& t) { return 4 * t.width; }));
    r.push_back(number<T, &T::vocabulary>("vocabulary", names.vocabulary, "V", 1, 1e7,
                                          "Entries of the text encoder's embedding table.")
                    .written()
                    .more());
    r.push_back(number<T, &T::projection>("projection", names.projection, "", 0, 1e6,
                                          "Width of the pooled embedding of the whole text; 0: there is none.")
                    .more());
    r.push_back(flag<T, &T::projectionBias>("projection_bias", names.projectionBias, {"no", "yes"},
                                            "Whether the projection has a bias; SigLIP's has one.")
                    .more()
                    .when([](const T& t) { return t.projection > 0; }));
    r.push_back(flag<T, &T::causal>("causal", names.causal, {"no", "yes"},
                                    "Whether a token sees only those before it, as in CLIP.")
                    .more());
    return r;
}

} // namespace

Transformer TextEncoder::stack() const
{
    Transformer t;
    t.layers = layers;
    t.width = width;
    t.heads = t.kvHeads = heads;
    t.headSize = std::max(1.0, std::floor(width / heads));
    t.ffnWidth = ffnWidth;
    t.gated = false;
    t.biases = BiasKind::All;
    t.norm = NormKind::Layer;
    return t;
}

template <> const std::vector<Field<TextEncoder>>& fieldsOf<TextEncoder>()
{
    static const std::vector<Field<TextEncoder>> rows =
        textEncoderFields<TextEncoder>({"Text layers", "L_t", "Text width", "d_t", "Text heads", "Text FFN width",
                                        "Text vocabulary", "Text projection", "Text projection bias", "Text causal"});
    return rows;
}

template <> const std::vector<Field<SecondTextEncoder>>& fieldsOf<SecondTextEncoder>()
{
    static const std::vector<Field<SecondTextEncoder>> rows = textEncoderFields<SecondTextEncoder>(
        {"Text 2 layers", "L_t2", "Text 2 width", "d_t2", "Text 2 heads", "Text 2 FFN width", "Text 2 vocabulary",
         "Text 2 projection", "Text 2 projection bias", "Text 2 causal"});
    return rows;
}

} // namespace ridge

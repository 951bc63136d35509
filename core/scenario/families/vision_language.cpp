#include "core/scenario/families/vision_language.h"

namespace ridge {
namespace {

using C = Connector;

void addProjectorRows(std::vector<Field<C>>& rows)
{
    using namespace fields;
    constexpr auto projects = [](const C& c) { return c.kind == ConnectorKind::Projector; };
    rows.push_back(flag<C>(RIDGE_FIELD(projectorBias), "projector_bias", "Projector biases", {"no", "yes"},
                           "Whether the linear layers of the projector have biases.")
                       .more()
                       .when(projects));
    rows.push_back(number<C>(RIDGE_FIELD(merge), "merge", "Merge", "", 1, 64,
                             "Side of the squares of patches that become one visual token: 4 in Gemma-3, 2 in "
                             "Mistral-Small-3.1; 1 keeps every patch.")
                       .more()
                       .when(projects));
    rows.push_back(choice<C>(RIDGE_FIELD(mergeKind), "merge_kind", "Merged by", {"mean", "stack", "reduce"},
                             {"their mean", "channels side by side", "channels side by side, and a matrix"},
                             "How a square of patches becomes one token.")
                       .more()
                       .when([](const C& c) { return c.kind == ConnectorKind::Projector && c.merge > 1; }));
    rows.push_back(choice<C>(RIDGE_FIELD(norm), "norm", "Projector norm", {"none", "layer", "rms"},
                             {"none", "LayerNorm", "RMSNorm"}, "A norm in front of the projector.")
                       .more()
                       .when(projects));
}

void addResamplerRows(std::vector<Field<C>>& rows)
{
    using namespace fields;
    constexpr auto resamples = [](const C& c) { return c.kind == ConnectorKind::Resampler; };
    rows.push_back(number<C>(RIDGE_FIELD(latents), "latents", "Latents", "R", 1, 1e5,
                             "Visual tokens that the resampler gives for an image, whatever its size.")
                       .when(resamples));
    rows.push_back(
        number<C>(RIDGE_FIELD(layers), "layers", "Resampler layers", "L_r", 1, 1000, "Layers of the resampler.")
            .when(resamples));
    rows.push_back(number<C>(RIDGE_FIELD(width), "width", "Resampler width", "d_r", 1, 65536, "Channels of a latent.")
                       .more()
                       .when(resamples));
    rows.push_back(number<C>(RIDGE_FIELD(heads), "heads", "Resampler heads", "H_r", 1, 4096, "Heads of the resampler.")
                       .more()
                       .when(resamples));
    rows.push_back(number<C>(RIDGE_FIELD(headSize), "head_size", "Resampler head size", "d_h,r", 1, 65536,
                             "Dimension of one head of the resampler.")
                       .more()
                       .when(resamples));
    rows.push_back(number<C>(RIDGE_FIELD(ffnWidth), "ffn_width", "Resampler FFN width", "d_ff,r", 1, 1e8,
                             "Inner width of the resampler's feed-forward networks.")
                       .more()
                       .when(resamples));
}

void addCrossRows(std::vector<Field<C>>& rows)
{
    using namespace fields;
    constexpr auto crosses = [](const C& c) { return c.crossEvery > 0; };
    rows.push_back(number<C>(RIDGE_FIELD(crossEvery), "cross_every", "Cross every", "k", 0, 10000,
                             "Gated cross-attention in front of the first layer of the language model and every k-th "
                             "after it; 0: visual tokens join the prompt."));
    rows.push_back(number<C>(RIDGE_FIELD(crossHeads), "cross_heads", "Cross-attention heads", "H_x", 1, 65536,
                             "Heads of the cross-attention; each has its own keys and values.")
                       .more()
                       .when(crosses));
    rows.push_back(number<C>(RIDGE_FIELD(crossHeadSize), "cross_head_size", "Cross-attention head size", "d_h,x", 1,
                             65536, "Dimension of one head of the cross-attention.")
                       .more()
                       .when(crosses));
    rows.push_back(number<C>(RIDGE_FIELD(crossFfnWidth), "cross_ffn_width", "Cross-attention FFN width", "d_ff,x", 1,
                             1e8, "Inner width of the network after each cross-attention.")
                       .more()
                       .when(crosses));
}

} // namespace

template <> const FieldTable<Connector>& fieldsOf<Connector>()
{
    using namespace fields;
    static const FieldTable<C> table{
        "model.connector.", "Connector", [] {
            constexpr auto projects = [](const C& c) { return c.kind == ConnectorKind::Projector; };
            std::vector<Field<C>> r;
            r.push_back(choice<C>(RIDGE_FIELD(kind), "kind", "Connector", {"projector", "resampler"},
                                  {"projector", "resampler"},
                                  "A projector keeps every patch token; a resampler turns any number of them into a "
                                  "fixed number of latents.")
                            .written());
            r.push_back(number<C>(RIDGE_FIELD(projectorLayers), "projector_layers", "Projector layers", "", 1, 64,
                                  "Linear layers of the projector, with GELU in between.")
                            .when(projects));
            addProjectorRows(r);
            addResamplerRows(r);
            addCrossRows(r);
            return r;
        }()};
    return table;
}

template <> const FieldTable<VisionLanguage>& fieldsOf<VisionLanguage>()
{
    static const FieldTable<VisionLanguage> none{"model.", "", {}}; // its parts say all
    return none;
}

} // namespace ridge

#include "core/scenario/families/vision_language.h"

namespace ridge {

template <> const std::vector<Field<Connector>>& fieldsOf<Connector>()
{
    using namespace fields;
    using C = Connector;
    static const std::vector<Field<C>> rows = [] {
        constexpr auto projects = [](const C& c) { return c.kind == ConnectorKind::Projector; };
        constexpr auto resamples = [](const C& c) { return c.kind == ConnectorKind::Resampler; };
        constexpr auto crosses = [](const C& c) { return c.crossEvery > 0; };
        std::vector<Field<C>> r;
        r.push_back(choice<C, &C::kind>("kind", "Connector", {"projector", "resampler"}, {"projector", "resampler"},
                                        "A projector keeps every patch token; a resampler turns any number of them "
                                        "into a fixed number of latents.")
                        .written());
        r.push_back(number<C, &C::projectorLayers>("projector_layers", "Projector layers", "", 1, 64,
                                                   "Linear layers of the projector, with GELU in between.")
                        .when(projects));
        r.push_back(number<C, &C::latents>("latents", "Latents", "R", 1, 1e5,
                                           "Visual tokens that the resampler gives for an image, whatever its size.")
                        .when(resamples));
        r.push_back(number<C, &C::layers>("layers", "Resampler layers", "L_r", 1, 1000, "Layers of the resampler.")
                        .when(resamples));
        r.push_back(number<C, &C::width>("width", "Resampler width", "d_r", 1, 65536, "Channels of a latent.")
                        .more()
                        .when(resamples));
        r.push_back(number<C, &C::heads>("heads", "Resampler heads", "H_r", 1, 4096, "Heads of the resampler.")
                        .more()
                        .when(resamples));
        r.push_back(number<C, &C::headSize>("head_size", "Resampler head size", "d_h,r", 1, 65536,
                                            "Dimension of one head of the resampler.")
                        .more()
                        .when(resamples));
        r.push_back(number<C, &C::ffnWidth>("ffn_width", "Resampler FFN width", "d_ff,r", 1, 1e8,
                                            "Inner width of the resampler's feed-forward networks.")
                        .more()
                        .when(resamples));
        r.push_back(number<C, &C::crossEvery>("cross_every", "Cross every", "k", 0, 10000,
                                              "Gated cross-attention in front of the first layer of the language model "
                                              "and every k-th after it; 0: visual tokens join the prompt."));
        r.push_back(number<C, &C::crossHeads>("cross_heads", "Cross-attention heads", "H_x", 1, 65536,
                                              "Heads of the cross-attention; each has its own keys and values.")
                        .more()
                        .when(crosses));
        r.push_back(number<C, &C::crossHeadSize>("cross_head_size", "Cross-attention head size", "d_h,x", 1, 65536,
                                                 "Dimension of one head of the cross-attention.")
                        .more()
                        .when(crosses));
        r.push_back(number<C, &C::crossFfnWidth>("cross_ffn_width", "Cross-attention FFN width", "d_ff,x", 1, 1e8,
                                                 "Inner width of the network after each cross-attention.")
                        .more()
                        .when(crosses));
        return r;
    }();
    return rows;
}

template <> const std::vector<Field<VisionLanguage>>& fieldsOf<VisionLanguage>()
{
    static const std::vector<Field<VisionLanguage>> none; // its parts say all
    return none;
}

} // namespace ridge

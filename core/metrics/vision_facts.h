// Numbers that formulas about images share, over the number type: patches, visual tokens, what the cache keeps of them.
// Not sums over operators: see facts.h.
#pragma once

#include "core/metrics/facts.h"

namespace ridge {

/// Patches of a square image: ((H − what is left at the border) / p)².
template <class N> N patchCount(const Facts<N>& f, const std::string& prefix, double image, double patch)
{
    const double side = std::max(1.0, std::floor(image / patch));
    const double border = image - side * patch;
    const N pixels = f.leaf((prefix + "image").c_str(), "H", image);
    const N seen = border == 0 ? pixels : pixels - f.known("H_border", border);
    const N along = seen / f.leaf((prefix + "patch").c_str(), "p", patch);
    return power(along, N(2));
}

template <class N> N patchCount(const Facts<N>& f, const VisionTransformer& v)
{
    return patchCount(f, "model.vision.", v.image, v.patch);
}

/// What the language model sees of one image.
template <class N> N visualTokens(const Facts<N>& f, const VisionLanguage& m)
{
    return m.connector.kind == ConnectorKind::Resampler ? f.leaf("model.connector.latents", "R", m.connector.latents)
                                                        : patchCount(f, m.vision);
}

template <class N> N imagesOf(const Facts<N>& f) { return f.leaf("workload.images", "N_img", f.s.workload.images); }

/// Visual tokens among the positions of the prompt; empty where there are none.
template <class N> std::optional<N> visualPrompt(const Facts<N>& f)
{
    const auto* m = std::get_if<VisionLanguage>(&f.s.model.body);
    if (!m || m->connector.crossEvery > 0) {
        return std::nullopt;
    }
    return imagesOf(f) * named("N_visual", Unit::Count, visualTokens(f, *m));
}

/// Keys and values of the images that cross-attention keeps, elements of one request; empty where there is none.
template <class N> std::optional<N> visualCache(const Facts<N>& f)
{
    const auto* m = std::get_if<VisionLanguage>(&f.s.model.body);
    if (!m || m->connector.crossEvery <= 0) {
        return std::nullopt;
    }
    const Connector& c = m->connector;
    const double rest = m->crossLayers() * c.crossEvery - m->language.layers; // the last group may be shorter
    const N all = f.leaf("model.layers", "L", m->language.layers);
    const N layers =
        (rest == 0 ? all : all + f.known("L_rest", rest)) / f.leaf("model.connector.cross_every", "k", c.crossEvery);
    const N perToken = formula::cachePerToken(layers, f.leaf("model.connector.cross_heads", "H_x", c.crossHeads),
                                              f.leaf("model.connector.cross_head_size", "d_h,x", c.crossHeadSize));
    return perToken * (imagesOf(f) * named("N_visual", Unit::Count, visualTokens(f, *m)));
}

} // namespace ridge

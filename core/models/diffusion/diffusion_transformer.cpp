#include "core/models/diffusion/diffusion_transformer.h"

#include "core/models/language/transformer_blocks.h"

namespace ridge {
namespace {

constexpr double frequencies = 256; // sines and cosines of the step that the embedding starts from

template <class N> TransformerOf<N> stackOf(const DiffusionTransformerOf<N>& dit)
{
    TransformerOf<N> t;
    t.layers = dit.layers;
    t.width = dit.width;
    t.heads = t.kvHeads = dit.heads;
    t.headSize = larger(N(1), wholePart(dit.width / dit.heads));
    t.ffnWidth = dit.ffnWidth;
    t.gated = false;
    t.biases = BiasKind::All;
    return t;
}

/// A norm without weights of its own: scale and shift come from the condition.
template <class N> TensorId modulated(StageBuilder<N>& b, const std::string& name, TensorId x, TensorId modulation)
{
    const TensorId normed = b.norm(name + ".norm", x, NormKind::Layer);
    b.last().weightParameters = 0;
    return b.elementwise(name + ".modulate", {normed, modulation}, 2);
}

/// The result scaled by a gate from the condition, and the input added.
template <class N>
TensorId gatedSum(StageBuilder<N>& b, const std::string& name, TensorId y, TensorId x, TensorId modulation)
{
    return b.sum(name + ".add", b.elementwise(name + ".gate", {y, modulation}, 1), x);
}

template <class N> TensorId condition(StageBuilder<N>& b, const DiffusionTransformerOf<N>& dit)
{
    const TensorId step = b.sequence(frequencies, 1, TensorRole::Input);
    const TensorId wide = b.linear("time.up", step, dit.width, true);
    const TensorId time = b.linear("time.down", b.elementwise("time.act", {wide}, ops::silu), dit.width, true);
    const TensorId label = b.sequence(1, 1, TensorRole::Input);
    return b.sum("condition", b.lookUp("class", label, dit.classes + 1, dit.width), time);
}

} // namespace

template <class N>
StageOf<N> expandDiffusionTransformer(const DiffusionOf<N>& model, const DiffusionTransformerOf<N>& dit, N passes)
{
    StageBuilder<N> b("denoise", passes);
    const N side = model.latent();
    const TensorId latent = b.map(model.latentChannels, side, side, TensorRole::Input);
    const TensorId c = condition(b, dit);
    TensorId x = b.convolution("patches", latent, dit.width, dit.patch, dit.patch);
    const TransformerOf<N> stack = stackOf(dit);
    b.beginBlock("layers.", dit.layers);
    // Shift, scale and gate for each half of the layer: six numbers per channel.
    const TensorId modulation =
        b.linear("condition", b.elementwise("condition.act", {c}, ops::silu), 6 * dit.width, true);
    x = gatedSum(b, "attn",
                 selfAttention(b, stack, modulated(b, "attn", x, modulation), {.linear = dit.linearAttention}), x,
                 modulation);
    const TensorId inner = modulated(b, "mlp", x, modulation);
    x = gatedSum(b, "mlp", feedForward(b, stack, "mlp", inner, dit.ffnWidth), x, modulation);
    b.endBlock();
    b.setPrefix("final.");
    const TensorId last = b.linear("condition", b.elementwise("condition.act", {c}, ops::silu), 2 * dit.width, true);
    const N channels = (dit.learnedVariance ? 2 : 1) * model.latentChannels;
    x = b.linear("out", modulated(b, "out", x, last), dit.patch * dit.patch * channels, true);
    const TensorOf<N> patches = b.shapeOf(x);
    b.output(b.reshape("image", x, channels, patches.h * dit.patch, patches.w * dit.patch));
    return b.take();
}

template StageOf<double> expandDiffusionTransformer(const DiffusionOf<double>& model,
                                                    const DiffusionTransformerOf<double>& dit, double passes);
template StageOf<Traced> expandDiffusionTransformer(const DiffusionOf<Traced>& model,
                                                    const DiffusionTransformerOf<Traced>& dit, Traced passes);

} // namespace ridge

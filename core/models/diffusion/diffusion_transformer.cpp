#include "core/models/diffusion/diffusion_transformer.h"

#include "core/models/language/transformer_blocks.h"

namespace ridge {
namespace {

constexpr double frequencies = 256; // sines and cosines of the step that the embedding starts from

Transformer stackOf(const DiffusionTransformer& dit)
{
    Transformer t;
    t.layers = dit.layers;
    t.width = dit.width;
    t.heads = t.kvHeads = dit.heads;
    t.headSize = std::max(1.0, std::floor(dit.width / dit.heads));
    t.ffnWidth = dit.ffnWidth;
    t.gated = false;
    t.biases = BiasKind::All;
    return t;
}

/// A norm without weights of its own: scale and shift come from the condition.
TensorId modulated(StageBuilder& b, const std::string& name, TensorId x, TensorId modulation)
{
    const TensorId normed = b.norm(name + ".norm", x, NormKind::Layer);
    b.last().weightParameters = 0;
    return b.elementwise(name + ".modulate", {normed, modulation}, 2);
}

/// The result scaled by a gate from the condition, and the input added.
TensorId gatedSum(StageBuilder& b, const std::string& name, TensorId y, TensorId x, TensorId modulation)
{
    return b.sum(name + ".add", b.elementwise(name + ".gate", {y, modulation}, 1), x);
}

TensorId condition(StageBuilder& b, const DiffusionTransformer& dit)
{
    const TensorId step = b.sequence(frequencies, 1, TensorRole::Input);
    const TensorId wide = b.linear("time.up", step, dit.width, true);
    const TensorId time = b.linear("time.down", b.elementwise("time.act", {wide}, ops::silu), dit.width, true);
    const TensorId label = b.sequence(1, 1, TensorRole::Input);
    return b.sum("condition", b.lookUp("class", label, dit.classes + 1, dit.width), time);
}

} // namespace

Stage expandDiffusionTransformer(const Diffusion& model, const DiffusionTransformer& dit, double passes)
{
    StageBuilder b("denoise", passes);
    const double side = model.latent();
    const TensorId latent = b.map(model.latentChannels, side, side, TensorRole::Input);
    const TensorId c = condition(b, dit);
    TensorId x = b.convolution("patches", latent, dit.width, dit.patch, dit.patch);
    const Transformer stack = stackOf(dit);
    b.beginBlock("layers.", dit.layers);
    // Shift, scale and gate for each half of the layer: six numbers per channel.
    const TensorId modulation =
        b.linear("condition", b.elementwise("condition.act", {c}, ops::silu), 6 * dit.width, true);
    x = gatedSum(b, "attn", selfAttention(b, stack, modulated(b, "attn", x, modulation)), x, modulation);
    const TensorId inner = modulated(b, "mlp", x, modulation);
    x = gatedSum(b, "mlp", feedForward(b, stack, "mlp", inner, dit.ffnWidth), x, modulation);
    b.endBlock();
    b.setPrefix("final.");
    const TensorId last = b.linear("condition", b.elementwise("condition.act", {c}, ops::silu), 2 * dit.width, true);
    const double channels = (dit.learnedVariance ? 2 : 1) * model.latentChannels;
    x = b.linear("out", modulated(b, "out", x, last), dit.patch * dit.patch * channels, true);
    const Tensor patches = b.shapeOf(x);
    b.output(b.reshape("image", x, channels, patches.h * dit.patch, patches.w * dit.patch));
    return b.take();
}

} // namespace ridge

#include "core/models/diffusion/unet.h"

#include "core/models/diffusion/diffusion_blocks.h"

namespace ridge {
namespace {

constexpr double geglu = ops::gelu + 1; // half of the channels are activated and multiplied into the other half

template <class N> class Builder {
public:
    Builder(const DiffusionOf<N>& model, const UNetOf<N>& unet, N passes)
        : m_model(model), m_unet(unet), m_b("denoise", passes)
    {
    }

    StageOf<N> build()
    {
        const N side = m_model.latent();
        const TensorId latent = m_b.map(m_model.latentChannels, side, side, TensorRole::Input);
        m_context = m_b.sequence(m_unet.contextWidth, m_model.promptLength, TensorRole::Input);
        m_time = timeEmbedding();
        m_b.setPrefix("");
        TensorId x = m_b.convolution("conv_in", latent, m_unet.width, 3);
        m_skips.push_back(x);
        x = up(middle(down(x)));
        m_b.setPrefix("");
        x = normAndSilu(m_b, "norm_out", "act_out", x);
        m_b.output(m_b.convolution("conv_out", x, m_model.latentChannels, 3));
        return m_b.take();
    }

private:
    N channelsAt(std::size_t level) const { return m_unet.width * m_unet.at(level); }

    /// Two linear layers on the sines and cosines of the step, and the same for the vector of further conditions.
    TensorId timeEmbedding()
    {
        const N inner = 4 * m_unet.width;
        const auto embed = [&](const char* prefix, N width) {
            m_b.setPrefix(prefix);
            const TensorId in = m_b.sequence(width, 1, TensorRole::Input);
            const TensorId wide = m_b.linear("up", in, inner, true);
            return m_b.linear("down", m_b.elementwise("act", {wide}, ops::silu), inner, true);
        };
        const TensorId time = embed("time.", m_unet.width);
        return m_unet.vectorWidth > 0 ? m_b.sum("add", embed("vector.", m_unet.vectorWidth), time) : time;
    }

    TensorId down(TensorId x)
    {
        for (std::size_t level = 0; level < m_unet.count(); ++level) {
            const std::string name = "down" + std::to_string(level + 1) + ".";
            for (int i = 1; i <= m_unet.resBlocks; ++i) {
                x = residualBlock(m_b, name + "res" + std::to_string(i) + ".", x, channelsAt(level), m_time);
                x = transformer(name + "attn" + std::to_string(i) + ".", x, m_unet.depthAt(level));
                m_skips.push_back(x);
            }
            if (level + 1 < m_unet.count()) {
                m_b.setPrefix(name);
                x = m_b.convolution("downsample", x, channelsAt(level), 3, 2);
                m_skips.push_back(x);
            }
        }
        return x;
    }

    TensorId middle(TensorId x)
    {
        const N channels = channelsAt(m_unet.count() - 1);
        x = residualBlock(m_b, "mid.res1.", x, channels, m_time);
        x = transformer("mid.attn.", x, m_unet.middleDepth);
        return residualBlock(m_b, "mid.res2.", x, channels, m_time);
    }

    /// Every block takes what the mirrored one on the way down has left, the latest first.
    TensorId up(TensorId x)
    {
        for (std::size_t level = m_unet.count(); level-- > 0;) {
            const std::string name = "up" + std::to_string(level + 1) + ".";
            for (int i = 1; i <= m_unet.resBlocks + 1; ++i) {
                m_b.setPrefix(name);
                x = m_b.concat("concat" + std::to_string(i), x, m_skips.back());
                m_skips.pop_back();
                x = residualBlock(m_b, name + "res" + std::to_string(i) + ".", x, channelsAt(level), m_time);
                x = transformer(name + "attn" + std::to_string(i) + ".", x, m_unet.depthAt(level));
            }
            if (level > 0) {
                x = upsampled(m_b, name + "upsample.", x, m_skips.back());
            }
        }
        return x;
    }

    /// Norm, projection, so many layers, projection, and the input added.
    TensorId transformer(const std::string& prefix, TensorId x, N depth)
    {
        if (depth < 1) {
            return x;
        }
        const N channels = m_b.shapeOf(x).c;
        AttentionShape<N> shape;
        shape.headSize = m_unet.headSize > 0 ? m_unet.headSize : larger(N(1), wholePart(channels / m_unet.heads));
        shape.heads = larger(N(1), m_unet.headSize > 0 ? wholePart(channels / m_unet.headSize) : m_unet.heads);
        m_b.setPrefix(prefix);
        TensorId h = m_b.norm("norm", x, NormKind::Layer);
        h = m_b.linear("proj_in", h, shape.heads * shape.headSize, true);
        m_b.beginBlock(prefix, depth);
        h = layer(h, shape);
        m_b.endBlock();
        m_b.setPrefix(prefix);
        h = m_b.linear("proj_out", h, channels, true);
        return m_b.sum("add", h, x);
    }

    TensorId layer(TensorId x, const AttentionShape<N>& shape)
    {
        AttentionShape<N> among = shape;
        among.linear = m_unet.linearAttention;
        const TensorId before = m_b.norm("self.norm", x, NormKind::Layer);
        x = m_b.sum("self.add", attendTo(m_b, "self", before, before, among), x);
        x = m_b.sum("cross.add", attendTo(m_b, "cross", m_b.norm("cross.norm", x, NormKind::Layer), m_context, shape),
                    x);
        return m_b.sum("mlp.add", gatedNetwork(m_b.norm("mlp.norm", x, NormKind::Layer)), x);
    }

    /// GEGLU (Shazeer 2020): four times as wide inside, with a gate of the same width.
    TensorId gatedNetwork(TensorId x)
    {
        const N width = m_b.shapeOf(x).c;
        const TensorId wide = m_b.linear({"mlp.gate_up", Role::MlpGateUp}, x, 8 * width, true);
        const TensorId active = m_b.like(x, 4 * width);
        OperatorOf<N>& op = m_b.add("mlp.act", OperatorKind::Elementwise, {wide}, active);
        op.sizes.ci = 4 * width;
        op.sizes.perElement = geglu;
        return m_b.linear({"mlp.down", Role::MlpDown}, active, width, true);
    }

    const DiffusionOf<N>& m_model;
    const UNetOf<N>& m_unet;
    StageBuilder<N> m_b;
    TensorId m_context = -1, m_time = -1;
    std::vector<TensorId> m_skips; // waiting for the way up
};

} // namespace

template <class N> StageOf<N> expandUNet(const DiffusionOf<N>& model, const UNetOf<N>& unet, N passes)
{
    return Builder(model, unet, passes).build();
}

template StageOf<double> expandUNet(const DiffusionOf<double>& model, const UNetOf<double>& unet, double passes);
template StageOf<Traced> expandUNet(const DiffusionOf<Traced>& model, const UNetOf<Traced>& unet, Traced passes);

} // namespace ridge

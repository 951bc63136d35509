// Swin: attention inside windows of the map, windows shifted in every second layer, neighbours merged between stages.

#include "core/models/inputs.h"
#include "core/models/language/transformer_blocks.h"
#include "core/models/vision/vision_stages.h"

namespace ridge {
namespace {

template <class N> class SwinBuilder {
public:
    SwinBuilder(const SwinOf<N>& swin, N images) : m_swin(swin), m_b("encoder", images) {}

    StageOf<N> build()
    {
        const SwinOf<N>& s = m_swin;
        const TensorId image = m_b.map(s.channels, s.image, s.image, TensorRole::Input);
        TensorId x = m_b.map(s.width, s.side(), s.side());
        OperatorOf<N>& op = m_b.add("embed.patches", OperatorKind::Convolution, {image}, x);
        op.sizes.kh = op.sizes.kw = s.patch;
        op.sizes.bias = s.width;
        m_b.stage().tokens = m_b.batch() * s.side() * s.side();
        x = m_b.norm("embed.norm", x, NormKind::Layer);
        for (int stage = 0; stage < Swin::stages; ++stage) {
            x = layers(stage == 0 ? x : merge(stage, x), stage);
        }
        x = m_b.norm("final_norm", x, NormKind::Layer);
        if (s.classes > 0) {
            x = m_b.linear("head", m_b.globalPool("pool", x), s.classes, true);
        }
        m_b.output(x);
        return m_b.take();
    }

private:
    static std::string nameOf(int stage) { return "stage" + std::to_string(stage + 1) + "."; }

    /// Where one window covers the map there is nothing to shift.
    TensorId layers(TensorId x, int stage)
    {
        const bool shifts = m_b.shapeOf(x).h > m_swin.window;
        const N shifted = shifts ? wholePart(m_swin.depth(stage) / 2) : 0;
        x = layer(x, stage, m_swin.depth(stage) - shifted, false);
        return layer(x, stage, shifted, true);
    }

    TensorId layer(TensorId x, int stage, N count, bool shifted)
    {
        if (count < 1) {
            return x;
        }
        m_b.beginBlock(nameOf(stage) + (shifted ? "shifted." : ""), count);
        TransformerOf<N> stack;
        stack.width = m_b.shapeOf(x).c;
        stack.gated = false;
        stack.biases = BiasKind::All;
        stack.ffnWidth = stack.width * m_swin.ffnRatio;
        const TensorId y = windowAttention(m_b.norm("attn.norm", x, NormKind::Layer), m_swin.heads(stage), shifted);
        x = m_b.sum("attn.add", y, x);
        const TensorId z = feedForward(m_b, stack, "mlp", m_b.norm("mlp.norm", x, NormKind::Layer), stack.ffnWidth);
        x = m_b.sum("mlp.add", z, x);
        m_b.endBlock();
        return x;
    }

    /// A copy in another order: the map cut into windows (padded to whole ones), or put together again.
    TensorId rearranged(const char* name, TensorId in, N height, N width)
    {
        const TensorId out = m_b.map(m_b.shapeOf(in).c, height, width);
        m_b.add(name, OperatorKind::Reshape, {in}, out);
        return out;
    }

    TensorId windowAttention(TensorId x, N heads, bool shifted)
    {
        const TensorOf<N> map = m_b.shapeOf(x);
        const N window = smaller(m_swin.window, map.h);
        const N padded = roundedUp(map.h / window) * window;
        const TensorId cut = rearranged(shifted ? "attn.shift_windows" : "attn.windows", x, padded, padded);
        const std::string outer = m_b.prefix();
        m_b.setPrefix(outer + "attn.");
        Attention<N> a;
        a.query = m_b.linear({"q", Role::Query}, cut, map.c, true);
        a.keys = m_b.linear({"k", Role::Key}, cut, map.c, true);
        a.values = m_b.linear({"v", Role::Value}, cut, map.c, true);
        a.heads = heads;
        a.keySize = a.valueSize = map.c / heads;
        a.context = window * window;
        const std::size_t first = m_b.stage().operators.size();
        const TensorId mixed = softmaxAttention(m_b, a);
        // The bias of every distance in a window is added to the scores; where windows are shifted, the mask as well.
        OperatorOf<N>& scores = m_b.stage().operators[first];
        scores.weightParameters = (2 * window - 1) * (2 * window - 1) * heads;
        m_b.stage().operators[first + 1].sizes.perElement += shifted ? 2 : 1;
        const TensorId out = m_b.linear({"out", Role::AttentionOut}, mixed, map.c, true);
        m_b.setPrefix(outer);
        return rearranged(shifted ? "attn.shift_back" : "attn.map", out, map.h, map.w);
    }

    /// Four neighbours become one position of twice the channels.
    TensorId merge(int stage, TensorId x)
    {
        const TensorOf<N> map = m_b.shapeOf(x);
        m_b.setPrefix(nameOf(stage) + "merge.");
        const TensorId four = m_b.map(4 * map.c, roundedUp(map.h / 2), roundedUp(map.w / 2));
        m_b.add("gather", OperatorKind::Reshape, {x}, four);
        x = m_b.linear("reduce", m_b.norm("norm", four, NormKind::Layer), 2 * map.c, false);
        m_b.setPrefix("");
        return x;
    }

    const SwinOf<N>& m_swin;
    StageBuilder<N> m_b;
};

} // namespace

template <class N> void expandVision(const Inputs<N>& inputs, const SwinOf<N>& swin, ProgramOf<N>& program)
{
    program.stages.push_back(SwinBuilder(swin, inputs.workload.batch).build());
    program.architecture.imageTokens = power(swin.side(), N(2));
}

template void expandVision(const Inputs<double>&, const SwinOf<double>&, ProgramOf<double>&);
template void expandVision(const Inputs<Traced>&, const SwinOf<Traced>&, ProgramOf<Traced>&);

} // namespace ridge

#include "core/models/vision/vision_stages.h"
#include "core/models/inputs.h"

#include "core/formulas/formulas.h"
#include "core/models/language/transformer_blocks.h"

namespace ridge {
namespace {

/// All weights of a stage, biases included.
template <class N> N weightsOf(const StageOf<N>& stage)
{
    N total = 0;
    for (const OperatorOf<N>& op : stage.operators) {
        total +=
            op.count * (formula::weights(op.kind, op.sizes, op.weightParameters) + op.sizes.bias * op.sizes.copies);
    }
    return total;
}

template <class N> class VisionStage {
public:
    VisionStage(const VisionTransformerOf<N>& vision, const char* name, N images)
        : m_v(vision), m_stack(vision), m_b(name, images)
    {
        m_stack.kvHeads = m_stack.heads; // every head has its own keys and values
        m_b.stage().tokens = images * m_v.tokens();
    }

    /// Image to tokens, before the last norm. Where each patch is wanted, `merged` of them are 0.
    TensorId tokens(const N& merged)
    {
        const VisionTransformerOf<N>& v = m_v;
        TensorId x = patches();
        if (v.classTokens > 0) {
            const TensorId longer = m_b.sequence(v.width, v.tokens());
            m_b.add("embed.class", OperatorKind::Concat, {x}, longer).weightParameters = v.classTokens * v.width;
            x = longer;
        }
        if (v.positions == VisionPositions::Learned) {
            x = m_b.addPositions("embed.positions", x, v.tokens());
        }
        if (v.preNorm) {
            x = m_b.norm("first_norm", x, v.norm);
        }
        const N run = v.layers - skipped();
        if (run < 1) {
            return x;
        }
        if (merged > 0) {
            x = mergingLayers(x, static_cast<int>(valueOf(run)), merged);
        } else {
            m_b.beginBlock("layers.", run);
            x = layer(x);
        }
        m_b.endBlock();
        return x;
    }

    StageOf<N> features()
    {
        TensorId x = tokens(N(0));
        const N norm = (m_v.norm == NormKind::Rms ? 1 : 2) * m_v.width;
        if (skipped() == 0) {
            x = lastNorm(x);
        }
        if (m_v.classTokens > 0) {
            x = m_b.reshape("features", x, m_v.width, 1, m_v.patches());
        }
        m_b.output(x);
        addUnusedWeights(skipped() == 0 || !m_v.finalNorm ? N(0) : norm); // the last norm belongs behind the last layer
        return m_b.take();
    }

    StageOf<N> whole()
    {
        head(lastNorm(tokens(m_v.head == VisionHead::None ? N(0) : m_v.mergedTokens)));
        addUnusedWeights(0);
        return m_b.take();
    }

private:
    TensorId lastNorm(TensorId x) { return m_v.finalNorm ? m_b.norm("final_norm", x, m_v.norm) : x; }

    N skipped() const { return smaller(m_v.skippedLayers, m_v.layers); }

    TensorId patches()
    {
        const VisionTransformerOf<N>& v = m_v;
        const TensorId image = m_b.map(v.channels, v.image, v.image, TensorRole::Input);
        const TensorId grid = m_b.map(v.width, v.side(), v.side());
        OperatorOf<N>& op = m_b.add("embed.patches", OperatorKind::Convolution, {image}, grid);
        op.sizes.kh = op.sizes.kw = v.patch;
        op.sizes.bias = v.patchBias ? v.width : 0;
        return m_b.reshape("embed.flatten", grid, v.width, 1, v.patches());
    }

    /// No two are alike: each has fewer tokens than the one before, N_l = N − r·l.
    TensorId mergingLayers(TensorId x, int layers, const N& merged)
    {
        for (int i = 0; i < layers; ++i) {
            m_b.beginBlock("layers." + std::to_string(i) + ".", N(1));
            x = layer(x, merged);
        }
        return x;
    }

    /// Two sets of patches of which one is merged into the other: half of them at most. What finds the pairs is not
    /// counted. Source: Bolya et al. 2023 (arXiv:2210.09461), section 3.
    TensorId merge(TensorId x, const N& merged)
    {
        const TensorOf<N>& all = m_b.shapeOf(x);
        const N patches = all.h * all.w - m_v.classTokens;
        const TensorId fewer =
            m_b.sequence(m_v.width, m_v.classTokens + patches - smaller(merged, wholePart(patches / 2)));
        m_b.add("merge", OperatorKind::Elementwise, {x}, fewer).sizes.perElement = 1;
        return fewer;
    }

    TensorId layer(TensorId x, const N& merged = N(0))
    {
        const AttentionPattern<N> pattern{.linear = m_v.linearAttention,
                                          .rotary = m_v.positions == VisionPositions::Rotary};
        TensorId y = selfAttention(m_b, m_stack, m_b.norm("attn.norm", x, m_v.norm), pattern);
        x = m_b.sum("attn.add", scaled("attn.scale", y), x);
        x = merged > 0 ? merge(x, merged) : x;
        y = feedForward(m_b, m_stack, "mlp", m_b.norm("mlp.norm", x, m_v.norm), m_v.ffnWidth);
        return m_b.sum("mlp.add", scaled("mlp.scale", y), x);
    }

    TensorId scaled(const char* name, TensorId x)
    {
        if (m_v.layerScale) {
            x = m_b.elementwise(name, {x}, 1);
            m_b.last().weightParameters = m_v.width;
        }
        return x;
    }

    void head(TensorId x)
    {
        switch (m_v.head) {
        case VisionHead::None:
            return m_b.output(x);
        case VisionHead::Classes:
            return linearHead("head", m_v.classTokens > 0 ? x : m_b.globalPool("pool", x), true);
        case VisionHead::Distilled:
            linearHead("head", x, true);
            return linearHead("head_distilled", x, true);
        case VisionHead::Projection:
            return linearHead("projection", m_v.classTokens > 0 ? x : m_b.globalPool("pool", x), false);
        case VisionHead::AttentionPool:
            return attentionPool(x);
        }
    }

    /// Of one token: the others are not read.
    void linearHead(const char* name, TensorId x, bool bias)
    {
        const TensorId out = m_b.sequence(m_v.outputs, 1, TensorRole::Output);
        OperatorOf<N>& op = m_b.linearInto(name, x, m_v.outputs, bias, out);
        op.sizes.hi = op.sizes.wi = 1; // one token alone
        op.readOfFirst = m_b.batch() * m_v.width;
    }

    /// Source: Zhai et al. 2023 (arXiv:2303.15343), the multi-head attention pooling of big_vision.
    void attentionPool(TensorId x)
    {
        m_b.setPrefix("pool.");
        const TensorId probe = m_b.sequence(m_v.width, 1);
        m_b.add("probe", OperatorKind::Reshape, {}, probe).weightParameters = m_v.width;
        const TensorId pooled = crossAttention(m_b, m_stack, probe, x);
        const TensorId y = m_b.norm("mlp.norm", pooled, m_v.norm);
        m_b.output(m_b.sum("mlp.add", feedForward(m_b, m_stack, "mlp", y, m_v.ffnWidth), pooled));
        m_b.setPrefix("");
    }

    void addUnusedWeights(N more)
    {
        N unused = more + (m_v.maskToken ? m_v.width : 0);
        if (skipped() > 0) {
            VisionStage one(m_v, "", 1);
            one.layer(one.m_b.sequence(m_v.width, 1));
            unused += skipped() * weightsOf(one.m_b.stage());
        }
        if (unused > 0) {
            addUnused(m_b, "unused", unused);
        }
    }

    const VisionTransformerOf<N>& m_v;
    TransformerOf<N> m_stack;
    StageBuilder<N> m_b;
};

} // namespace

template <class N> void addUnused(StageBuilder<N>& b, std::string_view name, N elements)
{
    OperatorOf<N>& op = b.add(name, OperatorKind::Elementwise, {}, -1);
    op.weightParameters = elements;
    op.sizes.touched = 0; // none is read
    op.inPlace = true;    // nothing is started
}

template <class N> StageOf<N> encodeImages(const VisionTransformerOf<N>& vision, N images)
{
    return VisionStage(vision, "vision encoder", images).features();
}

template <class N>
void expandVision(const Inputs<N>& inputs, const VisionTransformerOf<N>& vision, ProgramOf<N>& program)
{
    program.stages.push_back(VisionStage(vision, "encoder", inputs.workload.batch).whole());
    program.architecture.imageTokens = vision.tokens();
}

template void expandVision(const Inputs<double>&, const VisionTransformerOf<double>&, ProgramOf<double>&);
template void expandVision(const Inputs<Traced>&, const VisionTransformerOf<Traced>&, ProgramOf<Traced>&);

template StageOf<double> encodeImages(const VisionTransformerOf<double>& vision, double images);
template StageOf<Traced> encodeImages(const VisionTransformerOf<Traced>& vision, Traced images);
template void addUnused(StageBuilder<double>& b, std::string_view name, double elements);
template void addUnused(StageBuilder<Traced>& b, std::string_view name, Traced elements);

} // namespace ridge

#include "core/models/layers/layer_operators.h"

#include "core/program/elementwise.h"

namespace ridge {
namespace {

template <class N> class AttentionWriter {
public:
    AttentionWriter(StageOf<N>& stage, const OperatorOf<N>& like, const MapAttention<N>& attention)
        : m_stage(stage), m_like(like), m_a(attention)
    {
    }

    void softmax()
    {
        const TensorId scores = tensor(m_a.batch, m_a.heads, m_a.positions, m_a.positions);
        const TensorId weights = tensor(m_a.batch, m_a.heads, m_a.positions, m_a.positions);
        OperatorOf<N>& product = add(".scores", OperatorKind::AttentionScores, {m_a.stacked}, scores);
        attend(product, m_a.positions);
        product.readOfFirst = 2 * third();
        OperatorOf<N>& normalise = add(".softmax", OperatorKind::Softmax, {scores}, weights);
        normalise.sizes.n = m_a.batch;
        normalise.sizes.ci = normalise.sizes.co = m_a.heads;
        normalise.sizes.hi = normalise.sizes.ho = normalise.sizes.wi = normalise.sizes.wo = m_a.positions;
        normalise.sizes.perElement = opsPerElement("softmax");
        OperatorOf<N>& values = add(".values", OperatorKind::AttentionValues, {m_a.stacked, weights}, m_a.mixed);
        attend(values, m_a.positions);
        values.readOfFirst = third();
    }

    void linear()
    {
        const N all = m_a.heads * m_a.headSize;
        const TensorId positive = tensor(m_a.batch, 3 * all, 1, m_a.positions);
        const TensorId state = tensor(m_a.batch, all, 1, m_a.headSize + 1);
        const TensorId sums = tensor(m_a.batch, m_a.heads * (m_a.headSize + 1), 1, m_a.positions);
        elementwise(".relu", m_a.stacked, positive, 3 * all, 2.0 / 3 * opsPerElement("relu")); // not of the values
        OperatorOf<N>& keys = add(".keys_values", OperatorKind::LinearAttention, {positive}, state);
        attend(keys, m_a.headSize + 1);
        keys.readOfFirst = 2 * third();
        OperatorOf<N>& queries = add(".queries", OperatorKind::LinearAttention, {positive, state}, sums);
        attend(queries, m_a.headSize + 1);
        queries.readOfFirst = third();
        elementwise(".divide", sums, m_a.mixed, all, 1);
    }

private:
    /// Queries, keys or values alone.
    N third() const { return m_a.batch * m_a.heads * m_a.headSize * m_a.positions; }

    TensorId tensor(N n, N c, N h, N w)
    {
        TensorOf<N>& made = m_stage.tensors.emplace_back();
        made.n = n, made.c = c, made.h = h, made.w = w;
        return static_cast<TensorId>(m_stage.tensors.size() - 1);
    }

    OperatorOf<N>& add(const char* part, OperatorKind kind, std::initializer_list<TensorId> inputs, TensorId output)
    {
        OperatorOf<N>& op = m_stage.operators.emplace_back(m_like);
        op.name += part;
        op.kind = kind;
        op.firstInput = static_cast<std::uint32_t>(m_stage.uses.size());
        op.inputCount = static_cast<std::uint32_t>(inputs.size());
        m_stage.uses.insert(m_stage.uses.end(), inputs.begin(), inputs.end());
        op.output = output;
        return op;
    }

    void attend(OperatorOf<N>& op, N context) const
    {
        op.sizes.n = m_a.batch;
        op.sizes.heads = op.sizes.kvHeads = m_a.heads;
        op.sizes.ci = op.sizes.headSize = m_a.headSize;
        op.sizes.queries = m_a.positions;
        op.sizes.context = context;
        op.sizes.cached = 0; // keys and values come from the map
    }

    void elementwise(const char* part, TensorId input, TensorId output, N channels, double perElement)
    {
        OperatorOf<N>& op = add(part, OperatorKind::Elementwise, {input}, output);
        op.sizes.n = m_a.batch;
        op.sizes.ci = op.sizes.co = channels;
        op.sizes.wi = op.sizes.wo = m_a.positions;
        op.sizes.perElement = perElement;
    }

    StageOf<N>& m_stage;
    const OperatorOf<N>& m_like;
    const MapAttention<N>& m_a;
};

} // namespace

template <class N> void appendAttention(StageOf<N>& stage, const OperatorOf<N>& like, const MapAttention<N>& attention)
{
    AttentionWriter<N> writer(stage, like, attention);
    if (attention.linear) {
        writer.linear();
    } else {
        writer.softmax();
    }
}

template void appendAttention(Stage&, const Operator&, const MapAttention<double>&);
template void appendAttention(StageOf<Traced>&, const OperatorOf<Traced>&, const MapAttention<Traced>&);

OperatorKind operatorKindOf(LayerKind kind)
{
    switch (kind) {
    case LayerKind::Conv:
    case LayerKind::DepthwiseConv:
        return OperatorKind::Convolution;
    case LayerKind::TransposedConv:
        return OperatorKind::TransposedConvolution;
    case LayerKind::Linear:
        return OperatorKind::Linear;
    case LayerKind::Norm:
        return OperatorKind::Normalisation;
    case LayerKind::Activation:
    case LayerKind::Scale:
        return OperatorKind::Elementwise;
    case LayerKind::Add:
        return OperatorKind::Add;
    case LayerKind::Concat:
        return OperatorKind::Concat;
    case LayerKind::MaxPool:
    case LayerKind::AveragePool:
    case LayerKind::GlobalPool:
    case LayerKind::FramePool:
        return OperatorKind::Pool;
    case LayerKind::Upsample:
        return OperatorKind::Upsample;
    case LayerKind::Flatten:
    case LayerKind::ChannelShuffle:
    case LayerKind::Slice:
        return OperatorKind::Reshape;
    case LayerKind::TemporalShift:
        return OperatorKind::Shift;
    case LayerKind::Softmax:
        return OperatorKind::Softmax;
    case LayerKind::Attention:
        return OperatorKind::AttentionScores;
    case LayerKind::LinearAttention:
        return OperatorKind::LinearAttention;
    }
    return OperatorKind::Unknown;
}

std::string_view functionOf(const Layer& layer)
{
    switch (layer.kind) {
    case LayerKind::Norm:
        return layer.function.empty() ? "batch" : std::string_view(layer.function);
    case LayerKind::Activation:
        return layer.function.empty() ? "relu" : std::string_view(layer.function);
    case LayerKind::Add:
        return "add";
    case LayerKind::Scale:
        return "multiply";
    case LayerKind::Softmax:
        return "softmax";
    default:
        return {};
    }
}

} // namespace ridge

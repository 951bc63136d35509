#include "core/models/language/encoder_layers.h"

namespace ridge {
namespace {

template <class N> bool hasBias(const TransformerOf<N>& t) { return t.biases != BiasKind::None; }

} // namespace

template <class N>
void cacheKeysValues(StageBuilder<N>& b, const TransformerOf<N>& t, const LayerStyle<N>& style, TensorId from,
                     const N& ahead)
{
    const N kv = t.kvHeads * t.headSize;
    OperatorOf<N>& op = b.linearInto({"kv", Role::KeyValue}, from, 2 * kv, hasBias(t), -1);
    if (!style.keyBias && hasBias(t)) {
        op.sizes.bias = kv; // of the values alone
    }
    const TensorOf<N>& positions = b.shapeOf(from);
    op.kvWritten = b.batch() * positions.w * 2 * kv;
    op.kvKept = b.batch() * (positions.w + ahead) * 2 * kv;
}

template <class N>
TensorId styledAttention(StageBuilder<N>& b, const TransformerOf<N>& t, const LayerStyle<N>& style, TensorId x,
                         const AttentionSource<N>& source)
{
    const std::string outer = b.prefix();
    b.setPrefix(outer + source.name + ".");
    const N kv = t.kvHeads * t.headSize;
    Attention<N> a;
    if (source.cached > 0) {
        if (source.keysFrom >= 0) {
            cacheKeysValues(b, t, style, source.keysFrom, source.ahead);
        }
        a.cached = source.cached;
        a.keyRead = a.valueRead = t.headSize;
    } else {
        a.keys = b.linear({"k", Role::Key}, source.keysFrom, kv, hasBias(t) && style.keyBias);
        a.values = b.linear({"v", Role::Value}, source.keysFrom, kv, hasBias(t));
    }
    a.query = b.linear({"q", Role::Query}, x, t.heads * t.headSize, hasBias(t));
    a.heads = t.heads;
    a.kvHeads = t.kvHeads;
    a.keySize = a.valueSize = t.headSize;
    a.context = source.context;
    const TensorId mixed = source.linear ? linearAttention(b, a) : softmaxAttention(b, a);
    if (source.relative && !source.linear) {
        b.stage().operators[b.stage().operators.size() - 2].sizes.perElement += 1; // the bias, before the softmax
    }
    const TensorId out = b.linear({"out", Role::AttentionOut}, mixed, t.width, t.biases == BiasKind::All);
    b.setPrefix(outer);
    return out;
}

template <class N>
TensorId styledFeedForward(StageBuilder<N>& b, const TransformerOf<N>& t, const LayerStyle<N>& style, TensorId x)
{
    const TensorId mixed = feedForward(b, t, "mlp", x, t.ffnWidth);
    OperatorOf<N>& active = b.stage().operators[b.stage().operators.size() - 2];
    active.sizes.perElement = style.activation + (t.gated ? 1 : 0); // the product with the gate
    return mixed;
}

template <class N>
TensorId styledEncoder(StageBuilder<N>& b, const TransformerOf<N>& t, const LayerStyle<N>& style, TensorId x)
{
    b.beginBlock("layers.", t.layers);
    x = subLayer(b, t, style, "attn", x, [&](TensorId in) {
        const N context = style.context > 0 ? style.context : b.shapeOf(in).w;
        return styledAttention(b, t, style, in, {"attn", context, 0, in, style.relative, 0, style.linear});
    });
    x = subLayer(b, t, style, "mlp", x, [&](TensorId in) { return styledFeedForward(b, t, style, in); });
    b.endBlock();
    return style.normPlace == NormPlace::Before ? b.norm("final_norm", x, t.norm) : x;
}

template <class N> void relativePositions(StageBuilder<N>& b, const TransformerOf<N>& t, N buckets)
{
    if (buckets <= 0) {
        return;
    }
    OperatorOf<N>& op = b.add({"relative_positions", Role::Embedding}, OperatorKind::Embedding, {}, -1);
    op.sizes.n = 1;
    op.sizes.ci = op.sizes.wo = buckets;
    op.sizes.co = t.heads;
}

template TensorId styledAttention(StageBuilder<double>& b, const TransformerOf<double>& t,
                                  const LayerStyle<double>& style, TensorId x, const AttentionSource<double>& source);
template TensorId styledAttention(StageBuilder<Traced>& b, const TransformerOf<Traced>& t,
                                  const LayerStyle<Traced>& style, TensorId x, const AttentionSource<Traced>& source);
template TensorId styledFeedForward(StageBuilder<double>& b, const TransformerOf<double>& t,
                                    const LayerStyle<double>& style, TensorId x);
template TensorId styledFeedForward(StageBuilder<Traced>& b, const TransformerOf<Traced>& t,
                                    const LayerStyle<Traced>& style, TensorId x);
template void cacheKeysValues(StageBuilder<double>& b, const TransformerOf<double>& t, const LayerStyle<double>& style,
                              TensorId from, const double& ahead);
template void cacheKeysValues(StageBuilder<Traced>& b, const TransformerOf<Traced>& t, const LayerStyle<Traced>& style,
                              TensorId from, const Traced& ahead);
template TensorId styledEncoder(StageBuilder<double>& b, const TransformerOf<double>& t,
                                const LayerStyle<double>& style, TensorId x);
template TensorId styledEncoder(StageBuilder<Traced>& b, const TransformerOf<Traced>& t,
                                const LayerStyle<Traced>& style, TensorId x);
template void relativePositions(StageBuilder<double>& b, const TransformerOf<double>& t, double buckets);
template void relativePositions(StageBuilder<Traced>& b, const TransformerOf<Traced>& t, Traced buckets);

} // namespace ridge

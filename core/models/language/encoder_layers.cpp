#include "core/models/language/encoder_layers.h"

namespace ridge {
namespace {

bool hasBias(const Transformer& t) { return t.biases != BiasKind::None; }

} // namespace

void cacheKeysValues(StageBuilder& b, const Transformer& t, const LayerStyle& style, TensorId from)
{
    const double kv = t.kvHeads * t.headSize;
    Operator& op = b.linearInto("kv", from, 2 * kv, hasBias(t), -1);
    if (!style.keyBias && hasBias(t)) {
        op.sizes.bias = kv; // of the values alone
    }
    const Tensor& positions = b.shapeOf(from);
    op.kvWritten = op.kvKept = b.batch() * positions.w * 2 * kv;
}

TensorId styledAttention(StageBuilder& b, const Transformer& t, const LayerStyle& style, TensorId x,
                         const AttentionSource& source)
{
    const std::string outer = b.prefix();
    b.setPrefix(outer + source.name + ".");
    const double kv = t.kvHeads * t.headSize;
    Attention a;
    if (source.cached > 0) {
        if (source.keysFrom >= 0) {
            cacheKeysValues(b, t, style, source.keysFrom);
        }
        a.cached = source.cached;
        a.kvHeads = t.kvHeads;
        a.keyRead = a.valueRead = t.headSize;
    } else {
        a.keys = b.linear("k", source.keysFrom, kv, hasBias(t) && style.keyBias);
        a.values = b.linear("v", source.keysFrom, kv, hasBias(t));
    }
    a.query = b.linear("q", x, t.heads * t.headSize, hasBias(t));
    a.heads = t.heads;
    a.keySize = a.valueSize = t.headSize;
    a.context = source.context;
    const TensorId mixed = softmaxAttention(b, a);
    if (source.relative) {
        b.stage().operators[b.stage().operators.size() - 2].sizes.perElement += 1; // the bias, before the softmax
    }
    const TensorId out = b.linear("out", mixed, t.width, t.biases == BiasKind::All);
    b.setPrefix(outer);
    return out;
}

TensorId styledFeedForward(StageBuilder& b, const Transformer& t, const LayerStyle& style, TensorId x)
{
    const TensorId mixed = feedForward(b, t, "mlp", x, t.ffnWidth);
    Operator& active = b.stage().operators[b.stage().operators.size() - 2];
    active.sizes.perElement = style.activation + (t.gated ? 1 : 0); // the product with the gate
    return mixed;
}

TensorId styledEncoder(StageBuilder& b, const Transformer& t, const LayerStyle& style, TensorId x)
{
    b.beginBlock("layers.", t.layers);
    x = subLayer(b, t, style, "attn", x, [&](TensorId in) {
        return styledAttention(b, t, style, in, {"attn", b.shapeOf(in).w, 0, in, style.relative});
    });
    x = subLayer(b, t, style, "mlp", x, [&](TensorId in) { return styledFeedForward(b, t, style, in); });
    b.endBlock();
    return style.normPlace == NormPlace::Before ? b.norm("final_norm", x, t.norm) : x;
}

void relativePositions(StageBuilder& b, const Transformer& t, double buckets)
{
    if (buckets <= 0) {
        return;
    }
    Operator& op = b.add("relative_positions", OperatorKind::Embedding, {}, -1);
    op.sizes.n = 1;
    op.sizes.ci = op.sizes.wo = buckets;
    op.sizes.co = t.heads;
    op.isEmbedding = true;
}

} // namespace ridge

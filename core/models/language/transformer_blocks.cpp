#include "core/models/language/transformer_blocks.h"

namespace ridge {
namespace {

void fillAttention(Operator& op, const Attention& a, double queries, double size, double read)
{
    Sizes<>& s = op.sizes;
    s.heads = a.heads;
    s.kvHeads = a.kvHeads;
    s.headSize = size;
    s.queries = queries;
    s.context = a.context;
    s.cached = a.cached;
    s.ci = read;
    s.co = s.hi = s.wi = s.ho = s.wo = 1; // the symbols of a map are not an attention's
}

bool hasBias(const Transformer& t) { return hasQkvBias(t.biases); }

} // namespace

TensorId softmaxAttention(StageBuilder& b, const Attention& a)
{
    const Tensor query = b.shapeOf(a.query);
    const double queries = query.h * query.w;
    const TensorId scores = b.map(a.heads, queries, a.context);
    fillAttention(b.add("scores", OperatorKind::AttentionScores, {a.query, a.keys}, scores), a, queries, a.keySize,
                  a.keyRead);
    const TensorId weights = b.map(a.heads, queries, a.context);
    b.add("softmax", OperatorKind::Softmax, {scores}, weights).sizes.perElement = ops::softmax + a.scoreOps;
    const TensorId mixed = b.map(a.heads * a.valueSize, query.h, query.w);
    fillAttention(b.add("values", OperatorKind::AttentionValues, {weights, a.values}, mixed), a, queries, a.valueSize,
                  a.valueRead);
    return mixed;
}

TensorId linearAttention(StageBuilder& b, const Attention& a)
{
    const Tensor query = b.shapeOf(a.query);
    const Tensor keys = b.shapeOf(a.keys);
    Attention product = a; // every query, or key, meets the d_v columns of the state
    product.context = a.valueSize;
    const TensorId q = b.elementwise("kernel_q", {a.query}, ops::relu);
    const TensorId k = b.elementwise("kernel_k", {a.keys}, ops::relu);
    const TensorId state = b.map(a.heads, a.keySize, a.valueSize);
    fillAttention(b.add("keys_values", OperatorKind::LinearAttention, {k, a.values}, state), product, keys.h * keys.w,
                  a.keySize, 0);
    const TensorId mixed = b.map(a.heads * a.valueSize, query.h, query.w);
    fillAttention(b.add("queries_state", OperatorKind::LinearAttention, {q, state}, mixed), product, query.h * query.w,
                  a.keySize, 0);
    return b.elementwise("normalise", {mixed}, 1); // by the sum of the kernel's weights
}

TensorId selfAttention(StageBuilder& b, const Transformer& t, TensorId x, const AttentionPattern& pattern)
{
    const std::string outer = b.prefix();
    b.setPrefix(outer + "attn.");
    const double kv = t.kvHeads * t.headSize;
    Attention a;
    a.query = b.linear("q", x, t.heads * t.headSize, hasBias(t));
    a.keys = b.linear("k", x, kv, hasBias(t));
    a.values = b.linear("v", x, kv, hasBias(t));
    a.heads = t.heads;
    a.keySize = a.valueSize = t.headSize;
    const Tensor& positions = b.shapeOf(x);
    a.context = pattern.context > 0 ? pattern.context : positions.h * positions.w;
    const TensorId mixed = pattern.linear ? linearAttention(b, a) : softmaxAttention(b, a);
    const TensorId out = b.linear("out", mixed, t.width, hasOutputBias(t.biases));
    b.setPrefix(outer);
    return out;
}

TensorId crossAttention(StageBuilder& b, const Transformer& t, TensorId x, TensorId memory)
{
    const std::string outer = b.prefix();
    b.setPrefix(outer + "cross.");
    Attention a;
    a.keys = b.linear("k", memory, t.kvHeads * t.headSize, hasBias(t));
    a.values = b.linear("v", memory, t.kvHeads * t.headSize, hasBias(t));
    a.query = b.linear("q", x, t.heads * t.headSize, hasBias(t));
    a.heads = t.heads;
    a.keySize = a.valueSize = t.headSize;
    const Tensor& positions = b.shapeOf(memory);
    a.context = positions.h * positions.w;
    const TensorId out = b.linear("out", softmaxAttention(b, a), t.width, hasOutputBias(t.biases));
    b.setPrefix(outer);
    return out;
}

TensorId feedForward(StageBuilder& b, const Transformer& t, const std::string& name, TensorId x, double inner)
{
    const bool bias = hasFfnBias(t.biases);
    const TensorId wide = b.linear(name + (t.gated ? ".gate_up" : ".up"), x, t.gated ? 2 * inner : inner, bias);
    const TensorId active = b.like(x, inner);
    Operator& op = b.add(name + ".act", OperatorKind::Elementwise, {wide}, active);
    op.sizes.ci = inner; // the gate's half is multiplied into the other
    op.sizes.perElement = t.gated ? ops::gatedSilu : ops::gelu;
    return b.linear(name + ".down", active, t.width, bias);
}

TensorId encoderLayer(StageBuilder& b, const Transformer& t, TensorId x, const AttentionPattern& pattern)
{
    TensorId y = selfAttention(b, t, b.norm("attn.norm", x, t.norm), pattern);
    x = b.sum("attn.add", y, x);
    y = feedForward(b, t, "mlp", b.norm("mlp.norm", x, t.norm), t.ffnWidth);
    return b.sum("mlp.add", y, x);
}

TensorId encoderLayers(StageBuilder& b, const Transformer& t, TensorId x, const std::string& prefix,
                       const AttentionPattern& pattern)
{
    if (t.layers < 1) {
        return x;
    }
    b.beginBlock(prefix, t.layers);
    x = encoderLayer(b, t, x, pattern);
    b.endBlock();
    return x;
}

} // namespace ridge

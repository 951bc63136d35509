#include "core/models/language/transformer_blocks.h"

namespace ridge {
namespace {

template <class N> void fillAttention(OperatorOf<N>& op, const Attention<N>& a, N queries, N size, N read)
{
    Sizes<N>& s = op.sizes;
    s.heads = a.heads;
    s.kvHeads = a.kvHeads;
    s.headSize = size;
    s.queries = queries;
    s.context = a.context;
    s.cached = a.cached;
    s.ci = read;
    s.co = s.hi = s.wi = s.ho = s.wo = 1; // the symbols of a map are not an attention's
}

/// What keys and values, and queries and the state, are multiplied as. Every query, or key, meets the d_v columns.
template <class N> struct LinearProducts {
    explicit LinearProducts(const Attention<N>& a) : ofKeys(a), ofQueries(a)
    {
        ofKeys.context = ofQueries.context = a.valueSize;
        ofKeys.heads = a.kvHeads; // one state for the queries of a group
        ofQueries.cached = N(0);  // at hand: keys and values have just gone into it
    }
    Attention<N> ofKeys, ofQueries;
};

/// Queries and keys as the kernel maps them, so that their products are weights.
template <class N> struct KernelMaps {
    KernelMaps(StageBuilder<N>& b, const Attention<N>& a)
        : query(b.elementwise("kernel_q", {a.query}, ops::relu)), key(b.elementwise("kernel_k", {a.keys}, ops::relu))
    {
    }
    TensorId query, key;
};

template <class N> bool hasBias(const TransformerOf<N>& t) { return hasQkvBias(t.biases); }

} // namespace

template <class N> TensorId softmaxAttention(StageBuilder<N>& b, const Attention<N>& a)
{
    const TensorOf<N> query = b.shapeOf(a.query);
    const N queries = query.h * query.w;
    const TensorId scores = b.map(a.heads, queries, a.context);
    fillAttention(b.add("scores", OperatorKind::AttentionScores, {a.query, a.keys}, scores), a, queries, a.keySize,
                  a.keyRead);
    const TensorId weights = b.map(a.heads, queries, a.context);
    b.add({"softmax", Role::AttentionMix}, OperatorKind::Softmax, {scores}, weights).sizes.perElement =
        ops::softmax + a.scoreOps;
    const TensorId mixed = b.map(a.heads * a.valueSize, query.h, query.w);
    fillAttention(b.add("values", OperatorKind::AttentionValues, {weights, a.values}, mixed), a, queries, a.valueSize,
                  a.valueRead);
    return mixed;
}

template <class N> TensorId linearAttention(StageBuilder<N>& b, const Attention<N>& a)
{
    const TensorOf<N> query = b.shapeOf(a.query);
    const TensorOf<N> keys = b.shapeOf(a.keys);
    const LinearProducts<N> products(a);
    const KernelMaps<N> maps(b, a);
    const TensorId state = b.map(a.kvHeads, a.keySize, a.valueSize);
    fillAttention(b.add("keys_values", OperatorKind::LinearAttention, {maps.key, a.values}, state), products.ofKeys,
                  keys.h * keys.w, a.keySize, N(0));
    const TensorId mixed = b.map(a.heads * a.valueSize, query.h, query.w);
    fillAttention(b.add("queries_state", OperatorKind::LinearAttention, {maps.query, state}, mixed), products.ofQueries,
                  query.h * query.w, a.keySize, N(0));
    return b.elementwise("normalise", {mixed}, 1); // by the sum of the kernel's weights
}

template <class N>
TensorId recurrentAttention(StageBuilder<N>& b, const Attention<N>& a, const N& written, const N& kept)
{
    const TensorOf<N> query = b.shapeOf(a.query);
    const N positions = query.h * query.w;
    const LinearProducts<N> products(a);
    const KernelMaps<N> maps(b, a);
    OperatorOf<N>& update = b.add("keys_values", OperatorKind::LinearAttention, {maps.key, a.values}, -1);
    fillAttention(update, products.ofKeys, positions, a.keySize, a.keyRead);
    update.kvWritten = written;
    update.kvKept = kept;
    const TensorId mixed = b.map(a.heads * a.valueSize, query.h, query.w);
    fillAttention(b.add("queries_state", OperatorKind::LinearAttention, {maps.query}, mixed), products.ofQueries,
                  positions, a.keySize, N(0));
    return b.elementwise("normalise", {mixed}, 1);
}

template <class N>
TensorId selfAttention(StageBuilder<N>& b, const TransformerOf<N>& t, TensorId x, const AttentionPattern<N>& pattern)
{
    const std::string outer = b.prefix();
    b.setPrefix(outer + "attn.");
    const N kv = t.kvHeads * t.headSize;
    Attention<N> a;
    a.query = b.linear({"q", Role::Query}, x, t.heads * t.headSize, hasBias(t));
    a.keys = b.linear({"k", Role::Key}, x, kv, hasBias(t));
    a.values = b.linear({"v", Role::Value}, x, kv, hasBias(t));
    if (pattern.rotary) {
        a.query = b.elementwise("rope_q", {a.query}, ops::rotary);
        b.last().keepsNothing = true;
        a.keys = b.elementwise("rope_k", {a.keys}, ops::rotary);
        b.last().keepsNothing = true;
    }
    a.heads = t.heads;
    a.kvHeads = t.kvHeads;
    a.keySize = a.valueSize = t.headSize;
    const TensorOf<N>& positions = b.shapeOf(x);
    a.context = pattern.context > 0 ? pattern.context : positions.h * positions.w;
    const TensorId mixed = pattern.linear ? linearAttention(b, a) : softmaxAttention(b, a);
    const TensorId out = b.linear({"out", Role::AttentionOut}, mixed, t.width, hasOutputBias(t.biases));
    b.setPrefix(outer);
    return out;
}

template <class N> TensorId crossAttention(StageBuilder<N>& b, const TransformerOf<N>& t, TensorId x, TensorId memory)
{
    const std::string outer = b.prefix();
    b.setPrefix(outer + "cross.");
    Attention<N> a;
    a.keys = b.linear({"k", Role::Key}, memory, t.kvHeads * t.headSize, hasBias(t));
    a.values = b.linear({"v", Role::Value}, memory, t.kvHeads * t.headSize, hasBias(t));
    a.query = b.linear({"q", Role::Query}, x, t.heads * t.headSize, hasBias(t));
    a.heads = t.heads;
    a.keySize = a.valueSize = t.headSize;
    const TensorOf<N>& positions = b.shapeOf(memory);
    a.context = positions.h * positions.w;
    const TensorId out =
        b.linear({"out", Role::AttentionOut}, softmaxAttention(b, a), t.width, hasOutputBias(t.biases));
    b.setPrefix(outer);
    return out;
}

template <class N>
TensorId feedForward(StageBuilder<N>& b, const TransformerOf<N>& t, const std::string& name, TensorId x, N inner,
                     bool hasNorm)
{
    const bool bias = hasFfnBias(t.biases);
    const TensorId wide = b.linear({name + (t.gated ? ".gate_up" : ".up"), t.gated ? Role::MlpGateUp : Role::MlpUp}, x,
                                   t.gated ? 2 * inner : inner, bias);
    TensorId active = b.like(x, inner);
    OperatorOf<N>& op = b.add(name + ".act", OperatorKind::Elementwise, {wide}, active);
    op.sizes.ci = inner; // the gate's half is multiplied into the other
    op.sizes.perElement = t.gated ? ops::gatedSilu : ops::gelu;
    active = hasNorm ? b.norm(name + ".norm", active, t.norm) : active;
    return b.linear({name + ".down", Role::MlpDown}, active, t.width, bias);
}

template <class N>
TensorId encoderLayer(StageBuilder<N>& b, const TransformerOf<N>& t, TensorId x, const AttentionPattern<N>& pattern)
{
    TensorId y = selfAttention(b, t, b.norm("attn.norm", x, t.norm), pattern);
    x = b.sum("attn.add", y, x);
    y = feedForward(b, t, "mlp", b.norm("mlp.norm", x, t.norm), t.ffnWidth);
    return b.sum("mlp.add", y, x);
}

template <class N>
TensorId encoderLayers(StageBuilder<N>& b, const TransformerOf<N>& t, TensorId x, const std::string& prefix,
                       const AttentionPattern<N>& pattern)
{
    if (t.layers < 1) {
        return x;
    }
    b.beginBlock(prefix, t.layers);
    x = encoderLayer(b, t, x, pattern);
    b.endBlock();
    return x;
}

template TensorId softmaxAttention(StageBuilder<double>& b, const Attention<double>& a);
template TensorId softmaxAttention(StageBuilder<Traced>& b, const Attention<Traced>& a);
template TensorId linearAttention(StageBuilder<double>& b, const Attention<double>& a);
template TensorId linearAttention(StageBuilder<Traced>& b, const Attention<Traced>& a);
template TensorId recurrentAttention(StageBuilder<double>& b, const Attention<double>& a, const double& written,
                                     const double& kept);
template TensorId recurrentAttention(StageBuilder<Traced>& b, const Attention<Traced>& a, const Traced& written,
                                     const Traced& kept);
template TensorId crossAttention(StageBuilder<double>& b, const TransformerOf<double>& t, TensorId x, TensorId memory);
template TensorId crossAttention(StageBuilder<Traced>& b, const TransformerOf<Traced>& t, TensorId x, TensorId memory);
template TensorId feedForward(StageBuilder<double>& b, const TransformerOf<double>& t, const std::string& name,
                              TensorId x, double inner, bool hasNorm);
template TensorId feedForward(StageBuilder<Traced>& b, const TransformerOf<Traced>& t, const std::string& name,
                              TensorId x, Traced inner, bool hasNorm);

template TensorId selfAttention(StageBuilder<double>&, const TransformerOf<double>&, TensorId,
                                const AttentionPattern<double>&);
template TensorId encoderLayers(StageBuilder<double>&, const TransformerOf<double>&, TensorId, const std::string&,
                                const AttentionPattern<double>&);
template TensorId selfAttention(StageBuilder<Traced>&, const TransformerOf<Traced>&, TensorId,
                                const AttentionPattern<Traced>&);
template TensorId encoderLayers(StageBuilder<Traced>&, const TransformerOf<Traced>&, TensorId, const std::string&,
                                const AttentionPattern<Traced>&);

} // namespace ridge

#include "core/models/language/visual_input.h"

namespace ridge {
namespace {

template <class N> TensorId gated(StageBuilder<N>& b, const char* name, TensorId x)
{
    x = b.elementwise(name, {x}, 1);
    b.last().weightParameters = 1; // one learned number, whose tanh scales everything
    return x;
}

/// Scores and values over the cached keys and values of the images.
template <class N> TensorId lookAtImages(StageBuilder<N>& b, const VisualInput<N>& visual, TensorId query)
{
    const TransformerOf<N>& t = visual.cross;
    Attention<N> a;
    a.query = query;
    a.heads = a.kvHeads = t.heads;
    a.keySize = a.valueSize = a.keyRead = a.valueRead = t.headSize;
    a.context = visual.attended;
    a.cached = visual.arrive ? visual.tokens : visual.attended; // while generating, the latest image alone
    return softmaxAttention(b, a);
}

} // namespace

template <class N> TensorId joinVisual(StageBuilder<N>& b, const VisualInput<N>& visual, TensorId text)
{
    const TensorOf<N> shape = b.shapeOf(text);
    const TensorId seen = b.sequence(shape.c, visual.tokens, TensorRole::Input);
    const TensorId all = b.sequence(shape.c, visual.tokens + shape.w);
    b.add("embed.visual", OperatorKind::Concat, {seen, text}, all);
    return all;
}

template <class N> TensorId gatedCrossAttention(StageBuilder<N>& b, const VisualInput<N>& visual, TensorId x)
{
    const TransformerOf<N>& t = visual.cross;
    const N inner = t.heads * t.headSize;
    const TensorId seen = visual.arrive ? b.sequence(visual.channels, visual.tokens, TensorRole::Input) : -1;
    const std::size_t first = b.stage().operators.size();
    b.beginBlock("cross.attn.", visual.layers);
    if (visual.arrive) {
        OperatorOf<N>& op = b.linearInto({"kv", Role::KeyValue}, seen, 2 * inner, false, -1);
        op.kvWritten = op.kvKept = b.batch() * visual.tokens * 2 * inner;
    }
    const TensorId query = b.linear({"q", Role::Query}, b.norm("norm", x, t.norm), inner, false);
    TensorId y = b.linear({"out", Role::AttentionOut}, lookAtImages(b, visual, query), t.width, false);
    x = b.sum("add", gated(b, "gate", y), x);
    b.setPrefix("cross.");
    y = feedForward(b, t, "mlp", b.norm("mlp.norm", x, t.norm), t.ffnWidth);
    x = b.sum("mlp.add", gated(b, "mlp.gate", y), x);
    b.endBlock();
    std::vector<OperatorOf<N>>& all = b.stage().operators;
    markConnector(all.data() + first, all.data() + all.size());
    return x;
}

template TensorId joinVisual(StageBuilder<double>& b, const VisualInput<double>& visual, TensorId text);
template TensorId joinVisual(StageBuilder<Traced>& b, const VisualInput<Traced>& visual, TensorId text);
template TensorId gatedCrossAttention(StageBuilder<double>& b, const VisualInput<double>& visual, TensorId x);
template TensorId gatedCrossAttention(StageBuilder<Traced>& b, const VisualInput<Traced>& visual, TensorId x);

} // namespace ridge

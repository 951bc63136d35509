#include "core/models/language/delta_rule.h"

#include "core/models/language/layer_pattern.h"

namespace ridge {
namespace {

template <class N> class DeltaWriter {
public:
    DeltaWriter(StageBuilder<N>& b, const DecoderOf<N>& d, TensorId x, const DeltaStep& step)
        : m_b(b), m_d(d), m_x(x), m_step(step), m_keys(d.deltaKeyHeads * d.deltaKeySize),
          m_values(d.deltaHeads * d.deltaValueSize), m_positions(b.shapeOf(x).w)
    {
    }

    TensorId write()
    {
        const TensorId mixed = queriesKeysValues();
        const TensorId read = throughState(mixed, rates());
        const TensorId normed = m_b.elementwise("norm", {read}, ops::rmsNorm, OperatorKind::Normalisation);
        m_b.last().weightParameters = m_d.deltaValueSize; // one scale for all heads
        const TensorId gate = m_b.linear({"gate", Role::QueryKeyValue}, m_x, m_values, false);
        const TensorId gated = m_b.elementwise("gated", {normed, gate}, ops::gatedSilu);
        return m_b.linear({"out", Role::AttentionOut}, gated, m_d.width, false);
    }

private:
    TensorId queriesKeysValues()
    {
        const N channels = N(2) * m_keys + m_values;
        const TensorId all = m_b.linear({"qkv", Role::QueryKeyValue}, m_x, channels, false);
        const TensorId seen = m_b.elementwise("convolution", {all}, N(2) * m_d.deltaKernel + ops::silu);
        m_b.last().weightParameters = channels * m_d.deltaKernel;
        const N ofKeys = N(2) * m_keys / channels; // queries and keys alone get unit length
        const TensorId even =
            m_b.elementwise("unit_length", {seen}, ops::unitLength * ofKeys, OperatorKind::Normalisation);
        m_b.last().weightParameters = N(0);
        return even;
    }

    /// How fast each head forgets, and how much of the new it takes: α = exp(−A·softplus(a + bias)), β = sigmoid(b).
    /// The decay of the whole state by α is counted here as well.
    TensorId rates()
    {
        const TensorId raw = m_b.linear({"rates", Role::QueryKeyValue}, m_x, N(2) * m_d.deltaHeads, false);
        constexpr double ofBoth = ops::softplus + 4 + ops::sigmoid; // add, negate, multiply, exp
        const TensorId ready = m_b.elementwise("decay", {raw}, (ofBoth + m_d.deltaKeySize * m_d.deltaValueSize) / N(2));
        m_b.last().weightParameters = N(2) * m_d.deltaHeads; // A and bias of each head
        return ready;
    }

    OperatorOf<N>& product(const char* name, std::initializer_list<TensorId> inputs, TensorId output, const N& columns)
    {
        OperatorOf<N>& op = m_b.add(name, OperatorKind::LinearAttention, inputs, output);
        Sizes<N>& s = op.sizes;
        s.heads = s.kvHeads = m_d.deltaHeads;
        s.headSize = s.ci = m_d.deltaKeySize;
        s.queries = m_positions;
        s.context = columns;
        s.cached = N(0);
        s.co = s.hi = s.wi = s.ho = s.wo = N(1); // the symbols of a map are not an attention's
        return op;
    }

    /// What the state holds for a key goes out of it, what it should hold goes in; then it answers the query.
    TensorId throughState(TensorId mixed, TensorId rates)
    {
        const N state = deltaStateElements(m_d), all = m_b.batch() * state;
        const TensorId kept = m_step.keepsState ? -1 : m_b.map(m_d.deltaHeads, m_d.deltaKeySize, m_d.deltaValueSize);
        OperatorOf<N>& update = product("update", {mixed, rates}, kept, N(2) * m_d.deltaValueSize);
        if (m_step.keepsState) {
            update.sizes.cached = m_step.continues ? state / (m_d.deltaHeads * m_d.deltaKeySize) : N(0);
            update.kvWritten = all;
            update.kvKept = m_step.continues ? N(0) : all;
        }
        const TensorId read = m_b.like(mixed, m_values);
        product("read", {mixed, kept}, read, m_d.deltaValueSize).readOfFirst = m_b.batch() * m_positions * m_keys;
        return read;
    }

    StageBuilder<N>& m_b;
    const DecoderOf<N>& m_d;
    const TensorId m_x;
    const DeltaStep m_step;
    const N m_keys, m_values, m_positions;
};

} // namespace

template <class N> TensorId deltaRule(StageBuilder<N>& b, const DecoderOf<N>& d, TensorId x, const DeltaStep& step)
{
    const std::string outer = b.prefix();
    b.setPrefix(outer + "state.");
    const TensorId out = DeltaWriter<N>(b, d, x, step).write();
    b.setPrefix(outer);
    return out;
}

template TensorId deltaRule(StageBuilder<double>& b, const DecoderOf<double>& d, TensorId x, const DeltaStep& step);
template TensorId deltaRule(StageBuilder<Traced>& b, const DecoderOf<Traced>& d, TensorId x, const DeltaStep& step);

} // namespace ridge

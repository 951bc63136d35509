#include "core/program/stage_builder.h"

namespace ridge {

template <class N> StageBuilder<N>::StageBuilder(std::string name, N batch) : m_batch(batch)
{
    m_stage.name = std::move(name);
    m_stage.operators.reserve(48); // two kinds of layers; more are rare
    m_stage.tensors.reserve(56);
    m_stage.uses.reserve(56);
    m_stage.samples = batch;
}

template <class N> TensorId StageBuilder<N>::map(N channels, N height, N width, TensorRole role)
{
    TensorOf<N>& t = m_stage.tensors.emplace_back();
    t.n = m_batch;
    t.c = channels;
    t.h = height;
    t.w = width;
    t.role = role;
    return static_cast<TensorId>(m_stage.tensors.size() - 1);
}

template <class N> TensorId StageBuilder<N>::sequence(N channels, N positions, TensorRole role)
{
    return map(channels, 1, positions, role);
}

template <class N> TensorId StageBuilder<N>::like(TensorId shape, N channels)
{
    const TensorOf<N>& t = shapeOf(shape);
    return map(channels, t.h, t.w);
}

template <class N> TensorId StageBuilder<N>::reshape(const Named& name, TensorId in, N channels, N height, N width)
{
    const TensorId out = map(channels, height, width);
    add(name, OperatorKind::Reshape, {in}, out).inPlace = true;
    return out;
}

template <class N> void StageBuilder<N>::beginBlock(std::string prefix, N count)
{
    m_prefix = std::move(prefix);
    m_count = count;
    m_block = ++m_blockCounter;
}

template <class N> void StageBuilder<N>::endBlock()
{
    m_prefix.clear();
    m_count = 1;
    m_block = 0;
}

template <class N>
OperatorOf<N>& StageBuilder<N>::add(const Named& name, OperatorKind kind, std::initializer_list<TensorId> inputs,
                                    TensorId output)
{
    OperatorOf<N>& op = m_stage.operators.emplace_back(m_blank);
    op.name.reserve(m_prefix.size() + name.name.size());
    op.name.append(m_prefix).append(name.name);
    op.role = name.role;
    op.kind = kind;
    op.block = m_block;
    op.count = m_count;
    op.firstInput = static_cast<std::uint32_t>(m_stage.uses.size());
    op.inputCount = static_cast<std::uint32_t>(inputs.size());
    m_stage.uses.insert(m_stage.uses.end(), inputs);
    op.output = output;
    Sizes<N>& s = op.sizes;
    s.n = m_batch;
    if (inputs.size() > 0 && *inputs.begin() >= 0) {
        const TensorOf<N>& in = shapeOf(*inputs.begin());
        s.ci = in.c, s.hi = in.h, s.wi = in.w;
        s.ho = in.h, s.wo = in.w;
    }
    if (output >= 0) {
        const TensorOf<N>& out = shapeOf(output);
        s.co = out.c, s.ho = out.h, s.wo = out.w;
    }
    return op;
}

template <class N>
OperatorOf<N>& StageBuilder<N>::linearInto(const Named& name, TensorId in, N channels, bool bias, TensorId out)
{
    OperatorOf<N>& op = add(name, OperatorKind::Linear, {in}, out);
    op.sizes.co = channels;
    op.sizes.bias = bias ? channels : N(0);
    return op;
}

template <class N> TensorId StageBuilder<N>::linear(const Named& name, TensorId in, N channels, bool bias)
{
    const TensorId out = like(in, channels);
    linearInto(name, in, channels, bias, out);
    return out;
}

template <class N>
TensorId StageBuilder<N>::convolution(const Named& name, TensorId in, N channels, N kernel, N stride, bool bias,
                                      N groups)
{
    const TensorOf<N> t = shapeOf(in);
    const TensorId out = map(channels, roundedUp(t.h / stride), roundedUp(t.w / stride));
    OperatorOf<N>& op = add(name, OperatorKind::Convolution, {in}, out);
    op.sizes.kh = op.sizes.kw = kernel;
    op.sizes.g = groups;
    op.sizes.bias = bias ? channels : N(0);
    return out;
}

template <class N> TensorId StageBuilder<N>::norm(const Named& name, TensorId in, NormKind kind)
{
    const bool rms = kind == NormKind::Rms;
    const bool shifts = kind == NormKind::Layer;
    const TensorId out = elementwise(name, {in}, N(rms ? ops::rmsNorm : ops::layerNorm), OperatorKind::Normalisation);
    if (!shifts) {
        last().weightParameters = shapeOf(in).c; // scale alone
    }
    return out;
}

template <class N>
TensorId StageBuilder<N>::elementwise(const Named& name, std::initializer_list<TensorId> inputs, N perElement,
                                      OperatorKind kind)
{
    const TensorId first = *inputs.begin();
    const TensorId out = like(first, shapeOf(first).c);
    add(name, kind, inputs, out).sizes.perElement = perElement;
    return out;
}

template <class N> TensorId StageBuilder<N>::concat(const Named& name, TensorId a, TensorId b)
{
    const TensorId out = like(a, shapeOf(a).c + shapeOf(b).c);
    OperatorOf<N>& op = add(name, OperatorKind::Concat, {a, b}, out);
    op.sizes.ci = op.sizes.co;
    return out;
}

template <class N> TensorId StageBuilder<N>::upsample(const Named& name, TensorId in, N factor)
{
    const TensorOf<N> t = shapeOf(in);
    const TensorId out = map(t.c, t.h * factor, t.w * factor);
    add(name, OperatorKind::Upsample, {in}, out);
    return out;
}

template <class N> TensorId StageBuilder<N>::globalPool(const Named& name, TensorId in)
{
    const TensorOf<N> t = shapeOf(in);
    const TensorId out = map(t.c, 1, 1);
    OperatorOf<N>& op = add(name, OperatorKind::Pool, {in}, out);
    op.sizes.kh = t.h, op.sizes.kw = t.w;
    op.sizes.perElement = t.h * t.w;
    return out;
}

template <class N> TensorId StageBuilder<N>::lookUp(const Named& name, TensorId in, N rows, N channels)
{
    const TensorId out = like(in, channels);
    OperatorOf<N>& op = add(name, OperatorKind::Embedding, {in}, out);
    op.sizes.ci = rows;
    op.role = Role::Embedding;
    return out;
}

template <class N> TensorId StageBuilder<N>::addPositions(const Named& name, TensorId in, N rows)
{
    return lookUp(name, in, rows, shapeOf(in).c);
}

template class StageBuilder<double>;
template class StageBuilder<Traced>;

} // namespace ridge

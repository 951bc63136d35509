#include "core/program/stage_builder.h"

#include <cmath>

namespace ridge {

StageBuilder::StageBuilder(std::string name, double batch) : m_batch(batch)
{
    m_stage.name = std::move(name);
    m_stage.operators.reserve(48); // two kinds of layers; more are rare
    m_stage.tensors.reserve(56);
    m_stage.uses.reserve(56);
    m_stage.samples = batch;
}

TensorId StageBuilder::map(double channels, double height, double width, TensorRole role)
{
    Tensor& t = m_stage.tensors.emplace_back();
    t.n = m_batch;
    t.c = channels;
    t.h = height;
    t.w = width;
    t.role = role;
    return static_cast<TensorId>(m_stage.tensors.size() - 1);
}

TensorId StageBuilder::sequence(double channels, double positions, TensorRole role)
{
    return map(channels, 1, positions, role);
}

TensorId StageBuilder::like(TensorId shape, double channels)
{
    const Tensor& t = shapeOf(shape);
    return map(channels, t.h, t.w);
}

TensorId StageBuilder::reshape(std::string_view name, TensorId in, double channels, double height, double width)
{
    const TensorId out = map(channels, height, width);
    add(name, OperatorKind::Reshape, {in}, out).inPlace = true;
    return out;
}

void StageBuilder::beginBlock(std::string prefix, double count)
{
    m_prefix = std::move(prefix);
    m_count = count;
    m_block = ++m_blockCounter;
}

void StageBuilder::endBlock()
{
    m_prefix.clear();
    m_count = 1;
    m_block = 0;
}

Operator& StageBuilder::add(std::string_view name, OperatorKind kind, std::initializer_list<TensorId> inputs,
                            TensorId output)
{
    Operator& op = m_stage.operators.emplace_back(m_blank);
    op.name.reserve(m_prefix.size() + name.size());
    op.name.append(m_prefix).append(name);
    op.kind = kind;
    op.block = m_block;
    op.count = m_count;
    op.firstInput = static_cast<std::uint32_t>(m_stage.uses.size());
    op.inputCount = static_cast<std::uint32_t>(inputs.size());
    m_stage.uses.insert(m_stage.uses.end(), inputs);
    op.output = output;
    Sizes<>& s = op.sizes;
    s.n = m_batch;
    if (inputs.size() > 0 && *inputs.begin() >= 0) {
        const Tensor& in = shapeOf(*inputs.begin());
        s.ci = in.c, s.hi = in.h, s.wi = in.w;
        s.ho = in.h, s.wo = in.w;
    }
    if (output >= 0) {
        const Tensor& out = shapeOf(output);
        s.co = out.c, s.ho = out.h, s.wo = out.w;
    }
    return op;
}

Operator& StageBuilder::linearInto(std::string_view name, TensorId in, double channels, bool bias, TensorId out)
{
    Operator& op = add(name, OperatorKind::Linear, {in}, out);
    op.sizes.co = channels;
    op.sizes.bias = bias ? channels : 0;
    return op;
}

TensorId StageBuilder::linear(std::string_view name, TensorId in, double channels, bool bias)
{
    const TensorId out = like(in, channels);
    linearInto(name, in, channels, bias, out);
    return out;
}

TensorId StageBuilder::convolution(std::string_view name, TensorId in, double channels, double kernel, double stride,
                                   bool bias, double groups)
{
    const Tensor t = shapeOf(in);
    const TensorId out = map(channels, std::ceil(t.h / stride), std::ceil(t.w / stride));
    Operator& op = add(name, OperatorKind::Convolution, {in}, out);
    op.sizes.kh = op.sizes.kw = kernel;
    op.sizes.g = groups;
    op.sizes.bias = bias ? channels : 0;
    return out;
}

TensorId StageBuilder::norm(std::string_view name, TensorId in, NormKind kind)
{
    const bool rms = kind == NormKind::Rms;
    const bool shifts = kind == NormKind::Layer;
    const TensorId out = elementwise(name, {in}, rms ? ops::rmsNorm : ops::layerNorm, OperatorKind::Normalisation);
    if (!shifts) {
        last().weightParameters = shapeOf(in).c; // scale alone
    }
    return out;
}

TensorId StageBuilder::elementwise(std::string_view name, std::initializer_list<TensorId> inputs, double perElement,
                                   OperatorKind kind)
{
    const TensorId first = *inputs.begin();
    const TensorId out = like(first, shapeOf(first).c);
    add(name, kind, inputs, out).sizes.perElement = perElement;
    return out;
}

TensorId StageBuilder::concat(std::string_view name, TensorId a, TensorId b)
{
    const TensorId out = like(a, shapeOf(a).c + shapeOf(b).c);
    Operator& op = add(name, OperatorKind::Concat, {a, b}, out);
    op.sizes.ci = op.sizes.co;
    return out;
}

TensorId StageBuilder::upsample(std::string_view name, TensorId in, double factor)
{
    const Tensor t = shapeOf(in);
    const TensorId out = map(t.c, t.h * factor, t.w * factor);
    add(name, OperatorKind::Upsample, {in}, out);
    return out;
}

TensorId StageBuilder::globalPool(std::string_view name, TensorId in)
{
    const Tensor t = shapeOf(in);
    const TensorId out = map(t.c, 1, 1);
    Operator& op = add(name, OperatorKind::Pool, {in}, out);
    op.sizes.kh = t.h, op.sizes.kw = t.w;
    op.sizes.perElement = t.h * t.w;
    return out;
}

TensorId StageBuilder::lookUp(std::string_view name, TensorId in, double rows, double channels)
{
    const TensorId out = like(in, channels);
    Operator& op = add(name, OperatorKind::Embedding, {in}, out);
    op.sizes.ci = rows;
    op.isEmbedding = true;
    return out;
}

TensorId StageBuilder::addPositions(std::string_view name, TensorId in, double rows)
{
    return lookUp(name, in, rows, shapeOf(in).c);
}

} // namespace ridge

#include "core/models/diffusion/diffusion_blocks.h"

namespace ridge {

template <class N> TensorId normAndSilu(StageBuilder<N>& b, const char* norm, const char* activation, TensorId x)
{
    return b.elementwise(activation, {b.norm(norm, x, NormKind::Layer)}, ops::silu);
}

template <class N>
TensorId residualBlock(StageBuilder<N>& b, const std::string& prefix, TensorId x, N channels, TensorId time)
{
    b.setPrefix(prefix);
    TensorId h = normAndSilu(b, "norm1", "act1", x);
    const TensorId shift =
        time < 0 ? -1 : b.linear("time", b.elementwise("time.act", {time}, ops::silu), channels, true);
    h = b.convolution("conv1", h, channels, 3);
    if (shift >= 0) {
        h = b.sum("time.add", h, shift);
    }
    h = b.convolution("conv2", normAndSilu(b, "norm2", "act2", h), channels, 3);
    const TensorId skip = b.shapeOf(x).c == channels ? x : b.convolution("shortcut", x, channels, 1);
    return b.sum("add", h, skip);
}

template <class N>
TensorId attendTo(StageBuilder<N>& b, const std::string& name, TensorId x, TensorId memory,
                  const AttentionShape<N>& shape)
{
    const std::string outer = b.prefix();
    b.setPrefix(outer + name + ".");
    const N inner = shape.heads * shape.headSize;
    Attention<N> a;
    a.keys = b.linear({"k", Role::Key}, memory, inner, shape.inputBias);
    a.values = b.linear({"v", Role::Value}, memory, inner, shape.inputBias);
    a.query = b.linear({"q", Role::Query}, x, inner, shape.inputBias);
    a.heads = a.kvHeads = shape.heads;
    a.keySize = a.valueSize = shape.headSize;
    const TensorOf<N>& positions = b.shapeOf(memory);
    a.context = positions.h * positions.w;
    const TensorId mixed = shape.linear ? linearAttention(b, a) : softmaxAttention(b, a);
    const TensorId out = b.linear({"out", Role::AttentionOut}, mixed, b.shapeOf(x).c, true);
    b.setPrefix(outer);
    return out;
}

template <class N> TensorId upsampled(StageBuilder<N>& b, const std::string& prefix, TensorId x, TensorId like)
{
    b.setPrefix(prefix);
    const TensorOf<N> from = b.shapeOf(x);
    const TensorOf<N> to = like >= 0 ? b.shapeOf(like) : TensorOf<N>{from.n, from.c, 2 * from.h, 2 * from.w};
    const TensorId wide = b.map(from.c, to.h, to.w);
    b.add("nearest", OperatorKind::Upsample, {x}, wide);
    return b.convolution("conv", wide, from.c, 3);
}

template TensorId normAndSilu(StageBuilder<double>& b, const char* norm, const char* activation, TensorId x);
template TensorId normAndSilu(StageBuilder<Traced>& b, const char* norm, const char* activation, TensorId x);
template TensorId residualBlock(StageBuilder<double>& b, const std::string& prefix, TensorId x, double channels,
                                TensorId time = -1);
template TensorId residualBlock(StageBuilder<Traced>& b, const std::string& prefix, TensorId x, Traced channels,
                                TensorId time = -1);
template TensorId attendTo(StageBuilder<double>& b, const std::string& name, TensorId x, TensorId memory,
                           const AttentionShape<double>& shape);
template TensorId attendTo(StageBuilder<Traced>& b, const std::string& name, TensorId x, TensorId memory,
                           const AttentionShape<Traced>& shape);
template TensorId upsampled(StageBuilder<double>& b, const std::string& prefix, TensorId x, TensorId like = -1);
template TensorId upsampled(StageBuilder<Traced>& b, const std::string& prefix, TensorId x, TensorId like = -1);

} // namespace ridge

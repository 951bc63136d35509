#include "core/models/diffusion/diffusion_blocks.h"

namespace ridge {

TensorId normAndSilu(StageBuilder& b, const char* norm, const char* activation, TensorId x)
{
    return b.elementwise(activation, {b.norm(norm, x, NormKind::Layer)}, ops::silu);
}

TensorId residualBlock(StageBuilder& b, const std::string& prefix, TensorId x, double channels, TensorId time)
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

TensorId attendTo(StageBuilder& b, const std::string& name, TensorId x, TensorId memory, const AttentionShape& shape)
{
    const std::string outer = b.prefix();
    b.setPrefix(outer + name + ".");
    const double inner = shape.heads * shape.headSize;
    Attention a;
    a.keys = b.linear("k", memory, inner, shape.inputBias);
    a.values = b.linear("v", memory, inner, shape.inputBias);
    a.query = b.linear("q", x, inner, shape.inputBias);
    a.heads = shape.heads;
    a.keySize = a.valueSize = shape.headSize;
    const Tensor& positions = b.shapeOf(memory);
    a.context = positions.h * positions.w;
    const TensorId mixed = softmaxAttention(b, a);
    const TensorId out = b.linear("out", mixed, b.shapeOf(x).c, true);
    b.setPrefix(outer);
    return out;
}

TensorId upsampled(StageBuilder& b, const std::string& prefix, TensorId x, TensorId like)
{
    b.setPrefix(prefix);
    const Tensor from = b.shapeOf(x);
    const Tensor to = like >= 0 ? b.shapeOf(like) : Tensor{from.n, from.c, 2 * from.h, 2 * from.w};
    const TensorId wide = b.map(from.c, to.h, to.w);
    b.add("nearest", OperatorKind::Upsample, {x}, wide);
    return b.convolution("conv", wide, from.c, 3);
}

} // namespace ridge

#include "core/models/diffusion/image_decoder.h"

#include "core/models/diffusion/diffusion_blocks.h"

namespace ridge {

template <class N>
StageOf<N> expandImageDecoder(const DiffusionOf<N>& model, const ImageDecoderOf<N>& decoder, N images)
{
    StageBuilder<N> b("image decoder", images);
    const N side = model.latent();
    const auto channelsAt = [&](std::size_t level) { return decoder.width * decoder.at(level); };
    const N widest = channelsAt(decoder.count() - 1);
    const TensorId latent = b.map(model.latentChannels, side, side, TensorRole::Input);
    TensorId x = b.convolution("latent", latent, model.latentChannels, 1); // undoes what the encoder's last layer does
    x = b.convolution("conv_in", x, widest, 3);
    x = residualBlock(b, "mid.res1.", x, widest);
    b.setPrefix("mid.");
    const TensorId before = b.norm("attn.norm", x, NormKind::Layer);
    x = b.sum("attn.add", attendTo(b, "attn", before, before, {1, widest, true}), x);
    x = residualBlock(b, "mid.res2.", x, widest);
    for (std::size_t level = decoder.count(); level-- > 0;) {
        const std::string name = "up" + std::to_string(level + 1) + ".";
        for (int i = 1; i <= decoder.resBlocks + 1; ++i) {
            x = residualBlock(b, name + "res" + std::to_string(i) + ".", x, channelsAt(level));
        }
        if (level > 0) {
            x = upsampled(b, name + "upsample.", x);
        }
    }
    b.setPrefix("");
    b.output(b.convolution("conv_out", normAndSilu(b, "norm_out", "act_out", x), 3, 3)); // red, green and blue
    return b.take();
}

template StageOf<double> expandImageDecoder(const DiffusionOf<double>& model, const ImageDecoderOf<double>& decoder,
                                            double images);
template StageOf<Traced> expandImageDecoder(const DiffusionOf<Traced>& model, const ImageDecoderOf<Traced>& decoder,
                                            Traced images);

} // namespace ridge

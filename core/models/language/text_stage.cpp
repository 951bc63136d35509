#include "core/models/language/text_stage.h"
#include "core/models/inputs.h"

#include "core/models/language/decoder.h"
#include "core/models/language/transformer_blocks.h"

namespace ridge {

/// All layers run, also where an earlier one's result is taken. Source: diffusers, StableDiffusionXLPipeline.
template <class N>
StageOf<N> encodeText(const Inputs<N>& inputs, const TextEncoderOf<N>& text, N length, const char* name, N texts)
{
    StageBuilder<N> b(name, texts);
    const TensorId tokens = b.sequence(1, length, TensorRole::Input);
    TensorId x = b.lookUp("embed", tokens, text.vocabulary, text.width);
    x = b.addPositions("embed.positions", x, length);
    const bool half = text.causal && inputs.convention.causal == CausalCount::LowerHalf;
    x = encoderLayers(b, text.stack(), x, "layers.",
                      {.context = half ? meanPrefillContext(length, N(0)) : length, .linear = text.linearAttention});
    x = b.norm("final_norm", x, NormKind::Layer);
    b.output(x);
    if (text.projection > 0) {
        const TensorId pooled = b.sequence(text.projection, 1, TensorRole::Output);
        OperatorOf<N>& op = b.linearInto("projection", x, text.projection, text.projectionBias, pooled);
        op.sizes.wi = 1; // of the last token alone
        op.readOfFirst = texts * text.width;
    }
    b.stage().tokens = texts * length;
    return b.take();
}

template StageOf<double> encodeText(const Inputs<double>& inputs, const TextEncoderOf<double>& text, double length,
                                    const char* name, double texts);
template StageOf<Traced> encodeText(const Inputs<Traced>& inputs, const TextEncoderOf<Traced>& text, Traced length,
                                    const char* name, Traced texts);

} // namespace ridge

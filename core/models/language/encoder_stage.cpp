#include "core/models/language/encoder_stage.h"
#include "core/models/inputs.h"

#include "core/models/language/decoder.h"
#include "core/models/language/encoder_layers.h"

namespace ridge {
namespace {

template <class N> LayerStyle<N> styleOf(const Inputs<N>& inputs, const EncoderOf<N>& encoder)
{
    LayerStyle<N> style;
    style.normPlace = encoder.normPlace;
    style.relative = encoder.relativeBuckets > 0;
    style.linear = encoder.isLinear();
    style.activation = encoder.activation == FfnActivation::Relu ? ops::relu : ops::gelu;
    const bool half = encoder.causal && inputs.convention.causal == CausalCount::LowerHalf;
    style.context = half ? meanPrefillContext(inputs.workload.promptTokens, N(0)) : N(0);
    return style;
}

/// Of one token of each text: the others are not read.
template <class N> TensorId ofOneToken(StageBuilder<N>& b, const char* name, TensorId x, N channels, bool bias)
{
    const TensorId one = b.sequence(channels, 1);
    const N width = b.shapeOf(x).c;
    OperatorOf<N>& op = b.linearInto(name, x, channels, bias, one);
    op.sizes.wi = 1;
    op.readOfFirst = b.batch() * width;
    return one;
}

} // namespace

template <class N> StageOf<N> expandEncoder(const Inputs<N>& inputs, const EncoderOf<N>& encoder)
{
    StageBuilder<N> b("encode", inputs.workload.batch);
    b.stage().tokens = b.batch() * inputs.workload.promptTokens;
    TensorId x = b.sequence(1, inputs.workload.promptTokens, TensorRole::Input);
    x = b.lookUp("embed", x, encoder.vocabulary, encoder.width);
    if (encoder.positions > 0) {
        x = b.addPositions("embed.positions", x, encoder.positions);
    }
    if (encoder.tokenTypes > 0) {
        x = b.addPositions("embed.types", x, encoder.tokenTypes);
    }
    if (encoder.embeddingNorm) {
        x = b.norm("embed.norm", x, encoder.norm);
    }
    relativePositions(b, encoder, encoder.relativeBuckets);
    x = styledEncoder(b, encoder, styleOf(inputs, encoder), x);
    b.output(x);
    if (encoder.pooler) {
        const TensorId first = ofOneToken(b, "pooler", x, encoder.width, encoder.biases == BiasKind::All);
        b.output(b.elementwise("pooler.act", {first}, knownOpsPerElement("tanh").value()));
    }
    if (encoder.projection > 0) {
        b.output(ofOneToken(b, "projection", x, encoder.projection, false));
    }
    return b.take();
}

template StageOf<double> expandEncoder(const Inputs<double>& inputs, const EncoderOf<double>& encoder);
template StageOf<Traced> expandEncoder(const Inputs<Traced>& inputs, const EncoderOf<Traced>& encoder);

} // namespace ridge

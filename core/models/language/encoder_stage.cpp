#include "core/models/language/encoder_stage.h"
#include "core/models/inputs.h"

#include "core/models/language/encoder_layers.h"

namespace ridge {

template <class N> StageOf<N> expandEncoder(const Inputs<N>& inputs, const EncoderOf<N>& encoder)
{
    StageBuilder<N> b("encode", inputs.workload.batch);
    b.stage().tokens = b.batch() * inputs.workload.promptTokens;
    TensorId x = b.sequence(1, inputs.workload.promptTokens, TensorRole::Input);
    x = b.lookUp("embed", x, encoder.vocabulary, encoder.width);
    x = b.addPositions("embed.positions", x, encoder.positions);
    if (encoder.tokenTypes > 0) {
        x = b.addPositions("embed.types", x, encoder.tokenTypes);
    }
    if (encoder.embeddingNorm) {
        x = b.norm("embed.norm", x, encoder.norm);
    }
    x = styledEncoder(b, encoder, {.normPlace = encoder.normPlace}, x);
    b.output(x);
    if (encoder.pooler) {
        const TensorId first = b.sequence(encoder.width, 1);
        OperatorOf<N>& op = b.linearInto("pooler", x, encoder.width, encoder.biases == BiasKind::All, first);
        op.sizes.wi = 1; // of the first token alone
        op.readOfFirst = b.batch() * encoder.width;
        b.output(b.elementwise("pooler.act", {first}, knownOpsPerElement("tanh").value()));
    }
    return b.take();
}

template StageOf<double> expandEncoder(const Inputs<double>& inputs, const EncoderOf<double>& encoder);
template StageOf<Traced> expandEncoder(const Inputs<Traced>& inputs, const EncoderOf<Traced>& encoder);

} // namespace ridge

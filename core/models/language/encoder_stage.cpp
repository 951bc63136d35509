#include "core/models/language/encoder_stage.h"

#include "core/models/language/encoder_layers.h"

namespace ridge {

Stage expandEncoder(const Scenario& scenario, const Encoder& encoder)
{
    StageBuilder b("encode", scenario.workload.batch);
    b.stage().tokens = b.batch() * scenario.workload.promptTokens;
    TensorId x = b.sequence(1, scenario.workload.promptTokens, TensorRole::Input);
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
        b.linearInto("pooler", x, encoder.width, encoder.biases == BiasKind::All, first).sizes.wi = 1;
        b.output(b.elementwise("pooler.act", {first}, knownOpsPerElement("tanh").value()));
    }
    return b.take();
}

} // namespace ridge

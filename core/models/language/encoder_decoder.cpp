#include "core/models/language/encoder_decoder.h"

#include "core/models/language/decoder.h"
#include "core/models/language/encoder_layers.h"

namespace ridge {
namespace {

LayerStyle styleOf(const EncoderDecoder& m)
{
    LayerStyle style;
    style.keyBias = m.keyBias;
    style.relative = m.relativeBuckets > 0;
    style.activation = m.activation == FfnActivation::Relu ? ops::relu : ops::gelu;
    return style;
}

/// One of Whisper's two convolutions along time, kernel 3.
TensorId convolved(StageBuilder& b, const char* name, TensorId in, double channels, double positions)
{
    const TensorId out = b.sequence(channels, positions);
    Operator& op = b.add(name, OperatorKind::Convolution, {in}, out);
    op.sizes.kw = 3;
    op.sizes.bias = channels;
    return b.elementwise(std::string(name) + ".act", {out}, ops::gelu);
}

Stage encodeStage(const Scenario& scenario, const EncoderDecoder& m)
{
    StageBuilder b("encode", scenario.workload.batch);
    const double positions = sourcePositions(scenario, m);
    b.stage().tokens = b.batch() * positions;
    TensorId x = -1;
    if (m.source == SourceKind::Audio) {
        x = b.sequence(m.melBins, 2 * positions, TensorRole::Input);
        x = convolved(b, "conv1", x, m.width, 2 * positions);
        x = convolved(b, "conv2", x, m.width, positions);
        x = b.elementwise("positions", {x}, 1, OperatorKind::Add); // sinusoids: fixed, no parameters
    } else {
        x = b.lookUp("embed", b.sequence(1, positions, TensorRole::Input), m.vocabulary, m.width);
    }
    relativePositions(b, m, m.relativeBuckets);
    b.output(styledEncoder(b, m, styleOf(m), x));
    return b.take();
}

/// One phase of the decoder: how many positions are worked on at once, and what they attend to among themselves.
struct TargetPhase {
    const char* name;
    double queries, context, cached;
    bool first; // keys and values of the source are computed now
};

class TargetBuilder {
public:
    TargetBuilder(const Scenario& scenario, const EncoderDecoder& model, const TargetPhase& phase)
        : m_model(model), m_phase(phase), m_source(sourcePositions(scenario, model)), m_style(styleOf(model)),
          m_b(phase.name, scenario.workload.batch)
    {
        m_b.stage().tokens = m_b.batch() * phase.queries;
    }

    Stage build()
    {
        const EncoderDecoder& m = m_model;
        if (m_phase.first) {
            rememberSource();
        }
        TensorId x = m_b.sequence(1, m_phase.queries, TensorRole::Input);
        x = m_b.lookUp("embed", x, m.vocabulary, m.width);
        m_b.last().sharesWeights = m.source == SourceKind::Text; // the encoder's table
        if (m.targetPositions > 0) {
            x = m_b.addPositions("embed.positions", x, m.targetPositions);
        }
        relativePositions(m_b, m, m.relativeBuckets);
        m_b.beginBlock("layers.", m.decoderLayers);
        x = layer(x);
        m_b.endBlock();
        head(m_b.norm("final_norm", x, m.norm));
        return m_b.take();
    }

private:
    /// Keys and values of the source, of all layers before the first one needs them: then the source itself can go.
    void rememberSource()
    {
        const TensorId source = m_b.sequence(m_model.width, m_source, TensorRole::Input);
        m_b.beginBlock("layers.cross.", m_model.decoderLayers);
        cacheKeysValues(m_b, m_model, m_style, source);
        m_b.endBlock();
    }

    TensorId layer(TensorId x)
    {
        x = subLayer(m_b, m_model, m_style, "attn", x, [&](TensorId in) {
            const AttentionSource self{"attn", m_phase.context, m_phase.cached, in, m_style.relative};
            return styledAttention(m_b, m_model, m_style, in, self);
        });
        x = subLayer(m_b, m_model, m_style, "cross", x, [&](TensorId in) {
            return styledAttention(m_b, m_model, m_style, in, {"cross", m_source, m_source, -1, false});
        });
        return subLayer(m_b, m_model, m_style, "mlp", x,
                        [&](TensorId in) { return styledFeedForward(m_b, m_model, m_style, in); });
    }

    /// Only the last position of each sequence is turned into logits.
    void head(TensorId x)
    {
        const TensorId logits = m_b.sequence(m_model.vocabulary, 1, TensorRole::Output);
        Operator& op = m_b.linearInto("lm_head", x, m_model.vocabulary, false, logits);
        op.sizes.wi = 1;
        op.isEmbedding = true;
        op.sharesWeights = m_model.tiedEmbeddings;
    }

    const EncoderDecoder& m_model;
    const TargetPhase& m_phase;
    double m_source;
    LayerStyle m_style;
    StageBuilder m_b;
};

} // namespace

double sourcePositions(const Scenario& scenario, const EncoderDecoder& model)
{
    return model.source == SourceKind::Audio ? model.audioPositions : scenario.workload.sourceTokens;
}

void expandEncoderDecoder(const Scenario& scenario, const EncoderDecoder& m, Program& program)
{
    const double prompt = scenario.workload.promptTokens;
    const double output = scenario.workload.outputTokens;
    const bool half = scenario.convention.causal == CausalCount::LowerHalf;
    const double perPosition = 2 * m.decoderLayers * m.kvHeads * m.headSize;
    const auto cacheElements = [&](double seen) {
        return scenario.workload.batch * perPosition * (sourcePositions(scenario, m) + seen);
    };
    program.stages.push_back(encodeStage(scenario, m));
    const TargetPhase prefill{"prefill", prompt, half ? meanPrefillContext(prompt, 0) : prompt, prompt, true};
    program.stages.push_back(TargetBuilder(scenario, m, prefill).build());
    program.stages.back().role = StageRole::Prefill;
    program.stages.back().kvAfter = cacheElements(prompt);
    if (output > 0) {
        const double context = meanDecodeContext(prompt, output, 0);
        const TargetPhase decode{"decode", 1, context, context, false};
        program.stages.push_back(TargetBuilder(scenario, m, decode).build());
        Stage& stage = program.stages.back();
        stage.role = StageRole::Decode;
        stage.sharesWeights = true;
        stage.repeat = output;
        stage.kvBefore = cacheElements(prompt);
        stage.kvAfter = cacheElements(prompt + output);
    }
    program.kvElements = program.stages.back().kvAfter;
    program.kvElementsPerToken = perPosition;
    program.unit = "request";
}

} // namespace ridge

#include "core/models/language/encoder_decoder.h"
#include "core/models/inputs.h"

#include "core/formulas/formulas.h"
#include "core/models/language/decoder.h"
#include "core/models/language/encoder_layers.h"

namespace ridge {
namespace {

template <class N> LayerStyle<N> styleOf(const EncoderDecoderOf<N>& m)
{
    LayerStyle<N> style;
    style.keyBias = m.keyBias;
    style.relative = m.relativeBuckets > 0;
    style.linear = m.isLinear();
    style.activation = m.activation == FfnActivation::Relu ? ops::relu : ops::gelu;
    return style;
}

/// One of Whisper's two convolutions along time, kernel 3.
template <class N> TensorId convolved(StageBuilder<N>& b, const char* name, TensorId in, N channels, N positions)
{
    const TensorId out = b.sequence(channels, positions);
    OperatorOf<N>& op = b.add(name, OperatorKind::Convolution, {in}, out);
    op.sizes.kw = 3;
    op.sizes.bias = channels;
    return b.elementwise(std::string(name) + ".act", {out}, ops::gelu);
}

template <class N> StageOf<N> encodeStage(const Inputs<N>& inputs, const EncoderDecoderOf<N>& m)
{
    StageBuilder<N> b("encode", inputs.workload.batch);
    const N positions = sourcePositions(inputs, m);
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
template <class N> struct TargetPhase {
    const char* name;
    N queries, context, cached;
    bool first;          // keys and values of the source are computed now
    N ahead = 0;         // places in the cache for tokens that are chosen, not yet computed
    bool trains = false; // nothing is cached, and every position turned into logits
};

template <class N> class TargetBuilder {
public:
    TargetBuilder(const Inputs<N>& inputs, const EncoderDecoderOf<N>& model, const TargetPhase<N>& phase)
        : m_model(model), m_phase(phase), m_source(sourcePositions(inputs, model)), m_style(styleOf(model)),
          m_b(phase.name, inputs.workload.batch)
    {
        m_b.stage().tokens = m_b.batch() * phase.queries;
    }

    StageOf<N> build()
    {
        const EncoderDecoderOf<N>& m = m_model;
        if (m_phase.first) {
            m_phase.trains ? readSource() : rememberSource();
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

    void readSource() { m_memory = m_b.sequence(m_model.width, m_source, TensorRole::Input); }

    TensorId layer(TensorId x)
    {
        x = subLayer(m_b, m_model, m_style, "attn", x, [&](TensorId in) {
            const AttentionSource<N> self{"attn", m_phase.context, m_phase.cached, in, m_style.relative, m_phase.ahead};
            return styledAttention(m_b, m_model, m_style, in, self);
        });
        x = subLayer(m_b, m_model, m_style, "cross", x, [&](TensorId in) {
            return styledAttention(m_b, m_model, m_style, in,
                                   {"cross", m_source, m_phase.trains ? N(0) : m_source, m_memory, false});
        });
        return subLayer(m_b, m_model, m_style, "mlp", x,
                        [&](TensorId in) { return styledFeedForward(m_b, m_model, m_style, in); });
    }

    /// Only the last position of each sequence is turned into logits, in training every one.
    void head(TensorId x)
    {
        const N positions = m_phase.trains ? m_phase.queries : N(1);
        const TensorId logits = m_b.sequence(m_model.vocabulary, positions, TensorRole::Output);
        OperatorOf<N>& op = m_b.linearInto({"lm_head", Role::OutputHead}, x, m_model.vocabulary, false, logits);
        op.sizes.wi = positions;
        op.readOfFirst = m_b.batch() * positions * m_model.width;
        op.sharesWeights = m_model.tiedEmbeddings;
    }

    const EncoderDecoderOf<N>& m_model;
    const TargetPhase<N>& m_phase;
    N m_source;
    LayerStyle<N> m_style;
    StageBuilder<N> m_b;
    TensorId m_memory = -1; // the source, where it is not in the cache
};

} // namespace

template <class N> N sourcePositions(const Inputs<N>& inputs, const EncoderDecoderOf<N>& model)
{
    return model.source == SourceKind::Audio ? model.audioPositions : inputs.workload.sourceTokens;
}

template <class N>
void expandEncoderDecoder(const Inputs<N>& inputs, const EncoderDecoderOf<N>& m, ProgramOf<N>& program)
{
    const N prompt = inputs.workload.promptTokens;
    const N output = generatedAfterPrefill(inputs.workload);
    const bool half = inputs.convention.causal == CausalCount::LowerHalf;
    const N source = sourcePositions(inputs, m);
    if (inputs.trains) {
        program.stages.push_back(encodeStage(inputs, m));
        const TargetPhase<N> all{"decode", prompt, half ? meanPrefillContext(prompt, N(0)) : prompt, N(0), true,
                                 N(0),     true};
        program.stages.push_back(TargetBuilder(inputs, m, all).build());
        return;
    }
    const N perPosition = N(2) * m.decoderLayers * m.kvHeads * m.headSize;
    program.caches = {{false, perPosition, N(0), perPosition * source}};
    program.prompt = prompt;
    program.positions = prompt + inputs.workload.outputTokens;
    program.architecture.cacheOfEveryHead =
        formula::cachePerToken(m.decoderLayers, m.heads, m.headSize) * (source + program.positions);
    program.sequences = inputs.workload.batch;
    program.stages.push_back(encodeStage(inputs, m));
    program.stages.back().role = StageRole::Encode;
    const N first = smaller(inputs.workload.outputTokens, N(1));
    const TargetPhase<N> prefill{"prefill", prompt, half ? meanPrefillContext(prompt, N(0)) : prompt,
                                 prompt,    true,   first};
    program.stages.push_back(TargetBuilder(inputs, m, prefill).build());
    program.stages.back().role = StageRole::Prefill;
    program.stages.back().seenAfter = prompt + first;
    if (output > 0) {
        const N context = meanDecodeContext(prompt, output, N(0));
        const TargetPhase<N> decode{"decode", 1, context, context, false};
        program.stages.push_back(TargetBuilder(inputs, m, decode).build());
        StageOf<N>& stage = program.stages.back();
        stage.role = StageRole::Decode;
        stage.sharesWeights = true;
        stage.repeat = output;
        stage.seenBefore = prompt + first;
        stage.seenAfter = program.positions;
    }
    program.unit = "request";
}

template void expandEncoderDecoder(const Inputs<double>& inputs, const EncoderDecoderOf<double>& model,
                                   ProgramOf<double>& program);
template void expandEncoderDecoder(const Inputs<Traced>& inputs, const EncoderDecoderOf<Traced>& model,
                                   ProgramOf<Traced>& program);
template double sourcePositions(const Inputs<double>& inputs, const EncoderDecoderOf<double>& model);
template Traced sourcePositions(const Inputs<Traced>& inputs, const EncoderDecoderOf<Traced>& model);

} // namespace ridge

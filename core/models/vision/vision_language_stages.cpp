#include "core/models/vision/vision_language_stages.h"
#include "core/models/inputs.h"

#include "core/models/language/decoder.h"
#include "core/models/language/visual_input.h"
#include "core/models/vision/vision_stages.h"

namespace ridge {
namespace {

template <class N> TransformerOf<N> resamplerStack(const ConnectorOf<N>& c)
{
    TransformerOf<N> t;
    t.layers = c.layers;
    t.width = c.width;
    t.heads = t.kvHeads = c.heads;
    t.headSize = c.headSize;
    t.ffnWidth = c.ffnWidth;
    t.gated = false;
    t.norm = NormKind::Layer;
    return t;
}

/// Squares of patches become one token each.
template <class N> TensorId merged(StageBuilder<N>& b, const VisionLanguageOf<N>& m, TensorId x)
{
    const N tokens = m.visualTokens(), square = m.connector.merge * m.connector.merge;
    if (m.connector.mergeKind == MergeKind::Mean) {
        const TensorId mean = b.sequence(m.vision.width, tokens);
        b.add("merge", OperatorKind::Elementwise, {x}, mean).sizes.perElement = square;
        return mean;
    }
    const TensorId stacked = b.sequence(square * m.vision.width, tokens);
    b.add("merge", OperatorKind::Concat, {x}, stacked);
    return m.connector.mergeKind == MergeKind::Stack ? stacked
                                                     : b.linear("merge.reduce", stacked, m.vision.width, false);
}

template <class N> StageOf<N> project(const VisionLanguageOf<N>& m, N images)
{
    StageBuilder<N> b("projector", images);
    TensorId x = b.sequence(m.vision.width, m.vision.patches(), TensorRole::Input);
    if (m.connector.merge > 1 && m.connector.mergeKind == MergeKind::Mean) {
        x = merged(b, m, x);
    }
    if (m.connector.norm != ConnectorNorm::None) {
        x = b.norm("norm", x, m.connector.norm == ConnectorNorm::Rms ? NormKind::Rms : NormKind::Layer);
    }
    if (m.connector.merge > 1 && m.connector.mergeKind != MergeKind::Mean) {
        x = merged(b, m, x);
    }
    for (int i = 1; i <= valueOf(m.connector.projectorLayers); ++i) {
        if (i > 1) {
            x = b.elementwise("act" + std::to_string(i - 1), {x}, ops::gelu);
        }
        x = b.linear("linear" + std::to_string(i), x, m.language.width, m.connector.projectorBias);
    }
    b.output(x);
    return b.take();
}

/// Latents ask; patch tokens and the latents themselves answer.
template <class N> TensorId resample(StageBuilder<N>& b, const TransformerOf<N>& t, TensorId latents, TensorId seen)
{
    const N inner = t.heads * t.headSize;
    const TensorId own = b.norm("latents.norm", latents, t.norm);
    const TensorId media = b.norm("media.norm", seen, t.norm);
    const TensorId both = b.sequence(t.width, b.shapeOf(media).w + b.shapeOf(own).w);
    b.add("attn.both", OperatorKind::Concat, {media, own}, both);
    const std::string outer = b.prefix();
    b.setPrefix(outer + "attn.");
    Attention<N> a;
    a.keys = b.linear({"k", Role::Key}, both, inner, false);
    a.values = b.linear({"v", Role::Value}, both, inner, false);
    a.query = b.linear({"q", Role::Query}, own, inner, false);
    a.heads = t.heads;
    a.keySize = a.valueSize = t.headSize;
    a.context = b.shapeOf(both).w;
    const TensorId mixed = softmaxAttention(b, a);
    latents = b.sum("add", b.linear({"out", Role::AttentionOut}, mixed, t.width, false), latents);
    b.setPrefix(outer);
    const TensorId y = b.norm("mlp.norm", latents, t.norm);
    const TensorId wide = b.linear({"mlp.up", Role::MlpUp}, y, t.ffnWidth, false);
    const TensorId active = b.elementwise("mlp.act", {wide}, ops::relu + 1); // squared
    return b.sum("mlp.add", b.linear({"mlp.down", Role::MlpDown}, active, t.width, false), latents);
}

template <class N> StageOf<N> resampler(const VisionLanguageOf<N>& m, N images)
{
    const TransformerOf<N> t = resamplerStack(m.connector);
    StageBuilder<N> b("resampler", images);
    TensorId seen = b.sequence(m.vision.width, m.vision.patches(), TensorRole::Input);
    if (m.vision.width != t.width) {
        seen = b.linear("input", seen, t.width, false);
    }
    TensorId x = b.sequence(t.width, m.connector.latents);
    b.add("latents", OperatorKind::Reshape, {}, x).weightParameters = m.connector.latents * t.width;
    b.beginBlock("layers.", t.layers);
    x = resample(b, t, x, seen);
    b.endBlock();
    x = b.norm("final_norm", x, t.norm);
    if (m.connector.crossEvery == 0 && t.width != m.language.width) {
        x = b.linear("output", x, m.language.width, false); // into the prompt
    }
    b.output(x);
    return b.take();
}

template <class N> VisualInput<N> visualInput(const VisionLanguageOf<N>& m, N images)
{
    VisualInput<N> v;
    v.tokens = images * m.visualTokens();
    v.attended = m.visualTokens();
    v.channels = m.visualWidth();
    v.layers = m.crossLayers();
    v.cross.width = m.language.width;
    v.cross.heads = v.cross.kvHeads = m.connector.crossHeads;
    v.cross.headSize = m.connector.crossHeadSize;
    v.cross.ffnWidth = m.connector.crossFfnWidth;
    v.cross.gated = false;
    v.cross.norm = NormKind::Layer;
    return v;
}

} // namespace

template <class N>
void expandVisionLanguage(const Inputs<N>& inputs, const VisionLanguageOf<N>& m, ProgramOf<N>& program)
{
    const N images = inputs.workload.images;
    const N together = inputs.workload.batch * images;
    program.stages.push_back(encodeImages(m.vision, together));
    program.stages.push_back(m.connector.kind == ConnectorKind::Resampler ? resampler(m, together)
                                                                          : project(m, together));
    program.stages.front().frozen = true; // training of the whole begins at the connector
    std::vector<OperatorOf<N>>& between = program.stages.back().operators;
    markConnector(between.data(), between.data() + between.size());
    for (StageOf<N>& stage : program.stages) {
        stage.samples = inputs.workload.batch;     // requests
        stage.repeat = images < 1 ? images : N(1); // of text alone neither runs
    }
    program.architecture.imageTokens = m.vision.tokens();
    program.architecture.visualTokens = m.visualTokens();
    const VisualInput<N> visual = visualInput(m, images);
    expandDecoder(inputs, m.language, program, &visual);
}

template void expandVisionLanguage(const Inputs<double>& inputs, const VisionLanguageOf<double>& model,
                                   ProgramOf<double>& program);
template void expandVisionLanguage(const Inputs<Traced>& inputs, const VisionLanguageOf<Traced>& model,
                                   ProgramOf<Traced>& program);

} // namespace ridge

#include "core/models/vision/vision_language_stages.h"

#include "core/models/language/decoder.h"
#include "core/models/language/transformer_blocks.h"
#include "core/models/vision/vision_stages.h"

namespace ridge {
namespace {

void markConnector(Operator* first, Operator* last)
{
    for (; first != last; ++first) {
        first->isConnector = true;
    }
}

Transformer resamplerStack(const Connector& c)
{
    Transformer t;
    t.layers = c.layers;
    t.width = c.width;
    t.heads = t.kvHeads = c.heads;
    t.headSize = c.headSize;
    t.ffnWidth = c.ffnWidth;
    t.gated = false;
    t.norm = NormKind::Layer;
    return t;
}

Stage project(const VisionLanguage& m, double images)
{
    StageBuilder b("projector", images);
    TensorId x = b.sequence(m.vision.width, m.vision.patches(), TensorRole::Input);
    for (double i = 1; i <= m.connector.projectorLayers; ++i) {
        if (i > 1) {
            x = b.elementwise("act" + std::to_string(static_cast<int>(i) - 1), {x}, ops::gelu);
        }
        x = b.linear("linear" + std::to_string(static_cast<int>(i)), x, m.language.width, true);
    }
    b.output(x);
    return b.take();
}

/// Latents ask; patch tokens and the latents themselves answer.
TensorId resample(StageBuilder& b, const Transformer& t, TensorId latents, TensorId seen)
{
    const double inner = t.heads * t.headSize;
    const TensorId own = b.norm("latents.norm", latents, t.norm);
    const TensorId media = b.norm("media.norm", seen, t.norm);
    const TensorId both = b.sequence(t.width, b.shapeOf(media).w + b.shapeOf(own).w);
    b.add("attn.both", OperatorKind::Concat, {media, own}, both);
    const std::string outer = b.prefix();
    b.setPrefix(outer + "attn.");
    Attention a;
    a.keys = b.linear("k", both, inner, false);
    a.values = b.linear("v", both, inner, false);
    a.query = b.linear("q", own, inner, false);
    a.heads = t.heads;
    a.keySize = a.valueSize = t.headSize;
    a.context = b.shapeOf(both).w;
    const TensorId mixed = softmaxAttention(b, a);
    latents = b.sum("add", b.linear("out", mixed, t.width, false), latents);
    b.setPrefix(outer);
    const TensorId y = b.norm("mlp.norm", latents, t.norm);
    const TensorId wide = b.linear("mlp.up", y, t.ffnWidth, false);
    const TensorId active = b.elementwise("mlp.act", {wide}, ops::relu + 1); // squared
    return b.sum("mlp.add", b.linear("mlp.down", active, t.width, false), latents);
}

Stage resampler(const VisionLanguage& m, double images)
{
    const Transformer t = resamplerStack(m.connector);
    StageBuilder b("resampler", images);
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

VisualInput visualInput(const VisionLanguage& m, double images)
{
    VisualInput v;
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

TensorId gated(StageBuilder& b, const char* name, TensorId x)
{
    x = b.elementwise(name, {x}, 1);
    b.last().weightParameters = 1; // one learned number, whose tanh scales everything
    return x;
}

/// Scores and values over the cached keys and values of the images.
TensorId lookAtImages(StageBuilder& b, const VisualInput& visual, TensorId query)
{
    const Transformer& t = visual.cross;
    Attention a;
    a.query = query;
    a.heads = a.kvHeads = t.heads;
    a.keySize = a.valueSize = a.keyRead = a.valueRead = t.headSize;
    a.context = visual.attended;
    a.cached = visual.arrive ? visual.tokens : visual.attended; // while generating, the latest image alone
    return softmaxAttention(b, a);
}

} // namespace

TensorId joinVisual(StageBuilder& b, const VisualInput& visual, TensorId text)
{
    const Tensor shape = b.shapeOf(text);
    const TensorId seen = b.sequence(shape.c, visual.tokens, TensorRole::Input);
    const TensorId all = b.sequence(shape.c, visual.tokens + shape.w);
    b.add("embed.visual", OperatorKind::Concat, {seen, text}, all);
    return all;
}

TensorId gatedCrossAttention(StageBuilder& b, const VisualInput& visual, TensorId x)
{
    const Transformer& t = visual.cross;
    const double inner = t.heads * t.headSize;
    const TensorId seen = visual.arrive ? b.sequence(visual.channels, visual.tokens, TensorRole::Input) : -1;
    const std::size_t first = b.stage().operators.size();
    b.beginBlock("cross.attn.", visual.layers);
    if (visual.arrive) {
        Operator& op = b.linearInto("kv", seen, 2 * inner, false, -1);
        op.kvWritten = op.kvKept = b.batch() * visual.tokens * 2 * inner;
    }
    const TensorId query = b.linear("q", b.norm("norm", x, t.norm), inner, false);
    TensorId y = b.linear("out", lookAtImages(b, visual, query), t.width, false);
    x = b.sum("add", gated(b, "gate", y), x);
    b.setPrefix("cross.");
    y = feedForward(b, t, "mlp", b.norm("mlp.norm", x, t.norm), t.ffnWidth);
    x = b.sum("mlp.add", gated(b, "mlp.gate", y), x);
    b.endBlock();
    std::vector<Operator>& all = b.stage().operators;
    markConnector(all.data() + first, all.data() + all.size());
    return x;
}

void expandVisionLanguage(const Scenario& scenario, const VisionLanguage& m, Program& program)
{
    const double images = scenario.workload.images;
    const double together = scenario.workload.batch * images;
    program.stages.push_back(encodeImages(m.vision, together));
    program.stages.push_back(m.connector.kind == ConnectorKind::Resampler ? resampler(m, together)
                                                                          : project(m, together));
    std::vector<Operator>& between = program.stages.back().operators;
    markConnector(between.data(), between.data() + between.size());
    for (Stage& stage : program.stages) {
        stage.samples = scenario.workload.batch; // requests
    }
    const VisualInput visual = visualInput(m, images);
    expandDecoder(scenario, m.language, program, &visual);
}

} // namespace ridge

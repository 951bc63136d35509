#include "core/evaluate/evaluate.h"
#include "core/metrics/catalogue.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <cmath>

using namespace ridge;
using namespace ridge::test;

namespace {

struct Count {
    double parameters = 0, macs = 0;
};

/// A plain vision transformer with a classifier, matrix by matrix.
Count countByHand(const VisionTransformer& v)
{
    const double n = v.patches() + v.classTokens;
    const double d = v.width;
    Count c;
    c.parameters += v.channels * v.patch * v.patch * d + d; // projection of the patches
    c.parameters += v.classTokens * d + n * d;              // class tokens, positions
    c.macs += v.patches() * v.channels * v.patch * v.patch * d;
    for (double layer = 0; layer < v.layers; ++layer) {
        c.parameters += 2 * 2 * d;       // two norms
        c.parameters += 4 * (d * d + d); // q, k, v, out
        c.parameters += d * v.ffnWidth + v.ffnWidth + v.ffnWidth * d + d;
        c.macs += n * (4 * d * d + 2 * d * v.ffnWidth) + 2 * n * n * d;
    }
    c.parameters += 2 * d + d * v.outputs + v.outputs; // last norm, head
    c.macs += d * v.outputs;                           // on the class token alone
    return c;
}

/// Swin, layer by layer, for maps that windows divide.
Count countByHand(const Swin& s)
{
    Count c;
    double side = s.side();
    double d = s.width;
    c.parameters += s.channels * s.patch * s.patch * d + d + 2 * d;
    c.macs += side * side * s.channels * s.patch * s.patch * d;
    for (int stage = 0; stage < Swin::stages; ++stage) {
        if (stage > 0) {
            c.parameters += 2 * 4 * d + 4 * d * 2 * d; // norm and merging of four neighbours, no bias
            side /= 2;
            c.macs += side * side * 4 * d * 2 * d;
            d *= 2;
        }
        const double window = std::min(s.window, side);
        for (double layer = 0; layer < s.depth(stage); ++layer) {
            c.parameters += 2 * 2 * d + 4 * (d * d + d) + (4 * d * d + 4 * d) + (4 * d * d + d);
            c.parameters += (2 * window - 1) * (2 * window - 1) * s.heads(stage);
            c.macs += side * side * (12 * d * d + 2 * window * window * d);
        }
    }
    c.parameters += 2 * d + d * s.classes + s.classes;
    c.macs += d * s.classes;
    return c;
}

Scenario scenarioWith(const ModelBody& body)
{
    Scenario scenario;
    scenario.model = {.id = "v", .name = "V", .family = "Vision transformer", .source = {}, .usual = {}, .body = body};
    scenario.device = roundDevice();
    return scenario;
}

/// 16 patches of 2 × 2 pixels, no class token, so that every count scales without a rest.
VisionTransformer tinyVision()
{
    VisionTransformer v;
    v.image = 8;
    v.patch = 2;
    v.layers = 3;
    v.width = 8;
    v.heads = 2;
    v.headSize = 4;
    v.ffnWidth = 16;
    v.classTokens = 0;
    v.outputs = 5;
    return v;
}

double metricAt(const VisionTransformer& v, const char* id) { return metricOf(evaluate(scenarioWith(v)), id); }

} // namespace

TEST_CASE("A vision transformer has the parameters and MACs that its matrices add up to", "[vision]")
{
    for (const char* id : {"vit-ti-16", "vit-s-16", "vit-b-16", "vit-l-16", "vit-h-14", "deit-s"}) {
        CAPTURE(id);
        const Scenario s = preset(id, "h100-sxm");
        const Count count = countByHand(*s.model.part<VisionTransformer>());
        const Evaluation e = evaluate(s);
        CHECK(metricOf(e, "parameters") == count.parameters);
        CHECK(metricOf(e, "macs") == count.macs);
    }
    // 115,605,504 of the patches + 12·(1,394,343,936 + 59,610,624) of the layers + 768,000 of the head
    CHECK(metricOf(evaluate(preset("vit-b-16", "h100-sxm")), "macs") == 17563828224.0);
}

TEST_CASE("Swin has the parameters and MACs that its stages add up to", "[vision]")
{
    for (const char* id : {"swin-t", "swin-s", "swin-b"}) {
        CAPTURE(id);
        const Scenario s = preset(id, "h100-sxm");
        const Count count = countByHand(*s.model.part<Swin>());
        const Evaluation e = evaluate(s);
        CHECK(metricOf(e, "parameters") == count.parameters);
        CHECK(metricOf(e, "macs") == count.macs);
    }
    const Evaluation t = evaluate(preset("swin-t", "h100-sxm"));
    CHECK(metricOf(t, "parameters") == 28288354);
    // 2·49·N·C per layer: 2·(2·3136·96 + 2·784·192 + 6·196·384 + 2·49·768)·49
    CHECK(metricOf(t, "attention_macs") == 140141568);
}

TEST_CASE("Twice the resolution is four times the tokens, and sixteen times the work of softmax attention", "[vision]")
{
    const VisionTransformer small = tinyVision();
    VisionTransformer large = small;
    large.image *= 2;
    CHECK(metricAt(small, "tokens_initial") == 16);
    CHECK(metricAt(large, "tokens_initial") == 4 * metricAt(small, "tokens_initial"));
    CHECK(metricAt(small, "attention_macs") == 3 * 2 * 16 * 16 * 8); // 2·N²·d in each of 3 layers
    CHECK(metricAt(large, "attention_macs") == 16 * metricAt(small, "attention_macs"));
}

TEST_CASE("Under linear attention the work grows with the tokens, not with their square", "[vision]")
{
    VisionTransformer small = tinyVision();
    small.linearAttention = true;
    VisionTransformer large = small;
    large.image *= 2;
    CHECK(metricAt(small, "attention_macs") == 3 * 2 * 16 * 8 * 4); // 2·N·d·d_h in each of 3 layers
    CHECK(metricAt(large, "attention_macs") == 4 * metricAt(small, "attention_macs"));
    VisionTransformer softmax = small;
    softmax.linearAttention = false;
    CHECK(metricAt(small, "parameters") == metricAt(softmax, "parameters"));
    // Everything else stays: the difference is that of the products alone.
    CHECK(metricAt(softmax, "macs") - metricAt(small, "macs") ==
          metricAt(softmax, "attention_macs") - metricAt(small, "attention_macs"));
}

TEST_CASE("Heads that do not share the width evenly are warned of", "[vision]")
{
    const auto warned = [](double heads) {
        const Evaluation e =
            evaluate(with(preset("vit-b-16", "h100-sxm"), "model.vision.heads", format(heads, Unit::Count)));
        return std::any_of(e.issues.begin(), e.issues.end(), [](const Issue& issue) {
            return issue.severity == Severity::Warning && issue.message.starts_with("Heads × head size is");
        });
    };
    CHECK_FALSE(warned(12)); // 12 · 64 = 768
    CHECK(warned(16));
}

TEST_CASE("Attention is half of all work where tokens reach six times the width", "[vision]")
{
    VisionTransformer v = tinyVision(); // 12·N·d² with a network of 4·d
    v.patch = 1;
    v.channels = 1;
    v.image = 48; // 2304 = 6·384 tokens
    v.width = 384;
    v.ffnWidth = 4 * v.width;
    v.headSize = 192;
    v.layers = 1000; // patches and head vanish beside them
    CHECK(metricAt(v, "attention_share") == Approx(0.5).epsilon(1e-3));
}

TEST_CASE("The distilled DeiT has one more token and one more head", "[vision]")
{
    const Evaluation plain = evaluate(preset("deit-b", "h100-sxm"));
    const Evaluation distilled = evaluate(preset("deit-b-distilled", "h100-sxm"));
    CHECK(metricOf(distilled, "tokens_initial") == metricOf(plain, "tokens_initial") + 1);
    // token and its position, 768 each; 768 × 1000 weights and 1000 biases
    CHECK(metricOf(distilled, "parameters") == metricOf(plain, "parameters") + 2 * 768 + 768000 + 1000);
}

TEST_CASE("Swin shifts windows in every second layer, and not where one window covers the map", "[vision]")
{
    const Evaluation e = evaluate(preset("swin-t", "h100-sxm"));
    double plain = 0, shifted = 0;
    for (const Operator& op : e.program.stages.front().operators) {
        plain += op.name.ends_with("attn.windows") ? op.count : 0;
        shifted += op.name.ends_with("attn.shift_windows") ? op.count : 0;
    }
    CHECK(shifted == 1 + 1 + 3); // depths 2, 2, 6; the last map is 7 × 7, as large as a window
    CHECK(plain == 12 - shifted);
}

TEST_CASE("Windows that do not divide the map are padded to whole ones", "[vision]")
{
    Swin s = *modelPreset("swin-t").part<Swin>();
    s.image = 256; // 64 patches a side: ten windows of 7 instead of 9.14
    const Evaluation e = evaluate(scenarioWith(s));
    for (const Operator& op : e.program.stages.front().operators) {
        if (op.name == "stage1.attn.scores") {
            CHECK(op.sizes.queries == 70 * 70);
            CHECK(op.sizes.context == 49);
        }
    }
    CHECK(metricOf(e, "tokens_initial") == 64 * 64);
}

TEST_CASE("Pixels beyond the last whole patch are not seen", "[vision]")
{
    VisionTransformer v = tinyVision();
    v.image = 9;
    CHECK(metricAt(v, "tokens_initial") == 16);
    v.image = 1; // less than a patch
    CHECK(metricAt(v, "tokens_initial") == 1);
}

TEST_CASE("Layers that are stored but not run have weights and take no time", "[vision]")
{
    VisionLanguage m = *modelPreset("llava-1.5-7b").part<VisionLanguage>();
    const Evaluation without = evaluate(scenarioWith(m));
    m.vision.skippedLayers = 0;
    const Evaluation with = evaluate(scenarioWith(m));
    CHECK(metricOf(with, "parameters") == metricOf(without, "parameters"));
    CHECK(metricOf(with, "memory_footprint") == metricOf(without, "memory_footprint"));
    // the last layer on 577 tokens: 12·N·d² + 2·N²·d
    CHECK(metricOf(with, "macs") - metricOf(without, "macs") == 577.0 * 12 * 1024 * 1024 + 2.0 * 577 * 577 * 1024);
    CHECK(metricOf(with, "latency") > metricOf(without, "latency"));
    const Operator& unused = without.program.stages.front().operators.back();
    CHECK(unused.name == "unused");
    CHECK(unused.weightParameters == 12596224 + 2048); // the layer, and the norm behind it
    CHECK(without.stages.front().operators.back().time.inBaseUnits() == 0);
    CHECK(without.stages.front().operators.back().weights.inBaseUnits() == 0);
}

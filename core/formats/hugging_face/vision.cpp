// Hugging Face config.json of vision transformers and of those with a text encoder beside, by model_type. Keys that a
// file leaves out have the defaults of the library's own configuration classes (transformers 4.40), named beside each
// reader.

#include "core/formats/hugging_face/vision_towers.h"
#include "core/scenario/model_body.h"

#include <cmath>

namespace ridge {
namespace {

constexpr NumberRange layerRange{0, 1e4};

constexpr VisionDefaults vitDefaults{768, 3072, 12, 12, 224, 16};    // ViTConfig, DeiTConfig
constexpr VisionDefaults clipDefaults{768, 3072, 12, 12, 224, 32};   // CLIPVisionConfig
constexpr VisionDefaults siglipDefaults{768, 3072, 12, 12, 224, 16}; // SiglipVisionConfig
constexpr VisionDefaults dinoDefaults{768, 3072, 12, 12, 224, 14};   // Dinov2Config; the width of its network follows
constexpr TextEncoder clipText{12, 512, 8, 2048, 49408};             // CLIPTextConfig
constexpr TextEncoder siglipText{12, 768, 12, 3072, 32000, 768, true, false}; // SiglipTextConfig

/// "ViTModel" leaves without a head.
bool isHeadless(const ObjectReader& c) { return architectureOf(c).ends_with("Model"); }

ModelBody readVit(const Json&, const ObjectReader& c)
{
    VisionTransformer v = readVisionSizes(c, vitDefaults);
    v.outputs = classesOf(c);
    v.head = isHeadless(c) ? VisionHead::None : VisionHead::Classes;
    return v;
}

/// Of the library's DeiT classes only the one with a teacher has a second head; all have the second token.
ModelBody readDeit(const Json&, const ObjectReader& c)
{
    VisionTransformer v = readVisionSizes(c, vitDefaults);
    v.outputs = classesOf(c);
    v.classTokens = 2;
    v.head = isHeadless(c)                                       ? VisionHead::None
             : architectureOf(c) == "DeiTForImageClassification" ? VisionHead::Classes
                                                                 : VisionHead::Distilled;
    return v;
}

ModelBody readDinov2(const Json&, const ObjectReader& c)
{
    VisionTransformer v = readVisionSizes(c, dinoDefaults);
    v.ffnWidth = v.width * c.number("mlp_ratio", countRange, 4);
    v.gated = c.boolean("use_swiglu_ffn", false);
    if (v.gated) {
        v.ffnWidth = std::floor((std::floor(v.ffnWidth * 2 / 3) + 7) / 8) * 8; // Dinov2SwiGLUFFN
    }
    v.classTokens = 1 + c.number("num_register_tokens", countOrNoneRange, 0);
    v.layerScale = v.maskToken = true;
    v.head = VisionHead::None;
    return v;
}

TextEncoder readText(const ObjectReader& c, const TextEncoder& usual)
{
    TextEncoder t = usual;
    t.layers = c.number("num_hidden_layers", layerRange, usual.layers);
    t.width = c.number("hidden_size", countRange, usual.width);
    t.heads = c.number("num_attention_heads", countRange, usual.heads);
    evenHeadSize(c, t.width, t.heads); // a check: its heads share the width in any case
    t.ffnWidth = c.number("intermediate_size", countRange, usual.ffnWidth);
    t.vocabulary = c.number("vocab_size", countRange, usual.vocabulary);
    return t;
}

/// Both towers project into one space.
ModelBody readClip(const Json&, const ObjectReader& c)
{
    DualEncoder m;
    m.vision = readClipVision(ObjectReader(nestedConfig(c, "vision_config"), "vision_config"), clipDefaults);
    m.vision.head = VisionHead::Projection;
    m.vision.outputs = c.number("projection_dim", countRange, 512); // CLIPConfig
    const ObjectReader text(nestedConfig(c, "text_config"), "text_config");
    m.text = readText(text, clipText);
    m.text.projection = m.vision.outputs;
    m.textLength = text.number("max_position_embeddings", countRange, 77);
    return m;
}

ModelBody readSiglip(const Json&, const ObjectReader& c)
{
    DualEncoder m;
    m.contrast = Contrast::Sigmoid;
    m.vision = readSiglipVision(ObjectReader(nestedConfig(c, "vision_config"), "vision_config"));
    const ObjectReader text(nestedConfig(c, "text_config"), "text_config");
    m.text = readText(text, siglipText);
    m.text.projection = text.number("projection_size", countRange, m.text.width);
    m.textLength = text.number("max_position_embeddings", countRange, 64);
    return m;
}

ModelBody readClipTower(const Json&, const ObjectReader& c)
{
    VisionTransformer v = readClipVision(c, clipDefaults);
    if (architectureOf(c).ends_with("WithProjection")) {
        v.head = VisionHead::Projection;
        v.outputs = c.number("projection_dim", countRange, 512); // CLIPVisionConfig
    }
    return v;
}

ModelBody readSiglipTower(const Json&, const ObjectReader& c) { return readSiglipVision(c); }

double entry(const ObjectReader& c, const char* key, std::size_t index, double fallback)
{
    const std::vector<const Json*> values = c.array(key, 4);
    requireThat(values.empty() || values.size() == 4, c, key, "must have four entries.");
    return values.empty() ? fallback : readNumber(*values[index], c.placeOf(key), layerRange);
}

ModelBody readSwin(const Json&, const ObjectReader& c) // SwinConfig has the defaults of Swin-T
{
    Swin s;
    s.image = c.number("image_size", countRange, s.image);
    s.patch = c.number("patch_size", countRange, s.patch);
    requireThat(s.patch <= s.image, c, "patch_size", "is larger than image_size.");
    s.channels = c.number("num_channels", countRange, s.channels);
    s.width = c.number("embed_dim", countRange, s.width);
    double* const depths[] = {&s.depth1, &s.depth2, &s.depth3, &s.depth4};
    double* const heads[] = {&s.heads1, &s.heads2, &s.heads3, &s.heads4};
    for (std::size_t i = 0; i < Swin::stages; ++i) {
        *depths[i] = entry(c, "depths", i, *depths[i]);
        *heads[i] = entry(c, "num_heads", i, *heads[i]);
        requireThat(*heads[i] >= 1, c, "num_heads", "must be at least 1.");
    }
    s.window = c.number("window_size", countRange, s.window);
    s.ffnRatio = c.number("mlp_ratio", countRange, s.ffnRatio);
    requireThat(c.boolean("qkv_bias", true), c, "qkv_bias", "only true is supported.");
    s.classes = isHeadless(c) ? 0 : classesOf(c);
    return s;
}

constexpr const char* visionClass = "Vision transformer";
constexpr const char* languageClass = "Vision-language";
constexpr HuggingFaceFamily families[] = {
    {"vit", readVit, visionClass},
    {"deit", readDeit, visionClass},
    {"swin", readSwin, visionClass},
    {"clip", readClip, languageClass},
    {"clip_vision_model", readClipTower, visionClass},
    {"siglip", readSiglip, languageClass},
    {"siglip_vision_model", readSiglipTower, visionClass},
    {"dinov2", readDinov2, visionClass},
    {"dinov2_with_registers", readDinov2, visionClass},
};

} // namespace

void requireThat(bool holds, const ObjectReader& c, const char* key, const char* sentence)
{
    if (!holds) {
        failAt(c.placeOf(key), sentence);
    }
}

VisionTransformer readVisionSizes(const ObjectReader& c, const VisionDefaults& usual)
{
    VisionTransformer v;
    v.layers = c.number("num_hidden_layers", layerRange, usual.layers);
    v.width = c.number("hidden_size", countRange, usual.width);
    v.heads = c.number("num_attention_heads", countRange, usual.heads);
    v.headSize = evenHeadSize(c, v.width, v.heads);
    v.ffnWidth = c.number("intermediate_size", countRange, usual.ffnWidth);
    v.image = c.number("image_size", countRange, usual.image);
    v.patch = c.number("patch_size", countRange, usual.patch);
    requireThat(v.patch <= v.image, c, "patch_size", "is larger than image_size.");
    v.channels = c.number("num_channels", countRange, 3);
    requireThat(c.boolean("qkv_bias", true), c, "qkv_bias", "only true is supported.");
    return v;
}

VisionTransformer readClipVision(const ObjectReader& c, const VisionDefaults& usual)
{
    VisionTransformer v = readVisionSizes(c, usual);
    v.patchBias = false;
    v.preNorm = true;
    v.head = VisionHead::None;
    return v;
}

VisionTransformer readSiglipVision(const ObjectReader& c)
{
    VisionTransformer v = readVisionSizes(c, siglipDefaults);
    v.classTokens = 0;
    v.head = c.boolean("vision_use_head", true) ? VisionHead::AttentionPool : VisionHead::None;
    return v;
}

const Json& nestedConfig(const ObjectReader& c, const char* key)
{
    static const Json nothing = Json::object();
    const Json* given = c.find(key);
    return given ? *given : nothing;
}

std::span<const HuggingFaceFamily> huggingFaceVision() { return families; }

} // namespace ridge

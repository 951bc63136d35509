// Hugging Face config.json of language models that look at images, by model_type. Keys that a file leaves out have the
// defaults of the library's own configuration classes (transformers), named beside each reader.

#include "core/formats/hugging_face/vision_towers.h"
#include "core/scenario/model_body.h"

#include <cmath>
#include <string_view>
#include <utility>

namespace ridge {
namespace {

constexpr VisionDefaults llavaDefaults{1024, 4096, 24, 16, 336, 14};    // LlavaConfig: CLIP ViT-L/14 at 336
constexpr VisionDefaults pixtralDefaults{1024, 4096, 24, 16, 1024, 16}; // PixtralVisionConfig

/// A language model's configuration class. Where its config is part of another, files may leave out what is usual.
struct LanguageDefaults {
    std::string_view type;
    double width, ffnWidth, layers, heads, kvHeads, vocabulary, positions;
};

constexpr LanguageDefaults languageDefaults[] = {
    {"llama", 4096, 11008, 32, 32, 0, 32000, 2048},         // LlamaConfig; without KV heads: all of them
    {"mistral", 4096, 14336, 32, 32, 8, 32000, 131072},     // MistralConfig
    {"ministral3", 4096, 14336, 34, 32, 8, 131072, 262144}, // Ministral3Config
    {"gemma", 3072, 24576, 28, 16, 16, 256000, 8192},       // GemmaConfig
    {"gemma2", 2304, 9216, 26, 8, 4, 256000, 8192},         // Gemma2Config
};

void addUsual(std::string_view type, Json& text)
{
    for (const LanguageDefaults& usual : languageDefaults) {
        if (usual.type != type) {
            continue;
        }
        const std::pair<const char*, double> sizes[] = {
            {"hidden_size", usual.width},
            {"intermediate_size", usual.ffnWidth},
            {"num_hidden_layers", usual.layers},
            {"num_attention_heads", usual.heads},
            {"num_key_value_heads", usual.kvHeads},
            {"vocab_size", usual.vocabulary},
            {"max_position_embeddings", usual.positions},
        };
        for (const auto& [key, size] : sizes) {
            if (size > 0 && !text.contains(key)) {
                text[key] = size;
            }
        }
    }
}

/// The language model of a file that may say no more than its family, or only what differs from the usual.
Decoder readLanguage(const ObjectReader& c)
{
    Json text = nestedConfig(c, "text_config");
    requireThat(c.find("text_config") || !c.find("hidden_size"), c, "hidden_size",
                "stands in no text_config, where the sizes of the language model are expected.");
    requireThat(text.is_object(), c, "text_config", "must be an object.");
    const std::string given = ObjectReader(text, "text_config").text("model_type", "llama");
    const std::string type = given == "vicuna" ? "llama" : given; // Vicuna is a fine-tuned Llama
    addUsual(type, text);
    for (const HuggingFaceFamily& family : huggingFaceDecoders()) {
        if (type == family.type) {
            const ModelBody body = family.read(text, ObjectReader(text, "text_config"));
            if (const Decoder* decoder = std::get_if<Decoder>(&body)) {
                return *decoder;
            }
        }
    }
    failAt("text_config.model_type", inQuotes(given) + " is not a language model that this reader knows.");
}

/// A transformer like Llama's over patches in two dimensions: gated, RMSNorm, rotary, no biases; one norm in front of
/// the layers and none behind them.
VisionTransformer readPixtralVision(const ObjectReader& c)
{
    VisionTransformer v = readVisionSizes(c, pixtralDefaults);
    v.gated = true;
    v.biases = BiasKind::None;
    v.norm = NormKind::Rms;
    v.positions = VisionPositions::Rotary;
    v.patchBias = false;
    v.preNorm = true;
    v.finalNorm = false;
    v.classTokens = 0;
    return v;
}

VisionTransformer readTower(const ObjectReader& c, const char* usual)
{
    const ObjectReader vision(nestedConfig(c, "vision_config"), "vision_config");
    const std::string type = vision.text("model_type", usual);
    if (type != "siglip_vision_model" && type != "pixtral" && type != "clip_vision_model") {
        failAt(vision.placeOf("model_type"),
               inQuotes(type) + " is none of clip_vision_model, siglip_vision_model, pixtral.");
    }
    VisionTransformer v = type == "siglip_vision_model" ? readSiglipVision(vision)
                          : type == "pixtral"           ? readPixtralVision(vision)
                                                        : readClipVision(vision, llavaDefaults);
    v.head = VisionHead::None;
    return v;
}

/// Hidden state −1 is the last layer's output, −2 the one before it.
void readFeatureLayer(const ObjectReader& c, VisionTransformer& v, double usual)
{
    const double from = c.number("vision_feature_layer", {-1e4, 1e4}, usual);
    v.skippedLayers = from < 0 ? -from - 1 : v.layers - from;
    requireThat(v.skippedLayers >= 0 && v.skippedLayers <= v.layers, c, "vision_feature_layer",
                "is no layer of the vision tower.");
}

ModelBody readLlava(const Json&, const ObjectReader& c)
{
    VisionLanguage m;
    m.vision = readTower(c, "clip_vision_model");
    readFeatureLayer(c, m.vision, -2);
    const std::string strategy = c.text("vision_feature_select_strategy", "default");
    requireThat(strategy == "default" || m.vision.classTokens == 0, c, "vision_feature_select_strategy",
                "only \"default\" is supported: the class token stays behind.");
    m.connector.projectorBias = c.boolean("multimodal_projector_bias", true);
    m.language = readLanguage(c);
    return m;
}

/// Mistral-Small-3.1 and Ministral-3: squares of patches are stacked and reduced by a matrix, behind a norm.
ModelBody readMistral3(const Json&, const ObjectReader& c)
{
    VisionLanguage m;
    m.vision = readTower(c, "pixtral");
    readFeatureLayer(c, m.vision, -1);
    m.connector.projectorBias = c.boolean("multimodal_projector_bias", false);
    m.connector.norm = ConnectorNorm::Rms;
    m.connector.mergeKind = MergeKind::Reduce;
    m.connector.merge = c.number("spatial_merge_size", {1, 64}, 2);
    m.language = readLanguage(c);
    return m;
}

/// Patches are averaged in squares to so many tokens an image, normed, and projected by one matrix without bias.
ModelBody readGemma3Vision(const Json&, const ObjectReader& c)
{
    VisionLanguage m;
    m.vision = readTower(c, "siglip_vision_model");
    const double tokens = c.number("mm_tokens_per_image", countRange, 256);
    m.connector.merge = std::floor(m.vision.side() / std::max(1.0, std::floor(std::sqrt(tokens))));
    requireThat(m.connector.merge >= 1 && m.connector.merge <= 64, c, "mm_tokens_per_image",
                "is no square that fits the patches of an image.");
    m.connector.norm = ConnectorNorm::Rms;
    m.connector.projectorLayers = 1;
    m.connector.projectorBias = false;
    m.language = readLanguage(c);
    return m;
}

/// One linear layer between SigLIP and Gemma.
ModelBody readPaliGemma(const Json&, const ObjectReader& c)
{
    VisionLanguage m;
    m.vision = readTower(c, "siglip_vision_model");
    m.connector.projectorLayers = 1;
    m.language = readLanguage(c);
    return m;
}

constexpr const char* languageClass = "Vision-language";
constexpr HuggingFaceFamily families[] = {
    {"llava", readLlava, languageClass},
    {"mistral3", readMistral3, languageClass, true},
    {"gemma3", readGemma3Vision, languageClass, true},
    {"paligemma", readPaliGemma, languageClass},
};

} // namespace

std::span<const HuggingFaceFamily> huggingFaceVisionLanguage() { return families; }

} // namespace ridge

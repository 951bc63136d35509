#include "core/evaluate/evaluate.h"
#include "core/formats/format_error.h"
#include "core/formats/hugging_face/read_config.h"
#include "core/formats/json/project.h"
#include "core/scenario/model_body.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <fstream>
#include <sstream>

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

// The fields that matter, as published with the checkpoints.
const std::string vit = R"({"model_type": "vit", "hidden_size": 768, "num_hidden_layers": 12,
    "num_attention_heads": 12, "intermediate_size": 3072, "image_size": 224, "patch_size": 16, "num_channels": 3,
    "qkv_bias": true})";
const std::string clip = R"({"model_type": "clip", "projection_dim": 768, "text_config": {"hidden_size": 768},
    "vision_config": {"hidden_size": 1024, "intermediate_size": 4096, "num_attention_heads": 16,
    "num_hidden_layers": 24, "image_size": 336, "patch_size": 14}})";
const std::string llava7 = R"({"model_type": "llava", "torch_dtype": "float16", "vision_feature_layer": -2,
    "vision_feature_select_strategy": "default", "projector_hidden_act": "gelu",
    "text_config": {"_name_or_path": "lmsys/vicuna-7b-v1.5", "model_type": "llama", "max_position_embeddings": 4096,
    "vocab_size": 32064}, "vision_config": {"hidden_size": 1024, "image_size": 336, "intermediate_size": 4096,
    "model_type": "clip_vision_model", "num_attention_heads": 16, "num_hidden_layers": 24, "patch_size": 14,
    "projection_dim": 768, "vocab_size": 32000}})";

const std::string gemma3 = R"({"model_type": "gemma3", "mm_tokens_per_image": 256, "torch_dtype": "bfloat16",
    "text_config": {"model_type": "gemma3_text", "hidden_size": 2560, "intermediate_size": 10240,
    "num_hidden_layers": 34, "sliding_window": 1024}, "vision_config": {"model_type": "siglip_vision_model",
    "hidden_size": 1152, "image_size": 896, "intermediate_size": 4304, "num_attention_heads": 16,
    "num_hidden_layers": 27, "patch_size": 14, "vision_use_head": false}})";
const std::string pixtral = R"({"model_type": "llava", "vision_feature_layer": -1,
    "vision_feature_select_strategy": "full", "text_config": {"model_type": "mistral", "head_dim": 128,
    "hidden_size": 5120, "intermediate_size": 14336, "num_hidden_layers": 40, "num_attention_heads": 32,
    "num_key_value_heads": 8, "sliding_window": null, "vocab_size": 131072}, "vision_config": {"model_type": "pixtral",
    "hidden_size": 1024, "image_size": 1024, "intermediate_size": 4096, "num_hidden_layers": 24,
    "num_attention_heads": 16, "patch_size": 16}})";

std::string replaced(std::string text, const std::string& what, const std::string& with)
{
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

ModelBody bodyOf(const std::string& text) { return *readHuggingFaceConfig(text).body; }
VisionTransformer visionOf(const std::string& text) { return std::get<VisionTransformer>(bodyOf(text)); }

double parametersOf(const std::string& text)
{
    Scenario s;
    s.model = readHuggingFaceConfig(text);
    s.device = roundDevice();
    return metricOf(evaluate(s), "parameters");
}

} // namespace

TEST_CASE("A ViT config gives the model of the preset", "[huggingface]")
{
    const Model model = readHuggingFaceConfig(vit);
    CHECK(model.body == modelPreset("vit-b-16").body);
    CHECK(model.family == "Vision transformer");
    CHECK(parametersOf(vit) == 86567656);
    CHECK(visionOf(replaced(vit, "{", R"({"id2label": {"0": "cat", "1": "dog", "2": "cow"}, )")).outputs == 3);
    CHECK(visionOf(R"({"model_type": "vit"})") == visionOf(vit)); // the library's defaults are ViT-B/16
}

TEST_CASE("The published file of a ViT is read as it is", "[huggingface]")
{
#ifdef RIDGE_REAL_FILES
    std::ifstream file(std::string(RIDGE_REAL_FILES) + "/hf/vit-base-patch16-224/config.json");
    std::stringstream text;
    text << file.rdbuf();
    CHECK((!file.is_open() || parametersOf(text.str()) == 86567656));
#endif
    CHECK(parametersOf(vit) == 86567656); // the same fields
}

TEST_CASE("DeiT has a distillation token, and a second head where it is built with a teacher", "[huggingface]")
{
    const std::string deit = replaced(vit, "\"vit\"", "\"deit\"");
    CHECK(bodyOf(deit) == modelPreset("deit-b-distilled").body);
    const VisionTransformer one =
        visionOf(replaced(deit, "{", R"({"architectures": ["DeiTForImageClassification"], )"));
    CHECK(one.classTokens == 2);
    CHECK(one.head == VisionHead::Classes);
}

TEST_CASE("A CLIP config gives both towers", "[huggingface]")
{
    const DualEncoder given = std::get<DualEncoder>(bodyOf(clip));
    CHECK(given.vision == *modelPreset("clip-vit-l-14-336").part<VisionTransformer>());
    CHECK(given.text.width == 768);
    CHECK(given.text.projection == 768);
    CHECK(readHuggingFaceConfig(clip).family == "Vision-language");
    // The library's defaults are ViT-B/32, to the last parameter.
    CHECK(bodyOf(R"({"model_type": "clip"})") == modelPreset("clip-vit-b-32").body);
    CHECK(visionOf(R"({"model_type": "clip_vision_model"})").head == VisionHead::None);
    CHECK_THROWS_WITH(bodyOf(replaced(clip, R"("patch_size": 14)", R"("patch_size": 400)")),
                      ContainsSubstring("vision_config.patch_size: is larger than image_size"));
    CHECK_THROWS_WITH(bodyOf(replaced(clip, R"("text_config": {)", R"("text_config": {"num_attention_heads": 7, )")),
                      ContainsSubstring("text_config.hidden_size: is not a multiple of num_attention_heads"));
}

TEST_CASE("A CLIP config of the published large model counts its text tower", "[huggingface]")
{
    const std::string large = replaced(replaced(clip, "336", "224"), R"({"hidden_size": 768})",
                                       R"({"hidden_size": 768, "intermediate_size": 3072, "num_attention_heads": 12})");
    CHECK(bodyOf(large) == modelPreset("clip-vit-l-14").body);
    CHECK(parametersOf(large) == 427616513); // openai/clip-vit-large-patch14
    // At 336 pixels there are (336/14)² = 576 patches instead of 256, each with a position 1024 wide.
    CHECK(parametersOf(replaced(large, "224", "336")) == 427616513 + (576 - 256) * 1024);
}

TEST_CASE("SigLIP pools by attention, and its texts are projected with a bias", "[huggingface]")
{
    const std::string siglip = R"({"model_type": "siglip", "vision_config": {"hidden_size": 1152, "image_size": 384,
        "intermediate_size": 4304, "num_attention_heads": 16, "num_hidden_layers": 27, "patch_size": 14},
        "text_config": {"hidden_size": 1152, "intermediate_size": 4304, "num_attention_heads": 16,
        "num_hidden_layers": 27, "vocab_size": 32000}})";
    CHECK(bodyOf(siglip) == modelPreset("siglip-so400m-14").body);
    CHECK(std::get<DualEncoder>(bodyOf(siglip)).vision ==
          *modelPreset("siglip-so400m-14-384").part<VisionTransformer>());
    CHECK(bodyOf(R"({"model_type": "siglip"})") == modelPreset("siglip-b-16").body); // the library's defaults
    CHECK(parametersOf(R"({"model_type": "siglip"})") == 203155970);                 // of the published checkpoint
    CHECK(visionOf(R"({"model_type": "siglip_vision_model"})").head == VisionHead::AttentionPool);
}

TEST_CASE("DINOv2 has layer scales, and the giant a gated network", "[huggingface]")
{
    const std::string base = R"({"model_type": "dinov2", "hidden_size": 768, "image_size": 518, "mlp_ratio": 4,
        "num_attention_heads": 12, "num_hidden_layers": 12, "patch_size": 14, "use_swiglu_ffn": false})";
    CHECK(bodyOf(base) == modelPreset("dinov2-b-14").body);
    const std::string giant = R"({"model_type": "dinov2", "hidden_size": 1536, "image_size": 518, "mlp_ratio": 4,
        "num_attention_heads": 24, "num_hidden_layers": 40, "patch_size": 14, "use_swiglu_ffn": true})";
    CHECK(visionOf(giant).ffnWidth == 4096);  // 4·1536·2/3
    CHECK(parametersOf(giant) == 1136480768); // facebook/dinov2-giant: 1.14 B
    const VisionTransformer registers =
        visionOf(R"({"model_type": "dinov2_with_registers", "num_register_tokens": 4})");
    CHECK(registers.classTokens == 5);
}

TEST_CASE("A Swin config gives the preset, and nothing at all gives Swin-T", "[huggingface]")
{
    const std::string base = R"({"model_type": "swin", "embed_dim": 128, "depths": [2, 2, 18, 2],
        "num_heads": [4, 8, 16, 32], "window_size": 7, "image_size": 224, "patch_size": 4, "mlp_ratio": 4.0})";
    CHECK(bodyOf(base) == modelPreset("swin-b").body);
    CHECK(bodyOf(R"({"model_type": "swin"})") == modelPreset("swin-t").body);
    CHECK_THROWS_WITH(bodyOf(replaced(base, "[2, 2, 18, 2]", "[2, 2]")),
                      ContainsSubstring("depths: must have four entries"));
    CHECK_THROWS_WITH(bodyOf(replaced(base, "[4, 8, 16, 32]", "[4, 8, 16, 0]")), ContainsSubstring("num_heads"));
}

TEST_CASE("A LLaVA config that names Vicuna alone has its sizes by default", "[huggingface]")
{
    const Model model = readHuggingFaceConfig(llava7);
    CHECK(model.body == modelPreset("llava-1.5-7b").body);
    CHECK(model.family == "Vision-language");
    CHECK(parametersOf(llava7) == 7063427072); // llava-hf/llava-1.5-7b-hf
    const std::string large = replaced(llava7, R"("vocab_size": 32064)",
                                       R"("vocab_size": 32064, "hidden_size": 5120, "intermediate_size": 13824,
        "num_attention_heads": 40, "num_hidden_layers": 40)");
    CHECK(bodyOf(large) == modelPreset("llava-1.5-13b").body);
}

TEST_CASE("LLaVA's features come from the layer that the config says", "[huggingface]")
{
    const auto skipped = [](const std::string& layer) {
        const std::string text =
            replaced(llava7, R"("vision_feature_layer": -2)", R"("vision_feature_layer": )" + layer);
        return std::get<VisionLanguage>(bodyOf(text)).vision.skippedLayers;
    };
    CHECK(skipped("-1") == 0);
    CHECK(skipped("-2") == 1);
    CHECK(skipped("23") == 1);
    CHECK_THROWS_WITH(skipped("-30"), ContainsSubstring("is no layer of the vision tower"));
    CHECK_THROWS_WITH(skipped("30"), ContainsSubstring("is no layer of the vision tower"));
}

TEST_CASE("Gemma-3 is read with its tower and its projector, and works on text alone unless images come",
          "[huggingface]")
{
    // SigLIP: 27·(4·(1152² + 1152) + 2·1152·4304 + 4304 + 1152 + 4·1152), patches of 14·14·3 with a bias, (896/14)²
    // positions, a norm; projector: a norm and 1152·2560. Beside them the 3,880,263,168 of the text model.
    const Model model = readHuggingFaceConfig(gemma3);
    CHECK(parametersOf(gemma3) == 3880263168.0 + 416866032 + 2950272);
    Scenario s = baseline(model, roundDevice());
    CHECK(s.workload.images == 0);
    const auto of = [](const Scenario& each, const char* id) { return metricOf(evaluate(each), id); };
    const Scenario text = with(with(s, "workload.prompt_tokens", "4000"), "workload.output_tokens", "0");
    CHECK(of(text, "kv_cache") == (5 * 4000.0 + 29 * 1024) * 2 * 4 * 256 * 2);
    const Scenario image = with(text, "workload.images", "1");
    CHECK(of(image, "kv_cache") - of(text, "kv_cache") == 5 * 256.0 * 2 * 4 * 256 * 2); // 64²/4² tokens an image
    CHECK(of(image, "macs") > of(text, "macs") + 416e6 * 4096 / 2);
    CHECK(of(image, "model_size") == of(text, "model_size")); // the tower is there all the same
    CHECK(readModelJson(writeModelJson(model)) == model);
}

TEST_CASE("Pixtral's tower is gated, without biases, a table of positions or a last norm", "[huggingface]")
{
    // 24·(4·1024² + 3·1024·4096 + 2·1024) + 16·16·3·1024 + 1024, then 1024·5120 + 5120² and two biases; the language
    // model is 2·131072·5120 + 40·(2·5120·4096 + 2·5120·1024 + 3·5120·14336 + 2·5120) + 5120.
    constexpr double tower = 24 * (4 * 1048576.0 + 3 * 1024 * 4096 + 2048) + 768 * 1024 + 1024;
    constexpr double projector = 1024 * 5120.0 + 5120 * 5120.0 + 2 * 5120;
    constexpr double language =
        2 * 131072.0 * 5120 + 40 * (5120.0 * (2 * 4096 + 2 * 1024) + 3 * 5120.0 * 14336 + 2 * 5120) + 5120;
    CHECK(parametersOf(pixtral) == tower + projector + language);
    // Mistral-Small-3.1 reduces squares of 2·2 patches behind a norm: 4·1024² and 1024 more, and no biases.
    const std::string merging = replaced(pixtral, "\"llava\"", "\"mistral3\"");
    CHECK(parametersOf(merging) == tower + projector - 2 * 5120 + 4 * 1048576.0 + 1024 + language);
    CHECK(std::get<VisionLanguage>(bodyOf(merging)).visualTokens() == 32 * 32); // of (1024/16)²
    // Published, the file leaves out what MistralConfig has anyway.
    CHECK(bodyOf(replaced(pixtral, R"("num_attention_heads": 32,)", "")) == bodyOf(pixtral));
    CHECK_THROWS_WITH(bodyOf(replaced(pixtral, "\"pixtral\"", "\"other_tower\"")),
                      ContainsSubstring("\"other_tower\" is none of"));
}

TEST_CASE("A vision model that was saved without its head is counted without", "[huggingface]")
{
    const auto saved = [](const char* type, const char* as) {
        return parametersOf(R"({"model_type": ")" + std::string(type) + R"(", "architectures": [")" + as + "\"]}");
    };
    CHECK(saved("vit", "ViTForImageClassification") - saved("vit", "ViTModel") == 768 * 1000 + 1000);
    CHECK(saved("swin", "SwinForImageClassification") - saved("swin", "SwinModel") == 768 * 1000 + 1000);
    CHECK(saved("clip_vision_model", "CLIPVisionModelWithProjection") - saved("clip_vision_model", "CLIPVisionModel") ==
          768 * 512);
    CHECK(saved("dinov2", "Dinov2ForImageClassification") == saved("dinov2", "Dinov2Model"));
    const Model sorts =
        readHuggingFaceConfig(R"({"model_type": "dinov2", "architectures": ["Dinov2ForImageClassification"]})");
    REQUIRE(sorts.checkpoint->remarks.size() == 1);
    CHECK_THAT(sorts.checkpoint->remarks.front(), ContainsSubstring("head of Dinov2ForImageClassification"));
}

TEST_CASE("What stands beside a language part and is not read is told", "[huggingface]")
{
    const Model model = readHuggingFaceConfig(R"({"model_type": "of_parts", "vision_config": {"depth": 2},
        "text_config": {"model_type": "llama", "hidden_size": 64, "intermediate_size": 96, "num_attention_heads": 4,
        "num_hidden_layers": 2, "vocab_size": 100}})");
    REQUIRE(model.checkpoint->remarks.size() == 1);
    CHECK_THAT(model.checkpoint->remarks.front(), ContainsSubstring("vision_config describes is in no number"));
    const Model heard = readHuggingFaceConfig(R"({"model_type": "of_parts", "audio_config": {}, "aligner_config": {},
        "language_config": {"model_type": "llama", "hidden_size": 64, "intermediate_size": 96,
        "num_attention_heads": 4, "num_hidden_layers": 2, "vocab_size": 100}})");
    CHECK_THAT(heard.checkpoint->remarks.front(), ContainsSubstring("aligner_config and audio_config"));
    CHECK_THROWS_WITH(bodyOf(R"({"model_type": "of_parts", "llm_config": {"model_type": "llama"}})"),
                      ContainsSubstring("llm_config.num_hidden_layers: is missing"));
    CHECK_THROWS_WITH(bodyOf(R"({"model_type": "llava", "hidden_size": 5120, "num_hidden_layers": 40})"),
                      ContainsSubstring("stands in no text_config"));
    const Evaluation e = evaluate(baseline(model, roundDevice()));
    CHECK(std::any_of(e.issues.begin(), e.issues.end(),
                      [&](const Issue& issue) { return issue.message == model.checkpoint->remarks.front(); }));
}

TEST_CASE("A ResNet config gives the preset, and basic blocks the smaller one", "[huggingface]")
{
    CHECK(bodyOf(R"({"model_type": "resnet"})") == modelPreset("resnet-50").body); // the class's defaults
    CHECK(bodyOf(R"({"model_type": "resnet", "layer_type": "basic", "depths": [2, 2, 2, 2],
        "hidden_sizes": [64, 128, 256, 512]})") == modelPreset("resnet-18").body);
    CHECK_THROWS_WITH(bodyOf(R"({"model_type": "resnet", "depths": [2, 2]})"), ContainsSubstring("depths"));
}

TEST_CASE("The autoencoder of Stable Diffusion is counted both ways", "[huggingface]")
{
    const std::string vae = R"({"_class_name": "AutoencoderKL", "block_out_channels": [128, 256, 512, 512],
        "layers_per_block": 2, "latent_channels": 4, "in_channels": 3, "out_channels": 3, "sample_size": 512})";
    CHECK(parametersOf(vae) == 83653863); // stabilityai/sd-vae-ft-mse
    // FLUX's has 16 channels and none of the two convolutions beside the latent: 83,819,683.
    CHECK(parametersOf(replaced(vae, R"("latent_channels": 4)",
                                R"("latent_channels": 16, "use_quant_conv": false, "use_post_quant_conv": false)")) ==
          83819683);
    const Evaluation e = evaluate(baseline(readHuggingFaceConfig(vae), roundDevice()));
    CHECK(std::none_of(e.issues.begin(), e.issues.end(),
                       [](const Issue& issue) { return issue.severity == Severity::Error; }));
    const auto& tensors = e.program.stages.front().tensors;
    CHECK(tensors.back().c == 3);
    CHECK(tensors.back().h == 512); // as large as what came in
}

TEST_CASE("A LLaVA config says what cannot be read", "[huggingface]")
{
    CHECK_THROWS_WITH(bodyOf(replaced(llava7, R"("model_type": "llama")", R"("model_type": "opt")")),
                      ContainsSubstring("text_config.model_type"));
    CHECK_THROWS_WITH(bodyOf(replaced(llava7, R"("default")", R"("full")")),
                      ContainsSubstring("vision_feature_select_strategy"));
    CHECK_THROWS_WITH(bodyOf(R"({"model_type": "llava", "text_config": 3})"), ContainsSubstring("text_config"));
    CHECK_THROWS_AS(bodyOf(R"({"model_type": "llava", "vision_config": []})"), FormatError);
}

TEST_CASE("Vision models come back from their own files as they were", "[json]")
{
    for (const char* id : {"vit-b-16", "deit-b-distilled", "swin-t", "clip-vit-l-14", "siglip-b-16",
                           "clip-vit-l-14-336", "dinov2-b-14", "llava-1.5-7b", "flamingo-80b"}) {
        CAPTURE(id);
        const Model model = modelPreset(id);
        CHECK(readModelJson(writeModelJson(model)) == model);
    }
    const std::string broken = writeModelJson(modelPreset("flamingo-3b"));
    CHECK_THROWS_WITH(readModelJson(replaced(broken, "\"cross_every\"", "\"cross_evry\"")),
                      ContainsSubstring("vision_language.connector.cross_evry"));
    CHECK_THROWS_WITH(readModelJson(replaced(broken, "\"connector\"", "\"connecter\"")),
                      ContainsSubstring("vision_language.connector"));
}

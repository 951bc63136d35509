#include "core/formats/hugging_face/read_config.h"
#include "core/formats/json/project.h"
#include "core/formats/read_file.h"
#include "core/library/baseline.h"
#include "core/library/presets.h"
#include "core/scenario/model_body.h"
#include "tests/support/catch.h"

using namespace ridge;
using Catch::Matchers::ContainsSubstring;

namespace {

// The fields that matter, as published with the checkpoints.
const std::string sd15 = R"({"_class_name": "UNet2DConditionModel", "act_fn": "silu", "attention_head_dim": 8,
    "block_out_channels": [320, 640, 1280, 1280], "cross_attention_dim": 768, "in_channels": 4, "out_channels": 4,
    "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
    "layers_per_block": 2, "sample_size": 64})";
const std::string sd21 = R"({"_class_name": "UNet2DConditionModel", "attention_head_dim": [5, 10, 20, 20],
    "block_out_channels": [320, 640, 1280, 1280], "cross_attention_dim": 1024, "in_channels": 4, "out_channels": 4,
    "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
    "layers_per_block": 2, "sample_size": 96, "use_linear_projection": true})";
const std::string sdxl = R"({"_class_name": "UNet2DConditionModel", "attention_head_dim": [5, 10, 20],
    "addition_embed_type": "text_time", "projection_class_embeddings_input_dim": 2816, "cross_attention_dim": 2048,
    "block_out_channels": [320, 640, 1280], "transformer_layers_per_block": [1, 2, 10], "sample_size": 128,
    "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"], "layers_per_block": 2})";
const std::string dit = R"({"_class_name": "Transformer2DModel", "norm_type": "ada_norm_zero", "num_layers": 28,
    "num_attention_heads": 16, "attention_head_dim": 72, "in_channels": 4, "out_channels": 8, "patch_size": 2,
    "num_embeds_ada_norm": 1000, "sample_size": 32})";

std::string replaced(std::string text, const std::string& what, const std::string& with)
{
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

const Diffusion& diffusionOf(const Model& model) { return *model.part<Diffusion>(); }

} // namespace

TEST_CASE("Every diffusion preset comes back from its file", "[json][diffusion]")
{
    const char* id = GENERATE("sd-1.5", "sd-2.1", "sdxl-base", "dit-xl-2", "dit-xl-2-512", "dit-s-2");
    const Model model = modelPreset(id);
    CHECK(model.family == "Diffusion");
    CHECK(readModelJson(writeModelJson(model)) == model);
}

TEST_CASE("Diffusion fields that are not the defaults come back exactly", "[json][diffusion]")
{
    Diffusion d;
    d.image = 640, d.latentChannels = 16, d.promptLength = 64;
    d.text = TextEncoder{3, 30, 5, 77, 99, 11};
    d.secondText = SecondTextEncoder{{4, 40, 4, 88, 98, 0}};
    UNet unet;
    unet.multiplier1 = 2, unet.multiplier2 = 3, unet.multiplier3 = 5, unet.multiplier4 = 0;
    unet.width = 96, unet.resBlocks = 3, unet.depth1 = 0, unet.depth2 = 2, unet.depth3 = 4, unet.depth4 = 1;
    unet.middleDepth = 7, unet.heads = 3, unet.headSize = 32, unet.contextWidth = 70, unet.vectorWidth = 12;
    d.denoiser = unet;
    ImageDecoder decoder;
    decoder.width = 64, decoder.multiplier3 = 0, decoder.resBlocks = 1;
    d.decoder = decoder;
    Model model;
    model.body = d;
    CHECK(readModelJson(writeModelJson(model)) == model);
    d.denoiser = DiffusionTransformer{2, 24, 3, 50, 4, 10, false};
    d.text.reset();
    model.body = d;
    CHECK(readModelJson(writeModelJson(model)) == model);
}

TEST_CASE("A diffusion model without a denoiser, or with two, is refused", "[json][diffusion]")
{
    const std::string start = R"({"format": "ridgepoint-model", "version": 1, "name": "x", "diffusion": {"image": 256)";
    const std::string unet = R"(, "unet": {"width": 320})";
    CHECK_THROWS_WITH(readModelJson(start + "}}"), ContainsSubstring("exactly one of \"unet\" and \"dit\""));
    CHECK_THROWS_WITH(readModelJson(start + unet + R"(, "dit": {"layers": 1, "width": 8, "heads": 1}}})"),
                      ContainsSubstring("exactly one of \"unet\" and \"dit\""));
    CHECK_THROWS_WITH(readModelJson(start + R"(, "unet": {"width": 320, "heds": 8}}})"),
                      ContainsSubstring("diffusion.unet.heds: unknown field; did you mean \"heads\"?"));
    CHECK(diffusionOf(readModelJson(start + unet + "}}")).image == 256);
}

TEST_CASE("Steps and guidance are kept in scenario files", "[json][diffusion]")
{
    Scenario scenario = baseline(modelPreset("sd-1.5"), devicePreset("h100-sxm"));
    scenario.workload.steps = 20;
    scenario.workload.guidance = Guidance::None;
    CHECK(readScenarioJson(writeScenarioJson(scenario)) == scenario);
    scenario.model = modelPreset("resnet-50"); // where neither is shown
    CHECK(readScenarioJson(writeScenarioJson(scenario)) == scenario);
}

TEST_CASE("Configs of diffusers' U-Nets give the U-Nets of the presets", "[huggingface][diffusion]")
{
    const std::pair<const std::string*, const char*> rows[] = {
        {&sd15, "sd-1.5"}, {&sd21, "sd-2.1"}, {&sdxl, "sdxl-base"}};
    for (const auto& [config, id] : rows) {
        CAPTURE(id);
        const Model model = readHuggingFaceConfig(*config);
        CHECK(model.family == "Diffusion");
        CHECK(diffusionOf(model).denoiser == diffusionOf(modelPreset(id)).denoiser);
        CHECK(diffusionOf(model).image == diffusionOf(modelPreset(id)).image); // latents of 8 × 8 pixels
        CHECK_FALSE(diffusionOf(model).decoder);                               // has a file of its own
    }
}

TEST_CASE("A config of DiT gives the transformer of the preset, under both class names", "[huggingface][diffusion]")
{
    const auto expected = diffusionOf(modelPreset("dit-xl-2")).denoiser;
    CHECK(diffusionOf(readHuggingFaceConfig(dit)).denoiser == expected);
    const std::string named = replaced(dit, "Transformer2DModel", "DiTTransformer2DModel");
    CHECK(diffusionOf(readModel(named, "DiT.json")).denoiser == expected);
    CHECK_THROWS_WITH(readHuggingFaceConfig(replaced(dit, "ada_norm_zero", "ada_norm_single")),
                      ContainsSubstring("norm_type"));
    // model_type "dit" has the authors' own names, and DiT-XL/2 where it leaves something out.
    CHECK(diffusionOf(readHuggingFaceConfig(R"({"model_type": "dit"})")).denoiser == expected);
    const auto small = diffusionOf(modelPreset("dit-s-2")).denoiser;
    CHECK(
        diffusionOf(readHuggingFaceConfig(R"({"model_type": "dit", "depth": 12, "hidden_size": 384, "num_heads": 6})"))
            .denoiser == small);
}

TEST_CASE("A U-Net of other blocks is refused with the field", "[huggingface][diffusion]")
{
    CHECK_THROWS_WITH(readHuggingFaceConfig(replaced(sd15, "\"DownBlock2D\"", "\"AttnDownBlock2D\"")),
                      ContainsSubstring("down_block_types: \"AttnDownBlock2D\" is not a block"));
    CHECK_THROWS_WITH(readHuggingFaceConfig(replaced(sdxl, "[5, 10, 20]", "[5, 10, 8]")),
                      ContainsSubstring("attention_head_dim"));
    CHECK_THROWS_WITH(readHuggingFaceConfig(replaced(sdxl, "[1, 2, 10]", "[1, 2]")),
                      ContainsSubstring("transformer_layers_per_block"));
    CHECK_THROWS_WITH(readHuggingFaceConfig(replaced(sd15, "\"out_channels\": 4", "\"out_channels\": 8")),
                      ContainsSubstring("out_channels"));
    CHECK_THROWS_WITH(readHuggingFaceConfig(replaced(sd15, "320, 640, 1280, 1280", "")),
                      ContainsSubstring("block_out_channels"));
}

TEST_CASE("A U-Net whose levels are no multiples of its width is refused, as its own file would be",
          "[huggingface][diffusion]")
{
    CHECK_THROWS_WITH(readHuggingFaceConfig(replaced(sd15, "320, 640, 1280, 1280", "320, 650, 1280, 1280")),
                      ContainsSubstring("unet.multiplier2"));
}

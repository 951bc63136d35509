#include "core/formats/format_error.h"
#include "core/formats/hugging_face/read_config.h"
#include "core/formats/read_file.h"
#include "core/library/presets.h"
#include "core/scenario/families/transformer.h"
#include "tests/support/catch.h"

#include <fstream>
#include <sstream>

using namespace ridge;
using Catch::Matchers::ContainsSubstring;

namespace {

// The fields that matter, as published with the checkpoints.
const std::string llama3 = R"({"model_type": "llama", "hidden_size": 4096, "intermediate_size": 14336,
    "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8, "max_position_embeddings": 8192,
    "vocab_size": 128256, "tie_word_embeddings": false, "rope_scaling": null, "torch_dtype": "bfloat16"})";

std::string replaced(std::string text, const std::string& what, const std::string& with)
{
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

Decoder decoderOf(const std::string& text) { return *readHuggingFaceConfig(text).decoder(); }

} // namespace

TEST_CASE("A Llama config gives the decoder of the preset", "[huggingface]")
{
    const Model model = readHuggingFaceConfig(llama3);
    CHECK(*model.decoder() == *modelPreset("llama-3-8b").decoder());
    CHECK(model.usual.at("deployment.weights") == "bf16");
    CHECK(model.usual.at("deployment.kv_cache") == "bf16");
    CHECK(model.family == "Language model");
}

TEST_CASE("Missing key/value heads mean as many as query heads", "[huggingface]")
{
    CHECK(decoderOf(replaced(llama3, R"("num_key_value_heads": 8, )", "")).kvHeads == 32);
    CHECK(decoderOf(replaced(llama3, R"("num_key_value_heads": 8)", R"("num_key_value_heads": null)")).kvHeads == 32);
}

TEST_CASE("A head size is taken when given and derived when not", "[huggingface]")
{
    CHECK(decoderOf(llama3).headSize == 128); // 4096 / 32
    CHECK(decoderOf(replaced(llama3, "{", R"({"head_dim": 64, )")).headSize == 64);
}

TEST_CASE("GPT-2 has its own names and defaults", "[huggingface]")
{
    const std::string gpt2 = R"({"model_type": "gpt2", "n_embd": 768, "n_head": 12, "n_layer": 12, "n_positions": 1024,
        "n_inner": null, "vocab_size": 50257})";
    CHECK(decoderOf(gpt2) == *modelPreset("gpt-2").decoder());
    CHECK(readHuggingFaceConfig(gpt2).usual.empty()); // no torch_dtype
}

TEST_CASE("Mistral has a window in every layer unless it says null", "[huggingface]")
{
    const std::string mistral = replaced(llama3, "\"llama\"", "\"mistral\"");
    CHECK(decoderOf(mistral).slidingWindow == 4096); // the family's default
    CHECK(decoderOf(replaced(mistral, "{", R"({"sliding_window": null, )")).slidingWindow == 0);
    CHECK(decoderOf(replaced(mistral, "{", R"({"sliding_window": 1024, )")).slidingWindow == 1024);
    CHECK(decoderOf(mistral).windowEvery == 1);
}

TEST_CASE("Qwen2 has biases on q, k and v, and a window only when it is used", "[huggingface]")
{
    const std::string qwen =
        replaced(llama3, "\"llama\"", R"("qwen2", "sliding_window": 4096, "max_window_layers": 32)");
    CHECK(decoderOf(qwen).biases == BiasKind::Qkv);
    CHECK(decoderOf(qwen).slidingWindow == 0);
    const std::string used = replaced(qwen, "{", R"({"use_sliding_window": true, )");
    CHECK(decoderOf(used).slidingWindow == 0); // no layer is above 32
    CHECK(decoderOf(replaced(used, R"("max_window_layers": 32)", R"("max_window_layers": 0)")).slidingWindow == 4096);
    const Decoder partly = decoderOf(replaced(used, R"("max_window_layers": 32)", R"("max_window_layers": 12)"));
    CHECK(partly.fullLayers == 12);
    CHECK(partly.localLayers() == 20); // of 32, those from layer 12 upwards
}

TEST_CASE("Gemma-2 alternates local layers, has four norms and caps scores and logits", "[huggingface]")
{
    const auto gemma = [](const std::string& more) {
        return decoderOf(R"({"model_type": "gemma2", "hidden_size": 2304, "intermediate_size": 9216, "head_dim": 256,
        "num_attention_heads": 8, "num_hidden_layers": 26, "num_key_value_heads": 4, "vocab_size": 256000,
        "sliding_window": 4096, "max_position_embeddings": 8192)" +
                         more + "}");
    };
    const Decoder d = gemma("");
    CHECK(d.softcap == Softcap::Both); // the family's default: 50 and 30
    CHECK(gemma(R"(, "attn_logit_softcapping": null)").softcap == Softcap::Logits);
    CHECK(gemma(R"(, "final_logit_softcapping": null)").softcap == Softcap::Scores);
    CHECK(gemma(R"(, "attn_logit_softcapping": null, "final_logit_softcapping": null)").softcap == Softcap::None);
    CHECK(d.headSize == 256);
    CHECK(d.slidingWindow == 4096);
    CHECK(d.windowEvery == 2);
    CHECK(d.normsPerLayer == 4);
    CHECK(d.tiedEmbeddings); // the family's default
}

TEST_CASE("Experts of Mixtral and of DeepSeek are read", "[huggingface]")
{
    const Decoder mixtral = decoderOf(replaced(
        llama3, "\"llama\"", R"("mixtral", "num_local_experts": 8, "num_experts_per_tok": 2, "sliding_window": null)"));
    CHECK(mixtral.experts == 8);
    CHECK(mixtral.activeExperts == 2);
    CHECK(mixtral.expertWidth == 14336);
    CHECK(mixtral.slidingWindow == 0);

    const Decoder lite = decoderOf(R"({"model_type": "deepseek_v2", "hidden_size": 2048, "intermediate_size": 10944,
        "num_attention_heads": 16, "num_key_value_heads": 16, "num_hidden_layers": 27, "vocab_size": 102400,
        "kv_lora_rank": 512, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128, "q_lora_rank": null,
        "n_routed_experts": 64, "num_experts_per_tok": 6, "n_shared_experts": 2, "moe_intermediate_size": 1408,
        "first_k_dense_replace": 1, "moe_layer_freq": 1, "max_position_embeddings": 163840})");
    CHECK(lite.latentRank == 512);
    CHECK(lite.headSize == 128);
    CHECK(lite.ropeSize == 64);
    CHECK(lite.valueSize == 128);
    CHECK(lite.queryRank == 0);
    CHECK(lite.experts == 64);
    CHECK(lite.activeExperts == 6);
    CHECK(lite.sharedExperts == 2);
    CHECK(lite.expertWidth == 1408);
    CHECK(lite.denseLayers == 1);
}

TEST_CASE("The name is the last part of the repository, or the shape", "[huggingface]")
{
    CHECK(readHuggingFaceConfig(replaced(llama3, "{", R"({"_name_or_path": "meta-llama/Llama-2-7b-hf/", )")).name ==
          "Llama-2-7b-hf");
    CHECK(readHuggingFaceConfig(replaced(llama3, "{", R"({"_name_or_path": "./", )")).name == "llama 32 × 4096");
    CHECK(readHuggingFaceConfig(llama3).id == "llama-32-4096");
}

TEST_CASE("A config of an unknown family is refused with the families that are known", "[huggingface]")
{
    CHECK_THROWS_WITH(readHuggingFaceConfig(R"({"model_type": "jamba", "hidden_size": 768})"),
                      ContainsSubstring("\"jamba\" is not a family") && ContainsSubstring("llama") &&
                          ContainsSubstring("deepseek_v2"));
    CHECK_THROWS_WITH(readHuggingFaceConfig(R"({"hidden_size": 768})"), ContainsSubstring("model_type: is missing"));
}

TEST_CASE("A config that contradicts itself is refused with the field", "[huggingface]")
{
    const auto with = [](const char* what, const char* instead) { return replaced(llama3, what, instead); };
    CHECK_THROWS_WITH(decoderOf(with(R"("num_key_value_heads": 8)", R"("num_key_value_heads": 5)")),
                      ContainsSubstring("num_key_value_heads"));
    CHECK_THROWS_WITH(decoderOf(with("4096", "4097")), ContainsSubstring("hidden_size"));
    CHECK_THROWS_WITH(decoderOf(with("4096", "-1")), ContainsSubstring("hidden_size: -1 is outside"));
    CHECK_THROWS_WITH(decoderOf(with("4096", "\"4096\"")),
                      ContainsSubstring("hidden_size: expected a number, found text"));
    CHECK_THROWS_WITH(decoderOf(with(R"("vocab_size": 128256, )", "")), ContainsSubstring("vocab_size: is missing"));
    CHECK_THROWS_AS(decoderOf(with("4096", "0")), FormatError);
}

#ifdef RIDGE_REAL_FILES
TEST_CASE("Published configs are read as they are", "[huggingface]")
{
    struct Row {
        const char* folder;
        double layers, heads, kvHeads, width;
    };
    const auto row = GENERATE(Row{"Llama-2-7b-hf", 32, 32, 32, 4096}, Row{"Meta-Llama-3-8B", 32, 32, 8, 4096},
                              Row{"gpt2", 12, 12, 12, 768}, Row{"Mixtral-8x7B-v0.1", 32, 32, 8, 4096},
                              Row{"DeepSeek-V2-Lite", 27, 16, 16, 2048}, Row{"gemma-2-2b", 26, 8, 4, 2304},
                              Row{"Qwen2-0.5B", 24, 14, 2, 896});
    CAPTURE(row.folder);
    std::ifstream file(std::string(RIDGE_REAL_FILES) + "/hf/" + row.folder + "/config.json");
    if (!file) {
        return;
    }
    std::stringstream text;
    text << file.rdbuf();
    const Decoder d = *readModel(text.str(), "config.json").decoder();
    CHECK(d.layers == row.layers);
    CHECK(d.heads == row.heads);
    CHECK(d.kvHeads == row.kvHeads);
    CHECK(d.width == row.width);
}
#endif

#include "core/analysis/evaluation.h"
#include "core/evaluate/evaluate.h"
#include "core/formats/hugging_face/read_config.h"
#include "core/formats/json/project.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Row {
    const char* preset; // the same model in the library, whose count is published
    std::string config; // the fields that matter, as published with the checkpoint
};

double parametersOf(const Model& model)
{
    Scenario scenario;
    scenario.model = model;
    scenario.device = roundDevice();
    return metricOf(evaluate(scenario), "parameters");
}

const std::string falcon7 = R"({"model_type": "falcon", "hidden_size": 4544, "num_attention_heads": 71,
    "num_hidden_layers": 32, "vocab_size": 65024, "alibi": false, "bias": false, "multi_query": true,
    "parallel_attn": true, "new_decoder_architecture": false})";

const std::string stableLm = R"({"model_type": "stablelm", "hidden_size": 2560, "intermediate_size": 6912,
    "num_attention_heads": 32, "num_key_value_heads": 32, "num_hidden_layers": 32, "vocab_size": 50304,
    "max_position_embeddings": 4096, "tie_word_embeddings": false})";

const std::string opt = R"({"model_type": "opt", "hidden_size": 768, "ffn_dim": 3072, "num_attention_heads": 12,
    "num_hidden_layers": 12, "max_position_embeddings": 2048, "vocab_size": 50272, "word_embed_proj_dim": 768,
    "do_layer_norm_before": true})";

const std::string qwenMoe = R"({"model_type": "qwen2_moe", "hidden_size": 2048, "intermediate_size": 5632,
    "num_attention_heads": 16, "num_key_value_heads": 16, "num_hidden_layers": 24, "vocab_size": 151936,
    "max_position_embeddings": 8192, "moe_intermediate_size": 1408, "shared_expert_intermediate_size": 5632,
    "num_experts": 60, "num_experts_per_tok": 4, "decoder_sparse_step": 1, "use_sliding_window": false})";

const std::string mpt = R"({"model_type": "mpt", "d_model": 4096, "n_heads": 32, "n_layers": 32, "expansion_ratio": 4,
    "max_seq_len": 2048, "vocab_size": 50432, "no_bias": true,
    "attn_config": {"alibi": true, "attn_type": "multihead_attention", "qk_ln": false}})";

const std::string qwen3 = R"({"model_type": "qwen3", "hidden_size": 4096, "intermediate_size": 12288, "head_dim": 128,
    "num_attention_heads": 32, "num_key_value_heads": 8, "num_hidden_layers": 36, "vocab_size": 151936,
    "max_position_embeddings": 40960, "attention_bias": false, "tie_word_embeddings": false,
    "use_sliding_window": false, "max_window_layers": 36})";

const std::vector<Row>& rows()
{
    static const std::vector<Row> all{
        {"gpt-j-6b", R"({"model_type": "gptj", "n_embd": 4096, "n_head": 16, "n_layer": 28, "n_inner": null,
            "n_positions": 2048, "vocab_size": 50400, "tie_word_embeddings": false})"},
        {"gpt-neox-20b", R"({"model_type": "gpt_neox", "hidden_size": 6144, "intermediate_size": 24576,
            "num_attention_heads": 64, "num_hidden_layers": 44, "vocab_size": 50432, "max_position_embeddings": 2048,
            "tie_word_embeddings": false, "rotary_pct": 0.25})"},
        {"opt-125m", opt},
        {"bloom-7b1", R"({"model_type": "bloom", "n_layer": 30, "num_attention_heads": 32, "n_embed": 4096,
            "seq_length": 2048, "vocab_size": 250880})"},
        {"falcon-7b", falcon7},
        {"falcon-40b", R"({"model_type": "falcon", "hidden_size": 8192, "num_attention_heads": 128, "num_kv_heads": 8,
            "num_hidden_layers": 60, "vocab_size": 65024, "new_decoder_architecture": true, "parallel_attn": true})"},
        {"mpt-7b", mpt},
        {"stablelm-3b", stableLm},
        {"starcoder2-7b", R"({"model_type": "starcoder2", "hidden_size": 4608, "intermediate_size": 18432,
            "num_attention_heads": 36, "num_key_value_heads": 4, "num_hidden_layers": 32, "vocab_size": 49152,
            "max_position_embeddings": 16384, "sliding_window": 4096, "use_bias": true})"},
        {"phi-2", R"({"model_type": "phi", "hidden_size": 2560, "intermediate_size": 10240, "num_attention_heads": 32,
            "num_hidden_layers": 32, "vocab_size": 51200, "max_position_embeddings": 2048,
            "partial_rotary_factor": 0.4})"},
        {"phi-3-mini", R"({"model_type": "phi3", "hidden_size": 3072, "intermediate_size": 8192,
            "num_attention_heads": 32, "num_key_value_heads": 32, "num_hidden_layers": 32, "vocab_size": 32064,
            "max_position_embeddings": 4096, "sliding_window": null, "tie_word_embeddings": false})"},
        {"gemma-2b", R"({"model_type": "gemma", "hidden_size": 2048, "intermediate_size": 16384, "head_dim": 256,
            "num_attention_heads": 8, "num_key_value_heads": 1, "num_hidden_layers": 18, "vocab_size": 256000,
            "max_position_embeddings": 8192})"},
        {"qwen3-8b", qwen3},
        {"qwen3-30b-a3b", R"({"model_type": "qwen3_moe", "hidden_size": 2048, "intermediate_size": 6144,
            "head_dim": 128, "num_attention_heads": 32, "num_key_value_heads": 4, "num_hidden_layers": 48,
            "vocab_size": 151936, "max_position_embeddings": 40960, "moe_intermediate_size": 768, "num_experts": 128,
            "num_experts_per_tok": 8, "mlp_only_layers": []})"},
        {"qwen1.5-moe-a2.7b", qwenMoe},
        {"deepseek-v3", R"({"model_type": "deepseek_v3", "hidden_size": 7168, "intermediate_size": 18432,
            "num_attention_heads": 128, "num_key_value_heads": 128, "num_hidden_layers": 61, "vocab_size": 129280,
            "kv_lora_rank": 512, "q_lora_rank": 1536, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64,
            "v_head_dim": 128, "n_routed_experts": 256, "num_experts_per_tok": 8, "n_shared_experts": 1,
            "moe_intermediate_size": 2048, "first_k_dense_replace": 3, "max_position_embeddings": 163840})"},
    };
    return all;
}

std::string replaced(std::string text, const std::string& what, const std::string& with)
{
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

Decoder decoderOf(const std::string& text) { return *readHuggingFaceConfig(text).decoder(); }

} // namespace

TEST_CASE("A published config gives the decoder of the library, and so its published count", "[huggingface]")
{
    for (const Row& row : rows()) {
        CAPTURE(row.preset);
        const Model read = readHuggingFaceConfig(row.config);
        const Model ours = modelPreset(row.preset);
        CHECK(parametersOf(read) == parametersOf(ours));
        CHECK(*read.decoder() == *ours.decoder());
    }
}

TEST_CASE("Gemma-3's text model has five local layers to a global one and norms of its heads", "[huggingface]")
{
    // google/gemma-3-1b: 262144·1152 + 26·(1152·1024·2 + 1152·256·2 + 3·1152·6912 + 4·1152 + 2·256) + 1152.
    const std::string gemma = R"({"model_type": "gemma3_text", "hidden_size": 1152, "intermediate_size": 6912,
        "head_dim": 256, "num_attention_heads": 4, "num_key_value_heads": 1, "num_hidden_layers": 26,
        "vocab_size": 262144, "sliding_window": 512, "sliding_window_pattern": 6, "max_position_embeddings": 32768})";
    const Model model = readHuggingFaceConfig(gemma);
    CHECK(parametersOf(model) == 999885952);
    CHECK(model.decoder()->localLayers() == 22); // 4 of 26 are global: layers 6, 12, 18 and 24

    // google/gemma-3-4b-it, as published: its text part leaves out what is usual. Gemma 3 report (arXiv:2503.19786),
    // table 1: 675 M embedding and 3,209 M other parameters; the sum is
    // 262208·2560 + 34·(2560·2048·2 + 2560·1024·2 + 3·2560·10240 + 4·2560 + 2·256) + 2560.
    const Model four = readHuggingFaceConfig(R"({"model_type": "gemma3_text", "hidden_size": 2560,
        "intermediate_size": 10240, "num_hidden_layers": 34, "sliding_window": 1024})");
    CHECK(parametersOf(four) == 3880263168);
    CHECK(four.decoder()->slidingWindow == 1024);
    CHECK(four.decoder()->localLayers() == 29); // 34 less 5
}

TEST_CASE("How much of each head is rotated is read as each family says it", "[huggingface]")
{
    const auto share = [](const std::string& config) { return decoderOf(config).rotaryShare; };
    CHECK(share(stableLm) == 0.25); // the family's default
    CHECK(share(replaced(stableLm, "{", R"({"partial_rotary_factor": 0.5, )")) == 0.5);
    CHECK(share(replaced(stableLm, "{", R"({"rope_parameters": {"partial_rotary_factor": 0.75}, )")) == 0.75);
    CHECK(share(qwen3) == 1);
    const std::string neox = R"({"model_type": "gpt_neox", "hidden_size": 512, "intermediate_size": 2048,
        "num_attention_heads": 8, "num_hidden_layers": 6, "vocab_size": 50304})";
    CHECK(share(neox) == 0.25);
    CHECK(share(replaced(neox, "{", R"({"rotary_pct": 1.0, )")) == 1);
    const std::string gptJ =
        R"({"model_type": "gptj", "n_embd": 4096, "n_head": 16, "n_layer": 28, "vocab_size": 50400})";
    CHECK(share(gptJ) == 0.25); // 64 of 256
    CHECK(share(replaced(gptJ, "{", R"({"rotary_dim": 32, )")) == 0.125);
    CHECK(share(replaced(gptJ, "{", R"({"rotary_dim": null, )")) == 1);
    CHECK_THROWS_WITH(share(replaced(neox, "{", R"({"rotary_pct": 1.5, )")), ContainsSubstring("rotary_pct"));
}

TEST_CASE("The language part of a config of several parts is read", "[huggingface]")
{
    const std::string nested =
        R"({"model_type": "a_model_of_parts", "vision_config": {}, "text_config": )" + qwen3 + "}";
    const Model model = readHuggingFaceConfig(nested);
    CHECK(*model.decoder() == decoderOf(qwen3));
    CHECK_THAT(model.source, ContainsSubstring("language part"));
    CHECK(model.checkpoint->unread == std::vector<std::string>{"vision_config"});
    CHECK(readModelJson(writeModelJson(model)) == model);
    CHECK_THROWS_WITH(decoderOf(replaced(nested, "\"hidden_size\": 4096", "\"hidden_size\": -1")),
                      ContainsSubstring("text_config.hidden_size"));
    CHECK_THROWS_WITH(readHuggingFaceConfig(R"({"model_type": "of_parts", "text_config": {"model_type": "other"}})"),
                      ContainsSubstring("\"of_parts\" is not a family"));
}

TEST_CASE("Biases of Llama's attention and network are read one by one", "[huggingface]")
{
    const std::string llama = replaced(qwen3, R"("attention_bias": false, )", "");
    const auto with = [&](const char* keys) {
        return decoderOf(replaced(llama, R"("model_type": "qwen3",)", std::string(R"("model_type": "llama",)") + keys));
    };
    CHECK(with("").biases == BiasKind::None);
    CHECK(with(R"("attention_bias": true,)").biases == BiasKind::Attention);
    CHECK(with(R"("mlp_bias": true,)").biases == BiasKind::Ffn);
    CHECK(with(R"("attention_bias": true, "mlp_bias": true,)").biases == BiasKind::All);
    // q 4096, k and v 1024 each, output 4096: more than Qwen2's biases by the output's.
    Model biased = modelPreset("qwen3-8b");
    const double none = parametersOf(biased);
    biased.decoder()->biases = BiasKind::Attention;
    CHECK(parametersOf(biased) - none == 36.0 * (4096 + 2 * 1024 + 4096));
}

TEST_CASE("Variants of Falcon, MPT and StableLM change what they say they do", "[huggingface]")
{
    const Decoder rw = decoderOf(replaced(replaced(falcon7, R"("multi_query": true)", R"("multi_query": false)"),
                                          R"("parallel_attn": true)", R"("parallel_attn": false)"));
    CHECK(rw.kvHeads == 71);
    CHECK_FALSE(rw.parallelBlock);
    CHECK(rw.normsPerLayer == 2);
    CHECK(decoderOf(replaced(falcon7, R"("alibi": false)", R"("alibi": true)")).positions == PositionKind::Alibi);
    CHECK(decoderOf(replaced(mpt, "multihead_attention", "multiquery_attention")).kvHeads == 1);
    CHECK(decoderOf(replaced(mpt, R"("alibi": true)", R"("alibi": false)")).positions == PositionKind::Learned);
    CHECK(decoderOf(replaced(mpt, R"("no_bias": true)", R"("no_bias": false)")).norm == NormKind::Layer);
    const Decoder twelve = decoderOf(replaced(stableLm, "{", R"({"use_parallel_residual": true, "qk_layernorm": true,
        "use_qkv_bias": true, )"));
    CHECK(twelve.normsPerLayer == 1);
    CHECK(twelve.qkNorm == QkNorm::Own);
    CHECK(twelve.biases == BiasKind::Qkv);
}

TEST_CASE("What a family cannot be without is refused with the key", "[huggingface]")
{
    CHECK_THROWS_WITH(decoderOf(replaced(opt, R"("hidden_size": 768)", R"("hidden_size": 770)")),
                      ContainsSubstring("hidden_size: is not a multiple of num_attention_heads"));
    CHECK_THROWS_WITH(decoderOf(replaced(qwenMoe, R"("decoder_sparse_step": 1)", R"("decoder_sparse_step": 2)")),
                      ContainsSubstring("decoder_sparse_step"));
    const auto dense = [](const char* layers) {
        return replaced(qwenMoe, "{", std::string(R"({"mlp_only_layers": )") + layers + ", ");
    };
    CHECK(decoderOf(dense("[0, 1]")).denseLayers == 2);
    CHECK_THROWS_WITH(decoderOf(dense("[3]")), ContainsSubstring("mlp_only_layers"));
    CHECK_THROWS_WITH(decoderOf(replaced(mpt, "multihead_attention", "no_attention")),
                      ContainsSubstring("attn_config.attn_type"));
    CHECK_THROWS_WITH(decoderOf(replaced(mpt, R"("qk_ln": false)", R"("qk_ln": true)")), ContainsSubstring("qk_ln"));
}

#include "core/evaluate/evaluate.h"
#include "core/formats/format_error.h"
#include "core/formats/hugging_face/read_config.h"
#include "core/formats/json/project.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

Evaluation runOf(const std::string& text) { return evaluate(baseline(readHuggingFaceConfig(text), roundDevice())); }
double parametersOf(const std::string& text) { return metricOf(runOf(text), "parameters"); }
Decoder decoderOf(const std::string& text) { return *readHuggingFaceConfig(text).decoder(); }

/// Sizes that all small models here share: 2 layers of 64 channels, 4 heads of 16, 2 of keys, 96 in between, 100 words.
std::string small(const std::string& type, const std::string& more = "")
{
    return R"({"model_type": ")" + type +
           R"(", "hidden_size": 64, "intermediate_size": 96, "num_attention_heads": 4, "num_key_value_heads": 2,
           "head_dim": 16, "num_hidden_layers": 2, "vocab_size": 100, "tie_word_embeddings": false)" +
           more + "}";
}

constexpr double tables = 2 * 100 * 64, attention = 3 * 64 * 64, gated = 3 * 64 * 96, norm = 64;
constexpr double qkv = 2 * 64; // biases of queries, keys and values

} // namespace

TEST_CASE("Families that differ from Llama in a few weights are counted with them", "[huggingface]")
{
    CHECK(parametersOf(small("granite")) == tables + 2 * (attention + gated + 2 * norm) + norm);
    CHECK(parametersOf(small("smollm3")) == parametersOf(small("granite")));
    const std::string unsaid = R"({"model_type": "smollm3", "hidden_size": 64, "intermediate_size": 96,
        "num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": 100})";
    CHECK(decoderOf(unsaid).tiedEmbeddings);
    CHECK(parametersOf(small("ministral3")) == parametersOf(small("granite")));
    CHECK(parametersOf(small("granitemoe")) == parametersOf(small("mixtral")));
    // Two matrices instead of three.
    CHECK(parametersOf(small("arcee")) == tables + 2 * (attention + 2 * 64 * 96 + 2 * norm) + norm);
    CHECK(parametersOf(small("seed_oss")) == tables + 2 * (attention + qkv + gated + 2 * norm) + norm);
    // A scale for each element of all queries and all keys.
    CHECK(parametersOf(small("olmo2")) == tables + 2 * (attention + gated + 2 * norm + 64 + 32) + norm);
    CHECK(parametersOf(small("olmo3")) == parametersOf(small("olmo2")));
    CHECK(decoderOf(small("olmo3")).localLayers() == 2); // the fourth would see everything
    CHECK(parametersOf(small("glm")) == tables + 2 * (attention + qkv + gated + 2 * norm) + norm);
    CHECK(parametersOf(small("glm4")) == tables + 2 * (attention + qkv + gated + 4 * norm) + norm);
    const std::string latent =
        R"(, "kv_lora_rank": 32, "qk_nope_head_dim": 16, "qk_rope_head_dim": 8, "v_head_dim": 16)";
    CHECK(decoderOf(small("kimi_k2", latent)) == decoderOf(small("deepseek_v3", latent)));
    const Model further = readHuggingFaceConfig(small("kimi_k2", latent + R"(, "num_nextn_predict_layers": 1)"));
    REQUIRE(further.checkpoint->remarks.size() == 1);
    CHECK_THAT(further.checkpoint->remarks.front(), ContainsSubstring("num_nextn_predict_layers"));
    CHECK(decoderOf(small("smollm3", R"(, "no_rope_layers": [1, 0])")).rotaryShare == 0.5);
    CHECK(decoderOf(small("glm4")).rotaryShare == 0.5);
}

TEST_CASE("gpt-oss has a score per head in every softmax, and biases in router and experts", "[huggingface]")
{
    const std::string text = small("gpt_oss", R"(, "num_local_experts": 8, "num_experts_per_tok": 2,
        "sliding_window": 32)");
    // Per layer: q, k, v and out with biases, a score per head; router; eight experts of three matrices with biases.
    constexpr double expert = gated + 2 * 96 + 64;
    constexpr double layer = attention + qkv + 64 + 4 + 64 * 8 + 8 + 8 * expert + 2 * norm;
    CHECK(parametersOf(text) == tables + 2 * layer + norm);
    CHECK(decoderOf(text).localLayers() == 1);
    const Evaluation e = runOf(text);
    CHECK(e.memory.weights.inBaseUnits() == metricOf(e, "parameters") * 2); // a score is stored where it is counted
}

TEST_CASE("OPT-350M has a narrower table with projections beside it, norms behind and none at the end", "[huggingface]")
{
    // 100·32 + (64 + 2)·64 + 2·32·64 + 2·(4·(64·64 + 64) + 2·64·96 + 96 + 64 + 4·64)
    const std::string text = R"({"model_type": "opt", "hidden_size": 64, "ffn_dim": 96, "num_attention_heads": 4,
        "num_hidden_layers": 2, "max_position_embeddings": 64, "vocab_size": 100, "word_embed_proj_dim": 32,
        "do_layer_norm_before": false})";
    CHECK(parametersOf(text) ==
          100 * 32 + 66 * 64 + 2 * 32 * 64 + 2 * (4 * (64 * 64 + 64) + 2 * 64 * 96 + 96 + 64 + 4 * 64));
    const Model model = readHuggingFaceConfig(text);
    CHECK(readModelJson(writeModelJson(model)) == model);
}

TEST_CASE("Older names of Falcon, Phi and StarCoder are the families of today", "[huggingface]")
{
    const auto same = [](const std::string& old, const std::string& today) {
        CHECK(decoderOf(old) == decoderOf(today));
    };
    same(R"({"model_type": "RefinedWebModel", "hidden_size": 4544, "n_head": 71, "n_layer": 32, "vocab_size": 65024,
             "multi_query": true, "parallel_attn": true, "alibi": false, "bias": false})",
         R"({"model_type": "falcon", "hidden_size": 4544, "num_attention_heads": 71, "num_hidden_layers": 32,
             "vocab_size": 65024, "multi_query": true, "parallel_attn": true, "alibi": false, "bias": false})");
    same(R"({"model_type": "RefinedWeb", "hidden_size": 8192, "n_head": 128, "n_head_kv": 8, "n_layer": 60,
             "vocab_size": 65024, "parallel_attn": true})",
         R"({"model_type": "falcon", "hidden_size": 8192, "num_attention_heads": 128, "num_kv_heads": 8,
             "num_hidden_layers": 60, "vocab_size": 65024, "new_decoder_architecture": true})");
    same(R"({"model_type": "phi-msft", "n_embd": 2560, "n_head": 32, "n_layer": 32, "n_positions": 2048,
             "n_inner": null, "n_head_kv": null, "rotary_dim": 32, "vocab_size": 51200})",
         R"({"model_type": "phi", "hidden_size": 2560, "intermediate_size": 10240, "num_attention_heads": 32,
             "num_hidden_layers": 32, "vocab_size": 51200, "max_position_embeddings": 2048,
             "partial_rotary_factor": 0.4})");
    const std::string coder = R"({"model_type": "gpt_bigcode", "n_embd": 64, "n_head": 4, "n_layer": 2,
        "n_positions": 128, "vocab_size": 100, "torch_dtype": "float32")";
    CHECK(metricOf(runOf(coder + "}"), "kv_cache_per_token") == 2 * 2 * 16 * 4); // one head keeps keys and values
    CHECK(decoderOf(coder + R"(, "multi_query": false})").kvHeads == 4);
}

TEST_CASE("layer_types decides which layers have the window", "[huggingface]")
{
    const auto typed = [](const char* kinds, const char* more = "") {
        std::string list;
        for (const char* kind = kinds; *kind; ++kind) {
            list += std::string(list.empty() ? "" : ", ") + (*kind == 's'   ? "\"sliding_attention\""
                                                             : *kind == 'f' ? "\"full_attention\""
                                                                            : "\"linear_attention\"");
        }
        return R"({"model_type": "qwen2", "hidden_size": 64, "intermediate_size": 96, "num_attention_heads": 4,
            "num_key_value_heads": 2, "num_hidden_layers": 4, "vocab_size": 100, "sliding_window": 16,
            "max_window_layers": 4, "dtype": "bfloat16", "layer_types": [)" +
               list + "]" + more + "}";
    };
    const auto cache = [](const std::string& text) {
        Scenario s = baseline(readHuggingFaceConfig(text), roundDevice());
        s = with(with(s, "workload.prompt_tokens", "100"), "workload.output_tokens", "0");
        return metricOf(evaluate(s), "kv_cache") / (2 * 2 * 16 * 2); // positions, over all layers
    };
    CHECK(cache(typed("sfsf")) == 2 * 100 + 2 * 16);
    CHECK(decoderOf(typed("sfsf")).globalEvery == 2);
    CHECK(cache(typed("fsss")) == 100 + 3 * 16);
    CHECK(decoderOf(typed("fsss")).fullLayers == 1);
    CHECK(cache(typed("sssf")) == 100 + 3 * 16);
    CHECK(cache(typed("sffs")) == 2 * 100 + 2 * 16); // no rule
    CHECK(cache(typed("ssss")) == 4 * 16);
    CHECK(cache(typed("ffff")) == 4 * 100);
    CHECK(cache(typed("sfsf", R"(, "use_sliding_window": false)")) == 4 * 100);
    CHECK_THROWS_WITH(decoderOf(typed("flff")), ContainsSubstring("\"linear_attention\" is not supported"));
    CHECK_THROWS_WITH(decoderOf(typed("fff")), ContainsSubstring("one entry per layer"));
}

TEST_CASE("A decoder whose tokens see both ways, or that has no head, keeps no cache", "[huggingface]")
{
    const std::string gemma = R"({"model_type": "gemma3_text", "architectures": ["Gemma3TextModel"],
        "hidden_size": 64, "intermediate_size": 96, "num_attention_heads": 4, "num_key_value_heads": 2,
        "head_dim": 16, "num_hidden_layers": 2, "vocab_size": 100, "sliding_window": 32,
        "use_bidirectional_attention": true})";
    const Evaluation e = runOf(gemma);
    CHECK(decoderOf(gemma).result == TextResult::StatesBothWays);
    // The table alone, as nothing becomes a word: 100·64 and per layer 3·64², 3·64·96, four norms, two of heads.
    CHECK(metricOf(e, "parameters") == 100 * 64 + 2 * (attention + gated + 4 * norm + 2 * 16) + norm);
    CHECK(e.program.caches.empty());
    CHECK(e.program.stages.size() == 1);
    CHECK(e.program.stages.front().tokens == e.scenario->workload.promptTokens);
    CHECK(findParameter(*e.scenario, "workload.prompt_tokens"));
    CHECK_FALSE(findParameter(*e.scenario, "workload.output_tokens"));

    const Model base = readHuggingFaceConfig(small("mistral", R"(, "architectures": ["MistralModel"])"));
    CHECK(base.decoder()->result == TextResult::States);
    CHECK(base.checkpoint->remarks.size() == 1); // says so
    CHECK(parametersOf(small("mistral", R"(, "architectures": ["MistralModel"])")) ==
          parametersOf(small("mistral", R"(, "architectures": ["MistralForCausalLM"])")) - 100 * 64);
}

TEST_CASE("A head that judges a text instead of continuing it is told and not counted", "[huggingface]")
{
    const auto saved = [](const char* as) {
        return small("qwen2", R"(, "architectures": [")" + std::string(as) + "\"]");
    };
    const Model judge = readHuggingFaceConfig(saved("Qwen2ForSequenceClassification"));
    CHECK(judge.decoder()->result == TextResult::States);
    REQUIRE(judge.checkpoint->remarks.size() == 1);
    CHECK_THAT(judge.checkpoint->remarks.front(), ContainsSubstring("its own head is in no number"));
    CHECK(parametersOf(saved("Qwen2ForSequenceClassification")) == parametersOf(saved("Qwen2ForCausalLM")) - 100 * 64);
    CHECK(readHuggingFaceConfig(saved("Qwen2ForCausalLM")).checkpoint->remarks.empty());
    const std::string bert = R"({"model_type": "bert", "hidden_size": 64, "intermediate_size": 96, "vocab_size": 100,
        "num_attention_heads": 4, "num_hidden_layers": 2, "architectures": [")";
    CHECK(readHuggingFaceConfig(bert + "BertModel\"]}").checkpoint->remarks.empty());
    const Model masked = readHuggingFaceConfig(bert + "BertForMaskedLM\"]}");
    REQUIRE(masked.checkpoint->remarks.size() == 1);
    CHECK_THAT(masked.checkpoint->remarks.front(), ContainsSubstring("head of BertForMaskedLM is in no number"));
}

TEST_CASE("What a text is read for costs the products of a prompt without its head", "[huggingface]")
{
    const Evaluation tokens = runOf(small("llama"));
    const Evaluation states = runOf(small("llama", R"(, "architectures": ["LlamaModel"])"));
    const auto macs = [](const Evaluation& e) { return e.stages.front().totals.macs.inBaseUnits(); };
    CHECK(states.program.stages.front().tokens == tokens.program.stages.front().tokens);
    CHECK(macs(states) == macs(tokens) - 64 * 100); // logits of the last position
}

TEST_CASE("A T5 or CLIP text encoder that was saved alone is counted alone", "[huggingface]")
{
    const std::string t5 = R"({"model_type": "t5", "architectures": ["T5EncoderModel"], "d_ff": 96, "d_kv": 16,
        "d_model": 64, "num_heads": 4, "num_layers": 2, "feed_forward_proj": "gated-gelu", "vocab_size": 100})";
    // Table, biases of 32 distances per head, per layer 4·64² and 3·64·96 and two norms, one norm at the end.
    CHECK(parametersOf(t5) == 100 * 64 + 32 * 4 + 2 * (4 * 64 * 64 + gated + 2 * norm) + norm);
    const std::string mt5 = R"({"model_type": "mt5", "d_ff": 96, "d_kv": 16, "d_model": 64, "num_heads": 4,
        "num_layers": 2, "vocab_size": 100})";
    // The decoder has three blocks of norms and two attentions a layer, and a head of its own.
    CHECK(parametersOf(mt5) == 2 * 100 * 64 + 2 * 32 * 4 + 2 * (4 * 64 * 64 + gated + 2 * norm) + norm +
                                   2 * (8 * 64 * 64 + gated + 3 * norm) + norm);
    // openai/clip-vit-large-patch14: its text encoder is 123,060,480 parameters, as SD 1.x uses it.
    const std::string clip = R"({"model_type": "clip_text_model", "hidden_size": 768, "intermediate_size": 3072,
        "num_attention_heads": 12, "num_hidden_layers": 12, "vocab_size": 49408)";
    CHECK(parametersOf(clip + "}") == 123060480);
    CHECK(parametersOf(clip + R"(, "architectures": ["CLIPTextModelWithProjection"], "projection_dim": 768})") ==
          123060480 + 768 * 768);
    const Model model = readHuggingFaceConfig(clip + "}");
    CHECK(readModelJson(writeModelJson(model)) == model);
}

TEST_CASE("XLM-RoBERTa is a BERT of other tables", "[huggingface]")
{
    const std::string text = R"({"model_type": "xlm-roberta", "hidden_size": 768, "intermediate_size": 3072,
        "num_attention_heads": 12, "num_hidden_layers": 12, "max_position_embeddings": 514, "type_vocab_size": 1,
        "vocab_size": 250002})";
    CHECK(parametersOf(text) == 278043648); // FacebookAI/xlm-roberta-base: 278 M
}

TEST_CASE("Qwen's layers of the gated delta rule are counted where the config says so", "[huggingface]")
{
    const std::string sizes = R"(, "linear_num_value_heads": 4, "linear_num_key_heads": 2, "linear_key_head_dim": 16,
        "linear_value_head_dim": 8, "linear_conv_kernel_dim": 4)";
    const double channels = 2 * 2 * 16 + 4 * 8;
    const double delta = 64 * channels + 4 * channels + 2 * 64 * 4 * 8 + 64 * 2 * 4 + 2 * 4 + 8;
    const double full = attention + 64 * 64 + 2 * 16; // with a gate of the queries' width and a scale of each norm
    const std::string listed = sizes + R"(, "layer_types": ["linear_attention", "full_attention"])";
    CHECK(parametersOf(small("qwen3_5_text", listed)) == tables + delta + full + 2 * (gated + 2 * norm) + norm);
    // Without a list every fourth attends: none of two.
    CHECK(parametersOf(small("qwen3_5_text", sizes)) == tables + 2 * (delta + gated + 2 * norm) + norm);
    CHECK(decoderOf(small("qwen3_5_text", sizes + R"(, "full_attention_interval": 2)")).layerKinds.size() == 2);
    const std::string experts = R"(, "num_experts": 8, "num_experts_per_tok": 2, "moe_intermediate_size": 32,
        "shared_expert_intermediate_size": 32)";
    const double sparse = 64 * 8 + 8 * 3 * 64 * 32 + 3 * 64 * 32 + 64; // router, experts, the shared one and its gate
    CHECK(parametersOf(small("qwen3_next", listed + experts)) ==
          tables + delta + full + 2 * (sparse + 2 * norm) + norm);
    CHECK_THROWS_WITH(decoderOf(small("qwen3", R"(, "layer_types": ["linear_attention", "full_attention"])")),
                      ContainsSubstring("linear_attention"));
}

TEST_CASE("Qwen3-Next-80B-A3B has the parameters that its name says", "[huggingface]")
{
    // Qwen/Qwen3-Next-80B-A3B-Instruct, config.json and model card of September 2025: 80 B in all, 3 B of them active.
    const std::string config = R"({"model_type": "qwen3_next", "hidden_size": 2048, "intermediate_size": 5120,
        "num_hidden_layers": 48, "num_attention_heads": 16, "num_key_value_heads": 2, "head_dim": 256,
        "vocab_size": 151936, "tie_word_embeddings": false, "full_attention_interval": 4, "num_experts": 512,
        "num_experts_per_tok": 10, "moe_intermediate_size": 512, "shared_expert_intermediate_size": 512,
        "linear_num_value_heads": 32, "linear_num_key_heads": 16, "linear_key_head_dim": 128,
        "linear_value_head_dim": 128, "linear_conv_kernel_dim": 4, "max_position_embeddings": 262144})";
    const Evaluation e = runOf(config);
    // 36 × (2048·12288 + 8192·4 + 2048·64 + 64 + 128 + 4096·2048) + 12 × (2048·(8192 + 1024) + 512 + 4096·2048)
    // + 48 × (2048·512 + 512·3·2048·512 + 3·2048·512 + 2048 + 2·2048) + 2·151936·2048 + 2048
    CHECK(metricOf(e, "parameters") == 79'674'391'296.0);
    CHECK(metricOf(e, "parameters") == Approx(80e9).epsilon(0.005));
}

#include "core/evaluate/evaluate.h"
#include "core/formats/hugging_face/read_config.h"
#include "core/formats/json/project.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

// Two layers of 256 channels and 512 in between: q and out 256·256, k and v together 256·256, three of 256·512.
constexpr double layer = 3 * 256 * 256 + 3 * 256 * 512, matrices = 2 * layer;
constexpr double tables = 2 * 1000 * 256, norms = 5 * 256;

std::string llama(const std::string& more)
{
    return R"({"model_type": "llama", "hidden_size": 256, "intermediate_size": 512, "num_attention_heads": 4,
        "num_key_value_heads": 2, "num_hidden_layers": 2, "vocab_size": 1000, "torch_dtype": "bfloat16")" +
           more + "}";
}

std::string quantised(const std::string& config) { return llama(R"(, "quantization_config": )" + config); }

Evaluation runOf(const std::string& text) { return evaluate(baseline(readHuggingFaceConfig(text), roundDevice())); }
double bytesOf(const std::string& text) { return metricOf(runOf(text), "model_size"); }
Deployment deploymentOf(const std::string& text)
{
    return baseline(readHuggingFaceConfig(text), roundDevice()).deployment;
}

std::string remarksOf(const std::string& text)
{
    const Model model = readHuggingFaceConfig(text);
    std::string all;
    for (const std::string& remark : model.checkpoint->remarks) {
        all += remark + "\n";
    }
    return all;
}

} // namespace

TEST_CASE("A config's quantisation sets the bytes of its matrices, scales included", "[huggingface][quantised]")
{
    struct Row {
        const char* config;
        double bits; // of a weight in a linear layer
    };
    const std::vector<Row> rows{
        {R"({"quant_method": "fp8", "activation_scheme": "static", "ignored_layers": ["lm_head"]})", 8},
        {R"({"quant_method": "fp8", "weight_block_size": [128, 128]})", 8 + 32 / 16384.0}, // an FP32 scale a block
        {R"({"quant_method": "fp8", "weight_block_size": [1, 128]})", 8 + 32 / 128.0},
        {R"({"quant_method": "awq", "bits": 4, "group_size": 128, "zero_point": true})", 4 + 20 / 128.0},
        {R"({"quant_method": "awq", "w_bit": 4, "q_group_size": 64, "zero_point": false})", 4 + 16 / 64.0},
        {R"({"quant_method": "gptq", "bits": 4, "group_size": 32, "sym": true})", 4 + 20 / 32.0},
        {R"({"quant_method": "gptq", "bits": 8, "group_size": 128})", 8 + 24 / 128.0},
        {R"({"quant_method": "gptq", "bits": 3, "group_size": 128})", 3 + 19 / 128.0},
        {R"({"quant_method": "bitsandbytes", "load_in_4bit": true})", 4 + 32 / 64.0},
        {R"({"quant_method": "bitsandbytes", "load_in_4bit": true, "bnb_4bit_use_double_quant": true})",
         4 + 8 / 64.0 + 32 / (64.0 * 256)},
        {R"({"load_in_8bit": true, "load_in_4bit": false})", 8},
        {R"({"quant_method": "quanto", "weights": "int8"})", 8},
        {R"({"quant_method": "hqq", "quant_config": {"weight_quant_params": {"nbits": 4, "group_size": 64}}})",
         4 + 32 / 64.0},
        {R"({"quant_method": "bitnet"})", 2},
        {R"({"quant_method": "mxfp4"})", 4 + 8 / 32.0},
        {R"({"quant_method": "modelopt", "quant_algo": "NVFP4", "ignore": ["lm_head"]})", 4 + 8 / 16.0},
        {R"({"quant_method": "compressed-tensors", "ignore": ["re:.*lm_head"], "config_groups": {"group_0":
            {"weights": {"num_bits": 4, "type": "int", "symmetric": true, "group_size": 128, "strategy": "group"},
            "input_activations": null, "targets": ["Linear"]}}})",
         4 + 16 / 128.0},
        {R"({"quant_method": "compressed-tensors", "config_groups": {"group_0":
            {"weights": {"num_bits": 8, "type": "float", "strategy": "channel"}}}})",
         8},
    };
    for (const Row& row : rows) {
        CAPTURE(row.config);
        CHECK(bytesOf(quantised(row.config)) == Approx(matrices * row.bits / 8 + (tables + norms) * 2).epsilon(1e-9));
        CHECK(remarksOf(quantised(row.config)).empty());
    }
    CHECK(bytesOf(llama("")) == (matrices + tables + norms) * 2);
}

TEST_CASE("A format of the catalogue is chosen where there is one, and units multiply what is quantised",
          "[huggingface][quantised]")
{
    const Deployment blocks = deploymentOf(quantised(R"({"quant_method": "fp8", "weight_block_size": [128, 128]})"));
    CHECK(blocks.weights == Precision::FP8Block);
    CHECK(blocks.activations == Precision::FP8);
    CHECK(blocks.kvCache == Precision::BF16); // the config's own
    CHECK(blocks.quantised == QuantisedWeights::Matrices);
    const Deployment gptq = deploymentOf(quantised(R"({"quant_method": "gptq", "bits": 4, "group_size": 32})"));
    CHECK(gptq.weights == Precision::INT4GroupZero);
    CHECK(gptq.groupSize == 32);
    CHECK(gptq.activations == Precision::BF16);
    const Deployment eights = deploymentOf(quantised(R"({"quant_method": "compressed-tensors", "config_groups": {"g":
        {"weights": {"num_bits": 8, "type": "int"}, "input_activations": {"num_bits": 8, "type": "int"}}},
        "kv_cache_scheme": {"num_bits": 8, "type": "float"}})"));
    CHECK(eights.weights == Precision::INT8);
    CHECK(eights.activations == Precision::INT8);
    CHECK(eights.kvCache == Precision::FP8);
}

TEST_CASE("Modules that are not converted keep 16 bits", "[huggingface][quantised]")
{
    const auto keeping = [](const std::string& names) {
        return bytesOf(quantised(
            R"({"quant_method": "awq", "bits": 4, "group_size": 128, "modules_to_not_convert": [)" + names + "]}"));
    };
    constexpr double four = (4 + 20 / 128.0) / 8, rest = (tables + norms) * 2, attention = 3 * 256 * 256;
    CHECK(keeping(R"("lm_head", "model.embed_tokens")") == Approx(matrices * four + rest));
    // One layer's attention of two: the others are quantised.
    CHECK(keeping(R"("model.layers.0.self_attn")") == Approx((matrices - attention) * four + attention * 2 + rest));
    CHECK(keeping(R"("model.layers.*.self_attn")") ==
          Approx((matrices - 2 * attention) * four + 2 * attention * 2 + rest));
    CHECK(keeping(R"("re:.*down_proj$")") == Approx((matrices - 2 * 256 * 512) * four + 2 * 256 * 512 * 2 + rest));
    CHECK_THAT(remarksOf(quantised(R"({"quant_method": "fp8", "modules_to_not_convert": ["mtp_block", "mtp_head",
               "model.layers.0.input_layernorm"]})")),
               ContainsSubstring("\"mtp_block\" and 1 more"));
    CHECK(keeping(R"("model.layers.0.input_layernorm")") == Approx(matrices * four + rest)); // a norm has 16 anyway
}

TEST_CASE("A list of modules may be written as patterns with alternatives", "[huggingface][quantised]")
{
    const auto keeping = [](const std::string& names) {
        return bytesOf(quantised(
            R"({"quant_method": "compressed-tensors", "config_groups": {"group_0": {"targets": ["Linear"], "weights":
            {"num_bits": 4, "type": "int", "symmetric": true, "group_size": 128}}}, "ignore": [)" +
            names + "]}"));
    };
    constexpr double saved = 2 - (4 + 16 / 128.0) / 8, all = (matrices + tables + norms) * 2; // of a weight
    constexpr double matrix = 256 * 512;                                                      // one of the network's
    CHECK(keeping("") == Approx(all - matrices * saved));
    CHECK(keeping(R"("re:.*mlp\\.(gate|up)_proj$")") == Approx(all - (matrices - 4 * matrix) * saved));
    CHECK(keeping(R"("re:model\\.layers\\.(0|1)\\.mlp.*")") == Approx(all - (matrices - 6 * matrix) * saved));
    CHECK(keeping(R"("re:model\\.layers\\.[0-9]+\\.mlp.*")") == Approx(all - (matrices - 6 * matrix) * saved));
    // What a pattern leaves out stands in no words; and as many open ends as a name has cost nothing.
    CHECK_THAT(remarksOf(quantised(R"({"quant_method": "awq", "modules_to_not_convert": ["re:^(?!.*mlp).*$"]})")),
               ContainsSubstring("(?!"));
    std::string endless = "\"re:";
    for (int i = 0; i < 60; ++i) {
        endless += "(a|b|c)";
    }
    CHECK(keeping(endless + "\"") == keeping(""));
}

TEST_CASE("Groups of layers count in the bits of their own", "[huggingface][quantised]")
{
    // The network in NVFP4, 4.5 bits, all else that is linear in FP8, and the output projections as they are.
    const std::string text = quantised(R"({"quant_method": "compressed-tensors", "ignore": ["re:.*o_proj"],
        "config_groups": {"group_0": {"targets": ["re:.*mlp.*"], "weights": {"num_bits": 4, "type": "float",
        "group_size": 16}}, "group_1": {"targets": ["Linear"], "weights": {"num_bits": 8, "type": "float"}}}})");
    constexpr double network = 2 * 3 * 256 * 512, out = 2 * 256 * 256;
    const double bytes = network * 4.5 / 8 + (matrices - network - out) + out * 2 + (tables + norms) * 2;
    CHECK(bytesOf(text) == Approx(bytes).epsilon(1e-9));
    CHECK(remarksOf(text).empty());
    // One group for named modules leaves the others alone.
    CHECK(bytesOf(quantised(R"({"quant_method": "compressed-tensors", "config_groups": {"group_0": {"targets":
        ["re:.*mlp.*"], "weights": {"num_bits": 8, "type": "int", "strategy": "channel"}}}})")) ==
          Approx(network + (matrices - network + tables + norms) * 2));
}

TEST_CASE("Single modules may be stored in other bits", "[huggingface][quantised]")
{
    constexpr double down = 256 * 512, eight = (8 + 24 / 128.0) / 8, four = (4 + 20 / 128.0) / 8;
    const std::string gptq = R"({"quant_method": "gptq", "bits": 4, "group_size": 128, "dynamic":
        {"+:.*down_proj.*": {"bits": 8}, "-:.*self_attn.*": {}}})";
    constexpr double attention = 2 * 3 * 256 * 256;
    CHECK(bytesOf(quantised(gptq)) ==
          Approx(2 * down * eight + (matrices - 2 * down - attention) * four + (attention + tables + norms) * 2));
    const std::string mlx = R"(, "quantization": {"group_size": 64, "bits": 4, "model.layers.1.mlp.down_proj":
        {"group_size": 64, "bits": 8}, "lm_head": false})";
    constexpr double table = 1000 * 256;
    CHECK(bytesOf(llama(mlx)) ==
          Approx((matrices - down + table) * 4.5 / 8 + down * 8.5 / 8 + (table + norms) * 2).epsilon(1e-9));
}

TEST_CASE("Of experts alone in four bits the rest keeps sixteen", "[huggingface][quantised]")
{
    // Eight experts of two layers: three matrices of 256·512 each. Router 256·8, attention, tables and norms stay.
    const std::string mixtral = R"({"model_type": "mixtral", "hidden_size": 256, "intermediate_size": 512,
        "num_attention_heads": 4, "num_key_value_heads": 2, "num_hidden_layers": 2, "vocab_size": 1000,
        "num_local_experts": 8, "num_experts_per_tok": 2, "torch_dtype": "bfloat16",
        "quantization_config": {"quant_method": "mxfp4", "modules_to_not_convert":
        ["model.layers.*.self_attn", "model.layers.*.mlp.router", "model.embed_tokens", "lm_head"]}})";
    CHECK(deploymentOf(mixtral).quantised == QuantisedWeights::Experts);
    constexpr double experts = 2 * 8 * 3 * 256 * 512, others = 2 * (3 * 256 * 256 + 256 * 8) + tables + norms;
    CHECK(bytesOf(mixtral) == experts * 4.25 / 8 + others * 2);
    // Those that work on every token can be named apart from those that are chosen: one of 256·128 in three matrices,
    // beside eight in each of two of three layers.
    const auto deepSeek = [](const std::string& kept) {
        return bytesOf(R"({"model_type": "deepseek_v3", "hidden_size": 256, "intermediate_size": 512,
        "moe_intermediate_size": 128, "n_routed_experts": 8, "num_experts_per_tok": 2, "n_shared_experts": 1,
        "first_k_dense_replace": 1, "num_attention_heads": 4, "num_key_value_heads": 4, "num_hidden_layers": 3,
        "kv_lora_rank": 64, "q_lora_rank": null, "qk_nope_head_dim": 64, "qk_rope_head_dim": 32, "v_head_dim": 64,
        "vocab_size": 1000, "torch_dtype": "bfloat16", "quantization_config": {"quant_method": "fp8",
        "modules_to_not_convert": [)" +
                       kept + "]}}");
    };
    constexpr double matrix = 256 * 128;
    CHECK(deepSeek(R"("re:.*shared_experts.*")") - deepSeek("") == Approx(2 * 3 * matrix));
    CHECK(deepSeek(R"("model.layers.1.mlp.experts")") - deepSeek("") == Approx(8 * 3 * matrix));
    CHECK(deepSeek(R"("model.layers.2.mlp.experts", "model.layers.1.mlp.experts")") - deepSeek("") ==
          Approx(2 * 8 * 3 * matrix));
}

TEST_CASE("MLX quantises tables too, with a scale and a bias a group", "[huggingface][quantised]")
{
    CHECK(bytesOf(llama(R"(, "quantization": {"group_size": 64, "bits": 4})")) ==
          Approx((matrices + tables) * (4 + 32 / 64.0) / 8 + norms * 2));
}

TEST_CASE("A quantisation that is stated for the language part counts", "[huggingface][quantised]")
{
    const std::string nested = R"({"model_type": "of_parts", "text_config": )" +
                               quantised(R"({"quant_method": "bitsandbytes", "load_in_4bit": true})") + "}";
    CHECK(bytesOf(nested) == matrices * 4.5 / 8 + (tables + norms) * 2);
    const std::string otherName = R"({"model_type": "of_parts", "quantization_config": {"quant_method": "bitsandbytes",
        "load_in_4bit": true}, "llm_config": )" +
                                  llama("") + "}";
    CHECK(bytesOf(otherName) == bytesOf(nested));
}

TEST_CASE("A quantisation that is not known is told and changes nothing", "[huggingface][quantised]")
{
    const std::string text = quantised(R"({"quant_method": "aqlm", "nbits_per_codebook": 16})");
    CHECK(bytesOf(text) == bytesOf(llama("")));
    CHECK_THAT(remarksOf(text), ContainsSubstring("\"aqlm\""));
    CHECK(readModelJson(writeModelJson(readHuggingFaceConfig(text))).checkpoint->remarks.size() == 1);
    CHECK_THROWS_WITH(readHuggingFaceConfig(quantised(R"({"quant_method": "gptq", "bits": "four"})")),
                      ContainsSubstring("quantization_config.bits"));
}

#include "core/evaluate/evaluate.h"
#include "core/formats/format_error.h"
#include "core/formats/hugging_face/read_config.h"
#include "core/formats/json/project.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <fstream>
#include <sstream>

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

// The fields that matter, as published with the checkpoints.
const std::string bert = R"({"model_type": "bert", "hidden_size": 768, "intermediate_size": 3072,
    "num_attention_heads": 12, "num_hidden_layers": 12, "max_position_embeddings": 512, "type_vocab_size": 2,
    "position_embedding_type": "absolute", "vocab_size": 30522})";
const std::string distil = R"({"model_type": "distilbert", "dim": 768, "hidden_dim": 3072, "n_heads": 12,
    "n_layers": 6, "max_position_embeddings": 512, "vocab_size": 30522})";
const std::string t5 = R"({"model_type": "t5", "d_ff": 2048, "d_kv": 64, "d_model": 512, "num_heads": 8,
    "num_layers": 6, "relative_attention_num_buckets": 32, "vocab_size": 32128})";
const std::string flan = R"({"model_type": "t5", "d_ff": 1024, "d_kv": 64, "d_model": 512, "num_heads": 6,
    "num_layers": 8, "num_decoder_layers": 8, "feed_forward_proj": "gated-gelu", "tie_word_embeddings": false,
    "relative_attention_num_buckets": 32, "vocab_size": 32128})";
const std::string whisper = R"({"model_type": "whisper", "d_model": 384, "encoder_layers": 4, "decoder_layers": 4,
    "encoder_attention_heads": 6, "decoder_attention_heads": 6, "encoder_ffn_dim": 1536, "decoder_ffn_dim": 1536,
    "num_mel_bins": 80, "max_source_positions": 1500, "max_target_positions": 448, "vocab_size": 51865})";

std::string replaced(std::string text, const std::string& what, const std::string& with)
{
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

} // namespace

TEST_CASE("Configs of encoders and encoder–decoders give the models of the presets", "[huggingface]")
{
    struct Row {
        const std::string& text;
        const char *preset, *modelClass;
    };
    for (const Row& row : {Row{bert, "bert-base", "Language model"}, Row{distil, "distilbert", "Language model"},
                           Row{t5, "t5-small", "Language model"}, Row{flan, "flan-t5-small", "Language model"},
                           Row{whisper, "whisper-tiny", "Speech"}}) {
        INFO(row.preset);
        const Model model = readHuggingFaceConfig(row.text);
        CHECK(model.body == modelPreset(row.preset).body);
        CHECK(model.family == row.modelClass);
    }
}

TEST_CASE("RoBERTa is a BERT with other tables", "[huggingface]")
{
    std::string roberta = replaced(bert, "\"bert\"", "\"roberta\"");
    roberta = replaced(roberta, "\"max_position_embeddings\": 512", "\"max_position_embeddings\": 514");
    roberta = replaced(roberta, "\"type_vocab_size\": 2", "\"type_vocab_size\": 1");
    roberta = replaced(roberta, "30522", "50265");
    CHECK(readHuggingFaceConfig(roberta).body == modelPreset("roberta-base").body);
}

TEST_CASE("What an encoder cannot be read as says which key is in the way", "[huggingface]")
{
    struct Row {
        std::string text, part;
    };
    const auto row = GENERATE_COPY(
        Row{replaced(bert, "absolute", "relative_key"), "position_embedding_type: \"relative_key\""},
        Row{replaced(bert, "\"hidden_size\": 768", "\"hidden_size\": 770"), "hidden_size: is not a multiple"},
        Row{replaced(distil, "\"dim\": 768", "\"dim\": 770"), "dim: is not a multiple"},
        Row{replaced(flan, "gated-gelu", "gated-silu"), "feed_forward_proj: \"gated-silu\""},
        Row{replaced(t5, "\"num_layers\": 6, ", ""), "num_layers: is missing"},
        Row{replaced(whisper, "\"decoder_attention_heads\": 6", "\"decoder_attention_heads\": 8"),
            "decoder_attention_heads: differs"},
        Row{replaced(whisper, "\"decoder_ffn_dim\": 1536", "\"decoder_ffn_dim\": 1024"), "decoder_ffn_dim: differs"});
    INFO(row.text);
    CHECK_THROWS_AS(readHuggingFaceConfig(row.text), FormatError);
    CHECK_THROWS_WITH(readHuggingFaceConfig(row.text), ContainsSubstring(row.part));
}

TEST_CASE("Encoders survive being written and read", "[json]")
{
    for (const char* id : {"bert-base", "distilbert", "t5-3b", "flan-t5-xl", "whisper-large-v3-turbo", "pointnet",
                           "pvcnn", "minkunet-14a", "minkunet-semantickitti"}) {
        INFO(id);
        const Model model = modelPreset(id);
        CHECK(readModelJson(writeModelJson(model)) == model);
        const Scenario s = preset(id, "h100-sxm");
        CHECK(readScenarioJson(writeScenarioJson(s)) == s);
    }
}

#ifdef RIDGE_REAL_FILES
TEST_CASE("The config published with BERT-base gives its parameters", "[huggingface][real]")
{
    std::ifstream file(std::string(RIDGE_REAL_FILES) + "/hf/bert-base-uncased/config.json");
    std::ostringstream text;
    text << file.rdbuf();
    if (!text.str().empty()) {
        const Scenario s = baseline(readHuggingFaceConfig(text.str()), devicePreset("h100-sxm"));
        CHECK(metricOf(evaluate(s), "parameters") == 109482240); // with the pooler
    }
}
#endif

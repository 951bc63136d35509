#include "tests/core/formats/weights/weight_file_builder.h"

#include "core/evaluate/evaluate.h"
#include "core/formats/format_error.h"
#include "core/formats/json/project.h"
#include "core/formats/read_file.h"
#include "tests/support/scenarios.h"

#include "tests/support/catch.h"

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string twoTensors = R"({"__metadata__": {"format": "pt"},
    "embed": {"dtype": "BF16", "shape": [10, 8], "data_offsets": [0, 160]},
    "norm": {"dtype": "F32", "shape": [8], "data_offsets": [160, 192]}})";

/// A llama of 1 layer, width 8, 2 heads, FFN width 16, 10 tokens:
/// 2 · 10 · 8 + 4 · 8 · 8 + 3 · 8 · 16 + 3 · 8 = 824 weights.
const std::string tinyConfig = R"({"model_type": "llama", "num_hidden_layers": 1, "hidden_size": 8,
    "num_attention_heads": 2, "intermediate_size": 16, "vocab_size": 10, "torch_dtype": "bfloat16"})";
constexpr double tinyWeights = 824;

std::string oneTensor(const std::string& dtype, int elements, int bytes, const std::string& name = "w")
{
    return "{\"" + name + "\": {\"dtype\": \"" + dtype + "\", \"shape\": [" + std::to_string(elements) +
           "], \"data_offsets\": [0, " + std::to_string(bytes) + "]}}";
}

std::string refusal(const std::string& bytes, const std::string& name, const Companions& companions = {})
{
    try {
        readModel(bytes, name, companions);
    } catch (const FormatError& error) {
        return error.what();
    }
    return "(read)";
}

} // namespace

TEST_CASE("A safetensors file tells every tensor's format and bytes", "[safetensors]")
{
    const Model model = readModel(safetensors(twoTensors, 192), "model.safetensors");
    REQUIRE(model.checkpoint->tensors.size() == 2);
    CHECK(model.checkpoint->tensors[0] == StoredTensor{"embed", "BF16", 80, 160});
    CHECK(model.checkpoint->tensors[1] == StoredTensor{"norm", "F32", 8, 32});
    const std::vector<FormatTotal> totals = totalsByFormat(*model.checkpoint);
    REQUIRE(totals.size() == 2);
    CHECK(totals[0].format == "BF16");
    CHECK(totals[0].bytes == 160);
}

TEST_CASE("Without a config.json weights stand alone: bytes count, and a remark says what is missing", "[safetensors]")
{
    const Model model = readModel(safetensors(twoTensors, 192), "model.safetensors");
    REQUIRE(model.imported());
    CHECK(model.imported()->format == "safetensors");
    const Evaluation e = evaluate(baseline(model, roundDevice()));
    CHECK(metricOf(e, "parameters") == 88);
    CHECK(metricOf(e, "model_size") == Approx(192).epsilon(1e-12));
    CHECK(metricOf(e, "macs") == 0);
    CHECK_THAT(model.checkpoint->remarks.at(0), ContainsSubstring("config.json"));
    const Scenario scenario = baseline(model, devicePreset("h100-sxm"));
    CHECK(readScenarioJson(writeScenarioJson(scenario)) == scenario);
}

TEST_CASE("The config.json beside a safetensors file says what it computes", "[safetensors]")
{
    const std::string bytes = safetensors(oneTensor("BF16", 824, 1648), 1648);
    CHECK(companionsOf(recognised(bytes, "model.safetensors")) == std::vector<std::string>{"config.json"});
    const Model model = readModel(bytes, "model.safetensors", {{"config.json", tinyConfig}});
    REQUIRE(model.decoder());
    const Evaluation e = evaluate(baseline(model, roundDevice()));
    CHECK(metricOf(e, "parameters") == tinyWeights);
    CHECK(metricOf(e, "model_size") == tinyWeights * 2);
    CHECK(e.scenario->deployment.weights == Precision::BF16);
    CHECK(readModelJson(writeModelJson(model)) == model);
}

TEST_CASE("Packed weights are counted by the architecture, so that the size is still the file's", "[safetensors]")
{
    // 4-bit weights packed by eight into I32, and a scale: 412 + 32 bytes for 824 weights.
    const std::string header = R"({"qweight": {"dtype": "I32", "shape": [103], "data_offsets": [0, 412]},
        "scales": {"dtype": "F16", "shape": [16], "data_offsets": [412, 444]}})";
    const Model model = readModel(safetensors(header, 444), "q.safetensors", {{"config.json", tinyConfig}});
    const Evaluation e = evaluate(baseline(model, roundDevice()));
    CHECK(e.scenario->deployment.weights == Precision::Stored);
    CHECK(e.scenario->deployment.storedBits == 8 * 444 / tinyWeights);
    CHECK(metricOf(e, "model_size") == Approx(444).epsilon(1e-12));
}

TEST_CASE("A sharded checkpoint is read through its index", "[safetensors]")
{
    const std::string index = R"({"metadata": {"total_size": 24}, "weight_map": {
        "a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}})";
    const std::string first = safetensors(oneTensor("F16", 4, 8, "a"), 8);
    const std::string second = safetensors(oneTensor("F32", 4, 16, "b"), 16);
    const std::string name = "model.safetensors.index.json";
    CHECK(companionsOf(recognised(index, name)) == std::vector<std::string>{"model-00001-of-00002.safetensors",
                                                                            "model-00002-of-00002.safetensors",
                                                                            "config.json"});
    const Model model = readModel(
        index, name, {{"model-00001-of-00002.safetensors", first}, {"model-00002-of-00002.safetensors", second}});
    CHECK(totalOf(*model.checkpoint).bytes == 24);
    CHECK(model.checkpoint->tensors.size() == 2);
    CHECK_THAT(refusal(index, name, {{"model-00001-of-00002.safetensors", first}}),
               ContainsSubstring("model-00002-of-00002.safetensors") && ContainsSubstring("one folder"));
    CHECK_THAT(refusal(index, name,
                       {{"model-00001-of-00002.safetensors", first}, {"model-00002-of-00002.safetensors", first}}),
               ContainsSubstring("\"b\" is in none of the files"));
}

TEST_CASE("An index cannot lead out of its folder", "[safetensors]")
{
    for (const char* path :
         {"../secret.safetensors", "/etc/passwd", "a/b.safetensors", "..", "", "C:\\\\x", "a\\u0000b"}) {
        INFO(path);
        const std::string index = std::string(R"({"weight_map": {"w": ")") + path + "\"}}";
        CHECK_THROWS_AS(companionsOf(recognised(index, "i.json")), FormatError);
        CHECK_THAT(refusal(index, "i.json"), ContainsSubstring("no plain file name"));
    }
}

TEST_CASE("Damaged safetensors files are refused with one sentence", "[safetensors]")
{
    const auto sentence = [](const std::string& header) { return refusal(safetensors(header, 16), "m.safetensors"); };
    CHECK_THAT(sentence(oneTensor("F 12", 8, 16)), ContainsSubstring("is not a dtype"));
    CHECK_THAT(sentence(oneTensor("F16", 8, 15)), ContainsSubstring("not as long as its shape"));
    CHECK_THAT(sentence(R"({"w": {"dtype": "F16", "shape": [-1], "data_offsets": [0, 2]}})"),
               ContainsSubstring("outside"));
    CHECK_THAT(sentence(R"({"w": {"dtype": "F16", "shape": [1]}})"), ContainsSubstring("data_offsets"));
    CHECK_THAT(sentence("{}"), ContainsSubstring("holds no tensors"));
    CHECK_THAT(sentence("{\"w\": "), ContainsSubstring("not valid JSON"));
    const std::string good = safetensors(oneTensor("F16", 8, 16), 16);
    CHECK_THAT(refusal(good.substr(0, 20), "m.safetensors"), ContainsSubstring("ends inside its header"));
    CHECK_THAT(refusal(littleEndian(std::uint64_t{1} << 39) + "{", "m.safetensors"), ContainsSubstring("ends inside"));
    // Missing values are said, not refused: sizes are known.
    const Model cut = readModel(good.substr(0, good.size() - 6), "m.safetensors");
    CHECK_THAT(cut.checkpoint->remarks.at(0), ContainsSubstring("cut off") && ContainsSubstring("6.00 B"));
}

TEST_CASE("A part of a checkpoint on its own says so", "[safetensors]")
{
    const Model model = readModel(safetensors(oneTensor("F16", 8, 16), 16), "model-00001-of-00030.safetensors");
    CHECK_THAT(model.checkpoint->remarks.at(0), ContainsSubstring("index.json"));
    CHECK(model.checkpoint->guessed.size() == 1);
}

TEST_CASE("What a config leaves unread is said with its weights beside it", "[safetensors]")
{
    const std::string config = R"({"model_type": "of_parts", "vision_config": {}, "text_config": )" + tinyConfig + "}";
    const Model model =
        readModel(safetensors(oneTensor("NEW9", 8, 16), 16), "model.safetensors", {{"config.json", config}});
    const Evaluation e = evaluate(baseline(model, roundDevice()));
    CHECK(sentenceOf(e.program.gaps) ==
          "Incomplete: not read: vision_config; guessed: what tensors of dtype \"NEW9\" hold.");
    CHECK(readModelJson(writeModelJson(model)) == model);
}

TEST_CASE("Weights alone are incomplete: nothing multiplies them", "[safetensors]")
{
    const Evaluation e = evaluate(baseline(readModel(safetensors(twoTensors, 192), "w.safetensors"), roundDevice()));
    CHECK(sentenceOf(e.program.gaps) == "Incomplete: 2 of 2 operators have no counting rule; not read: what computes "
                                        "with the weights; MACs count 0 % of the weights' use.");
}

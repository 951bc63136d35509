#include "tests/core/formats/weights/weight_file_builder.h"

#include "core/evaluate/evaluate.h"
#include "core/formats/json/project.h"
#include "core/formats/read_file.h"
#include "core/formats/weights/gguf.h"
#include "tests/support/scenarios.h"

#include "tests/support/catch.h"

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// On a machine with what the model usually runs with.
Evaluation evaluated(const Model& model) { return evaluate(baseline(model, roundDevice())); }

std::string remarksOf(const Evaluation& e)
{
    std::string all;
    for (const Issue& issue : e.issues) {
        all += issue.message + "\n";
    }
    return all;
}

} // namespace

TEST_CASE("A GGUF file becomes the decoder that its metadata describes", "[gguf]")
{
    const Model model = readModel(tinyLlama(1, 1, 2).file(), "tiny.F16.gguf");
    REQUIRE(model.decoder());
    const Decoder& d = *model.decoder();
    CHECK(d.layers == 2);
    CHECK(d.width == 64);
    CHECK(d.heads == 4);
    CHECK(d.kvHeads == 2);
    CHECK(d.headSize == 16);
    CHECK(d.ffnWidth == 128);
    CHECK(d.vocabulary == 10);
    CHECK(d.contextLength == 256);
    CHECK(d.gated);
    CHECK(d.norm == NormKind::Rms);
    CHECK(d.normsPerLayer == 2);
    CHECK(d.biases == BiasKind::None);
    CHECK_FALSE(d.tiedEmbeddings);
    CHECK(model.name == "tiny.F16");
    CHECK(metricOf(evaluated(model), "parameters") == tinyLlamaMatrices + tinyLlamaNorms);
}

TEST_CASE("Versions 1, 2 and 3 of GGUF say the same", "[gguf]")
{
    const Model third = readModel(tinyLlama(8, 32, 34, 3).file(), "a.gguf");
    CHECK(readModel(tinyLlama(8, 32, 34, 2).file(), "a.gguf") == third);
    CHECK(readModel(tinyLlama(8, 32, 34, 1).file(), "a.gguf") == third);
}

TEST_CASE("The model size is the exact sum of a file's tensors", "[gguf]")
{
    // Q8_0: 32 weights in 34 bytes; norms in 4 bytes each.
    const double bytes = tinyLlamaMatrices / 32 * 34 + tinyLlamaNorms * 4;
    const Model model = readModel(tinyLlama(8, 32, 34).file(), "tiny.Q8_0.gguf");
    CHECK(totalOf(*model.checkpoint).bytes == bytes);
    const Evaluation e = evaluated(model);
    CHECK(e.scenario->deployment.weights == Precision::Stored);
    CHECK(metricOf(e, "model_size") == Approx(bytes).epsilon(1e-12));
    CHECK(e.computePrecision == Precision::FP16); // the weights are expanded to the activations' format
    CHECK(remarksOf(e).find("of this architecture") == std::string::npos);
}

TEST_CASE("A file of one plain format runs in that format", "[gguf]")
{
    GgufBuilder file;
    file.text("general.architecture", "llama").number("llama.block_count", 1).number("llama.embedding_length", 4);
    file.number("llama.feed_forward_length", 8).number("llama.attention.head_count", 1);
    for (const char* name : {"blk.0.attn_q.weight", "blk.0.attn_k.weight", "token_embd.weight"}) {
        file.tensor(name, {4, 4}, 30, 32);
    }
    const Model model = readModel(file.file(), "bf16.gguf");
    CHECK(model.usual.at("deployment.weights") == "bf16");
    CHECK(model.usual.count("deployment.stored_bits") == 0);
    // The architecture has more than the 48 elements of these tensors, and that is said.
    CHECK_THAT(remarksOf(evaluated(model)), ContainsSubstring("hold 48 elements"));
}

TEST_CASE("Every type of block has its own bits per weight", "[gguf]")
{
    // Bits per weight as the formats' authors state them (ggml-org/llama.cpp, tools/quantize and pull requests).
    const std::pair<std::uint32_t, double> stated[] = {
        {0, 32},      {1, 16},      {2, 4.5},     {3, 5},       {6, 5.5},    {7, 6},       {8, 8.5},     {10, 2.625},
        {11, 3.4375}, {12, 4.5},    {13, 5.5},    {14, 6.5625}, {15, 9.125}, {16, 2.0625}, {17, 2.3125}, {18, 3.0625},
        {19, 1.5625}, {20, 4.5},    {21, 3.4375}, {22, 2.5625}, {23, 4.25},  {24, 8},      {29, 1.75},   {30, 16},
        {34, 1.6875}, {35, 2.0625}, {36, 2},      {39, 4.25},   {40, 4.5},   {41, 1.125},  {42, 2.25}};
    for (const auto& [id, bits] : stated) {
        REQUIRE_FALSE(gguf::tensorTypes(id).empty());
        const gguf::TensorType& type = gguf::tensorTypes(id).front();
        INFO(type.name);
        CHECK(8 * type.blockBytes / type.blockElements == bits);
    }
    CHECK(gguf::tensorTypes(4).empty()); // Q4_2 and Q4_3 went before the format came
    CHECK(gguf::tensorTypes(1000).empty());
}

TEST_CASE("Structure is read from which tensors there are", "[gguf]")
{
    GgufBuilder file;
    file.text("general.architecture", "deepseek2");
    const auto own = [&](const std::string& key, std::uint32_t value) { file.number("deepseek2." + key, value); };
    own("block_count", 3), own("embedding_length", 256), own("feed_forward_length", 512);
    own("attention.head_count", 4), own("attention.head_count_kv", 4);
    own("attention.key_length", 96), own("attention.value_length", 64), own("attention.kv_lora_rank", 32);
    own("rope.dimension_count", 32), own("leading_dense_block_count", 1);
    own("expert_count", 8), own("expert_used_count", 2), own("expert_feed_forward_length", 128);
    file.tensor("token_embd.weight", {256, 1000}, 1, 512'000);
    file.tensor("blk.0.attn_kv_a_mqa.weight", {256, 64}, 1, 32'768);
    file.tensor("blk.0.attn_norm.weight", {256}, 0, 1024);
    file.tensor("blk.0.ffn_norm.weight", {256}, 0, 1024);
    file.tensor("blk.0.ffn_gate.weight", {256, 512}, 1, 262'144);
    file.tensor("blk.0.ffn_up.weight", {256, 512}, 1, 262'144);
    file.tensor("blk.2.ffn_up_exps.weight", {256, 128, 8}, 1, 524'288);
    file.tensor("blk.2.ffn_up_shexp.weight", {256, 256}, 1, 131'072);
    const Model model = readModel(file.header(), "mla.gguf");
    REQUIRE(model.decoder());
    const Decoder& d = *model.decoder();
    CHECK(d.latentRank == 32);
    CHECK(d.ropeSize == 32);
    CHECK(d.headSize == 64); // keys of 96 less 32 with positions
    CHECK(d.valueSize == 64);
    CHECK(d.experts == 8);
    CHECK(d.activeExperts == 2);
    CHECK(d.expertWidth == 128);
    CHECK(d.sharedExperts == 2); // 256 / 128
    CHECK(d.denseLayers == 1);
    CHECK(d.ffnWidth == 512);
    CHECK(d.vocabulary == 1000);
    CHECK(d.tiedEmbeddings); // no output.weight
}

namespace {

/// A decoder of 12 layers, width 64 and 4 heads of 16 on 2 KV heads, with the norms of its heads stored as `scales`.
GgufBuilder headNormed(const std::string& architecture, const std::vector<std::uint64_t>& queryScales,
                       const std::vector<std::uint64_t>& keyScales)
{
    GgufBuilder file;
    file.text("general.architecture", architecture);
    const auto own = [&](const std::string& key, std::uint32_t value) { file.number(architecture + "." + key, value); };
    own("block_count", 12), own("embedding_length", 64), own("feed_forward_length", 128);
    own("attention.head_count", 4), own("attention.head_count_kv", 2), own("attention.key_length", 16);
    own("attention.sliding_window", 32);
    const auto elements = [](const std::vector<std::uint64_t>& sizes) {
        std::uint64_t product = 1;
        for (std::uint64_t size : sizes) {
            product *= size;
        }
        return product;
    };
    file.tensor("token_embd.weight", {64, 100}, 1, 12'800);
    file.tensor("blk.0.attn_q.weight", {64, 64}, 1, 8192);
    if (!queryScales.empty()) {
        file.tensor("blk.0.attn_q_norm.weight", queryScales, 0, 4 * elements(queryScales));
        file.tensor("blk.0.attn_k_norm.weight", keyScales, 0, 4 * elements(keyScales));
    }
    return file;
}

Decoder decoderIn(const GgufBuilder& file) { return *readModel(file.header(), "file.gguf").decoder(); }

} // namespace

TEST_CASE("Norms of the heads are read from the tensors that hold their scales", "[gguf]")
{
    CHECK(decoderIn(headNormed("qwen3", {}, {})).qkNorm == QkNorm::None);
    CHECK(decoderIn(headNormed("qwen3", {16}, {16})).qkNorm == QkNorm::Shared);
    CHECK(decoderIn(headNormed("stablelm", {16, 4}, {16, 2})).qkNorm == QkNorm::Own);
    CHECK(decoderIn(headNormed("olmo2", {64}, {32})).qkNorm == QkNorm::Own); // over all heads at once: as many scales
}

TEST_CASE("Gemma-3's local layers are five to a global one", "[gguf]")
{
    GgufBuilder file = headNormed("gemma3", {16}, {16});
    const Decoder d = decoderIn(file);
    CHECK(d.slidingWindow == 32);
    CHECK(d.globalEvery == 6);
    CHECK(d.localLayers() == 10); // layers 6 and 12 are not
    CHECK(d.qkNorm == QkNorm::Shared);
    file.number("gemma3.attention.sliding_window_pattern", 3);
    CHECK(decoderIn(file).localLayers() == 8);
    CHECK_THAT(remarksOf(evaluated(readModel(file.header(), "file.gguf"))), !ContainsSubstring("which ones the file"));
}

TEST_CASE("Soft caps are read from the file", "[gguf]")
{
    GgufBuilder file = headNormed("gemma2", {}, {});
    CHECK(decoderIn(file).softcap == Softcap::None);
    file.number("gemma2.attn_logit_softcapping", 50);
    CHECK(decoderIn(file).softcap == Softcap::Scores);
    file.number("gemma2.final_logit_softcapping", 30);
    CHECK(decoderIn(file).softcap == Softcap::Both);
}

TEST_CASE("The rotated part of a head is read from the file", "[gguf]")
{
    GgufBuilder file = headNormed("gptneox", {}, {});
    CHECK(decoderIn(file).rotaryShare == 1); // not stated
    file.number("gptneox.rope.dimension_count", 4);
    CHECK(decoderIn(file).rotaryShare == 0.25);
}

TEST_CASE("Weights whose architecture is no decoder stand alone, and a config.json beside them helps", "[gguf]")
{
    GgufBuilder file;
    file.text("general.architecture", "mamba").number("mamba.block_count", 1);
    file.tensor("blk.0.ssm_in.weight", {64, 64}, 12 - 12, 16'384);
    const Model model = readModel(file.file(), "mamba.gguf");
    REQUIRE(model.imported());
    const Evaluation e = evaluated(model);
    CHECK(metricOf(e, "model_size") == 16'384); // 64 · 64 · 4
    CHECK(metricOf(e, "macs") == 0);
    CHECK_THAT(remarksOf(e), ContainsSubstring("'mamba'") && ContainsSubstring("config.json"));
    CHECK(readModelJson(writeModelJson(model)) == model);
}

TEST_CASE("The parts of a split GGUF file are read together", "[gguf]")
{
    GgufBuilder first, second;
    first.text("general.architecture", "x").tensor("a", {32}, 0, 128);
    second.number("split.no", 1).tensor("b", {64}, 1, 128);
    const std::string part1 = first.file(), part2 = second.file();
    const std::string name1 = "x-00001-of-00002.gguf", name2 = "x-00002-of-00002.gguf";
    CHECK(companionsOf(recognised(part2, name2)) == std::vector<std::string>{name1, name2, "config.json"});
    const Model both = readModel(part2, name2, {{name1, part1}});
    REQUIRE(both.checkpoint->tensors.size() == 2);
    CHECK(both.checkpoint->tensors[0].name == "a");
    CHECK(totalOf(*both.checkpoint).bytes == 256);
    CHECK(both.checkpoint->remarks.size() == 1); // about the architecture alone
    const Model one = readModel(part2, name2);
    CHECK(one.checkpoint->tensors.size() == 1);
    CHECK_THAT(one.checkpoint->remarks.front(), ContainsSubstring("1 of 2 parts"));
    CHECK(companionsOf(recognised(part1, "x.gguf")) == std::vector<std::string>{"config.json"});
    CHECK(companionsOf(recognised(part1, "x-00001-of-99999.gguf")) == std::vector<std::string>{"config.json"});
}

TEST_CASE("A GGUF file of the other byte order reads the same", "[gguf]")
{
    // One number and one tensor of two F32, every count reversed by hand.
    const auto big = [](auto value) {
        std::string bytes = littleEndian(value);
        return std::string(bytes.rbegin(), bytes.rend());
    };
    const auto text = [&](const std::string& s) { return big(std::uint64_t(s.size())) + s; };
    const std::string bytes = "GGUF" + big(std::uint32_t{3}) + big(std::uint64_t{1}) + big(std::uint64_t{1}) +
                              text("general.alignment") + big(std::uint32_t{4}) + big(std::uint32_t{32}) + text("w") +
                              big(std::uint32_t{1}) + big(std::uint64_t{2}) + big(std::uint32_t{0}) +
                              big(std::uint64_t{0});
    const Model model = readModel(bytes, "big.gguf");
    REQUIRE(model.checkpoint->tensors.size() == 1);
    CHECK(model.checkpoint->tensors[0] == StoredTensor{"w", "F32", 2, 8});
}

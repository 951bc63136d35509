// Layers of a GGUF file that differ from each other, and types and byte orders that not every program knows.

#include "core/evaluate/evaluate.h"
#include "core/formats/json/project.h"
#include "core/formats/read_file.h"
#include "core/formats/weights/gguf.h"
#include "tests/core/formats/weights/weight_file_builder.h"
#include "tests/support/scenarios.h"

#include "tests/support/catch.h"

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

Evaluation evaluated(const Model& model) { return evaluate(baseline(model, roundDevice())); }

std::string remarksOf(const Model& model)
{
    std::string all;
    for (const std::string& remark : model.checkpoint->remarks) {
        all += remark + "\n";
    }
    return all;
}

/// A decoder of width 64, 4 heads of 16 on 2 KV heads and 100 tokens, of which every layer has the tensors it says.
struct Layered {
    GgufBuilder file;
    std::string architecture;
    double elements = 0;

    explicit Layered(std::string name, std::uint32_t layers) : architecture(std::move(name))
    {
        file.text("general.architecture", architecture);
        own("block_count", layers), own("embedding_length", 64), own("context_length", 4096);
        tensor("token_embd.weight", {64, 100}), tensor("output_norm.weight", {64});
    }
    void own(const std::string& key, std::uint32_t value) { file.number(architecture + "." + key, value); }
    void own(const std::string& key, const std::vector<std::uint32_t>& values)
    {
        file.numbers(architecture + "." + key, values);
    }
    void tensor(const std::string& name, const std::vector<std::uint64_t>& sizes)
    {
        std::uint64_t count = 1;
        for (std::uint64_t size : sizes) {
            count *= size;
        }
        elements += static_cast<double>(count);
        file.tensor(name, sizes, 1, 2 * count);
    }
    void attention(int layer, std::uint64_t head = 16, std::uint64_t kvHeads = 2)
    {
        const std::string block = "blk." + std::to_string(layer) + ".";
        tensor(block + "attn_norm.weight", {64}), tensor(block + "attn_q.weight", {64, 4 * head});
        tensor(block + "attn_k.weight", {64, kvHeads * head}), tensor(block + "attn_v.weight", {64, kvHeads * head});
        tensor(block + "attn_output.weight", {4 * head, 64});
    }
    void network(int layer, std::uint64_t inner)
    {
        const std::string block = "blk." + std::to_string(layer) + ".";
        tensor(block + "ffn_norm.weight", {64}), tensor(block + "ffn_gate.weight", {64, inner});
        tensor(block + "ffn_up.weight", {64, inner}), tensor(block + "ffn_down.weight", {inner, 64});
    }
    Model read() const { return readModel(file.header(), "layers.gguf"); }
    /// At so many positions of one sequence, in elements of 16 bits.
    double cached(double positions) const
    {
        Scenario s = baseline(read(), roundDevice());
        s.workload = {.batch = 1, .promptTokens = positions, .outputTokens = 0};
        return metricOf(evaluate(s), "kv_cache") / 2;
    }
};

} // namespace

TEST_CASE("Lists of heads and widths say which layers attend and how wide their networks are", "[gguf]")
{
    Layered deci("deci", 5);
    deci.own("attention.head_count", {4, 0, 4, 0, 4});
    deci.own("attention.head_count_kv", {2, 0, 1, 0, 2});
    deci.own("feed_forward_length", {128, 32, 128, 0, 64});
    deci.attention(0), deci.network(0, 128);
    deci.network(1, 32);
    deci.attention(2, 16, 1), deci.network(2, 128);
    deci.attention(4), deci.network(4, 64);
    CHECK(metricOf(evaluated(deci.read()), "parameters") == deci.elements);
    CHECK(deci.cached(1000) == (2 + 1 + 2) * 2 * 16 * 1000); // KV heads · K and V · size · positions
    CHECK(readModelJson(writeModelJson(deci.read())) == deci.read());
}

TEST_CASE("A mask says which layers have a window", "[gguf]")
{
    for (const char* architecture : {"gemma3", "newer-than-this-program"}) {
        Layered masked(architecture, 4);
        masked.own("attention.head_count", 4), masked.own("attention.head_count_kv", 2);
        masked.own("feed_forward_length", 128), masked.own("attention.sliding_window", 100);
        masked.own("attention.sliding_window_pattern", {1, 0, 1, 1});
        for (int i = 0; i < 4; ++i) {
            masked.attention(i), masked.network(i, 128);
        }
        CHECK(masked.read().decoder()->localLayers() == 3);
        CHECK(masked.cached(1000) == 2 * 2 * 16 * (1000 + 3 * 100));
        CHECK_THAT(remarksOf(masked.read()), !ContainsSubstring("which ones the file does not say"));
    }
}

TEST_CASE("Layers that share a cache keep none, and layers with a window may have heads of their own size", "[gguf]")
{
    Layered shared("gemma4", 6); // of which the last two read what earlier ones keep
    shared.own("attention.head_count", 4), shared.own("attention.head_count_kv", 2);
    shared.own("attention.key_length", 32), shared.own("attention.key_length_swa", 16);
    shared.own("feed_forward_length", 128), shared.own("attention.sliding_window", 100);
    shared.own("attention.sliding_window_pattern", {1, 0, 1, 0, 1, 0});
    shared.own("attention.shared_kv_layers", 2);
    for (int i = 0; i < 6; ++i) {
        shared.attention(i, i % 2 == 0 ? 16 : 32), shared.network(i, 128);
    }
    CHECK(metricOf(evaluated(shared.read()), "parameters") == shared.elements); // idle projections are stored
    CHECK(shared.cached(1000) == 2 * 2 * (32 * 2 * 1000 + 16 * 2 * 100));
}

TEST_CASE("Norms inside attention and network are read from their tensors", "[gguf]")
{
    Layered bitnet("bitnet-b1.58", 2);
    bitnet.own("attention.head_count", 4), bitnet.own("attention.head_count_kv", 2);
    bitnet.own("feed_forward_length", 128);
    for (int i = 0; i < 2; ++i) {
        bitnet.attention(i), bitnet.network(i, 128);
        bitnet.tensor("blk." + std::to_string(i) + ".attn_sub_norm.weight", {64});
        bitnet.tensor("blk." + std::to_string(i) + ".ffn_sub_norm.weight", {128});
    }
    CHECK(bitnet.read().decoder()->innerNorms);
    CHECK(metricOf(evaluated(bitnet.read()), "parameters") == bitnet.elements);
}

TEST_CASE("A model of which some layers are recurrent is not taken for one that attends in all", "[gguf]")
{
    Layered hybrid("qwen35moe", 4);
    hybrid.own("attention.head_count", 4), hybrid.own("attention.head_count_kv", 2);
    hybrid.own("feed_forward_length", 128);
    for (int i = 0; i < 4; ++i) {
        hybrid.attention(i), hybrid.network(i, 128);
    }
    CHECK(hybrid.read().decoder());
    hybrid.tensor("blk.2.ssm_conv1d.weight", {4, 64});
    CHECK_FALSE(hybrid.read().decoder());
    CHECK(metricOf(evaluated(hybrid.read()), "parameters") == hybrid.elements);
    CHECK_THAT(remarksOf(hybrid.read()), ContainsSubstring("blk.2.ssm_conv1d.weight"));
}

TEST_CASE("A tensor of a type that nobody knows costs itself alone", "[gguf]")
{
    GgufBuilder file;
    file.text("general.architecture", "x");
    file.tensor("known", {64}, 0, 256).tensor("unknown", {64, 4}, 199, 96).tensor("last", {32}, 1, 64);
    const Model model = readModel(file.file(), "x.gguf");
    REQUIRE(model.checkpoint->tensors.size() == 3);
    CHECK(model.checkpoint->tensors[1] == StoredTensor{"unknown", "type-199", 256, 96}); // up to the next tensor
    CHECK(totalOf(*model.checkpoint).bytes == 256 + 96 + 64);
    CHECK_THAT(remarksOf(model), ContainsSubstring("199") && !ContainsSubstring("again\n"));
    GgufBuilder cut; // whose end is not there: 16 bits a weight
    cut.text("general.architecture", "x").tensor("unknown", {64, 4}, 199, 96);
    CHECK(totalOf(*readModel(cut.header(), "x.gguf").checkpoint).bytes == 512);
}

TEST_CASE("Where a number of a type means two things, the place of the next tensor decides", "[gguf]")
{
    const auto second = [](std::uint32_t type, std::uint64_t elements, std::uint64_t bytes) {
        GgufBuilder file;
        file.text("general.architecture", "x").tensor("w", {elements}, type, bytes).tensor("end", {32}, 1, 64);
        return readModel(file.file(), "x.gguf").checkpoint->tensors[0];
    };
    CHECK(second(36, 4096, 4096 / 4 + 32) == StoredTensor{"w", "I2_S", 4096, 1056}); // 2 bits, one scale in 32 bytes
    CHECK(second(36, 4096, 4096 / 32 * 18) == StoredTensor{"w", "IQ4_NL_4_4", 4096, 2304});
    CHECK(second(42, 4096, 4096 / 64 * 18) == StoredTensor{"w", "Q2_0", 4096, 1152});
    CHECK(second(42, 4096, 4096 / 128 * 34) == StoredTensor{"w", "Q2_0_G128", 4096, 1088});
}

TEST_CASE("A type that nobody knows makes a file incomplete", "[gguf]")
{
    GgufBuilder file;
    file.text("general.architecture", "x").tensor("w", {4096}, 77, 1024).tensor("end", {32}, 1, 64);
    CHECK(readModel(file.file(), "x.gguf").checkpoint->guessed ==
          std::vector<std::string>{"the format of tensors of type 77"});
    GgufBuilder known;
    known.text("general.architecture", "x").tensor("w", {4096}, 1, 8192);
    CHECK(readModel(known.file(), "x.gguf").checkpoint->guessed.empty());
}

TEST_CASE("A file with its magic reversed is read, and called big-endian", "[gguf]")
{
    const auto big = [](auto value) {
        std::string bytes = littleEndian(value);
        return std::string(bytes.rbegin(), bytes.rend());
    };
    const auto text = [&](const std::string& s) { return big(std::uint64_t(s.size())) + s; };
    const std::string bytes = "FUGG" + big(std::uint32_t{3}) + big(std::uint64_t{1}) + big(std::uint64_t{0}) +
                              text("w") + big(std::uint32_t{1}) + big(std::uint64_t{2}) + big(std::uint32_t{0}) +
                              big(std::uint64_t{0});
    const Model model = readModel(bytes, "big.gguf");
    REQUIRE(model.checkpoint->tensors.size() == 1);
    CHECK(model.checkpoint->tensors[0] == StoredTensor{"w", "F32", 2, 8});
    CHECK_THAT(remarksOf(model), ContainsSubstring("big-endian"));
}

TEST_CASE("Layers of the gated delta rule among those that attend are counted, and keep states", "[gguf]")
{
    // As Qwen3.5's files are: every second layer attends here, its queries with a gate as wide as they are.
    Layered hybrid("qwen35", 4);
    hybrid.own("attention.head_count", 4), hybrid.own("attention.head_count_kv", 2);
    hybrid.own("attention.key_length", 16), hybrid.own("feed_forward_length", 128);
    hybrid.own("full_attention_interval", 2), hybrid.own("ssm.conv_kernel", 4), hybrid.own("ssm.state_size", 16);
    hybrid.own("ssm.group_count", 2), hybrid.own("ssm.time_step_rank", 4), hybrid.own("ssm.inner_size", 32);
    for (int i = 0; i < 4; ++i) {
        const std::string block = "blk." + std::to_string(i) + ".";
        hybrid.network(i, 128);
        if (i % 2 == 1) {
            hybrid.tensor(block + "attn_norm.weight", {64}), hybrid.tensor(block + "attn_q.weight", {64, 2 * 4 * 16});
            hybrid.tensor(block + "attn_k.weight", {64, 32}), hybrid.tensor(block + "attn_v.weight", {64, 32});
            hybrid.tensor(block + "attn_output.weight", {64, 64});
            continue;
        }
        const std::uint64_t channels = 2 * 2 * 16 + 32;
        hybrid.tensor(block + "attn_norm.weight", {64}), hybrid.tensor(block + "attn_qkv.weight", {64, channels});
        hybrid.tensor(block + "attn_gate.weight", {64, 32}), hybrid.tensor(block + "ssm_out.weight", {32, 64});
        hybrid.tensor(block + "ssm_alpha.weight", {64, 4}), hybrid.tensor(block + "ssm_beta.weight", {64, 4});
        hybrid.tensor(block + "ssm_a", {4}), hybrid.tensor(block + "ssm_dt.bias", {4});
        hybrid.tensor(block + "ssm_norm.weight", {8}), hybrid.tensor(block + "ssm_conv1d.weight", {4, channels});
    }
    const Model model = hybrid.read();
    REQUIRE(model.decoder());
    CHECK(model.decoder()->hasDelta());
    CHECK(model.decoder()->outputGate);
    CHECK(metricOf(evaluated(model), "parameters") == hybrid.elements);
    const double states = 2 * (4 * 16 * 8 + 3 * (2 * 2 * 16 + 32));
    CHECK(hybrid.cached(100) == 2 * 2 * 2 * 16 * 100 + states);
    CHECK(hybrid.cached(200) - hybrid.cached(100) == 2 * 2 * 2 * 16 * 100);
}

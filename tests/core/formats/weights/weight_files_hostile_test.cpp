#include "core/evaluate/evaluate.h"
#include "core/formats/tflite/tflite.h"
#include "tests/core/formats/weights/weight_file_builder.h"

#include "core/formats/format_error.h"
#include "core/formats/json/project.h"
#include "core/formats/read_file.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <random>

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Sample {
    std::string name;
    std::string bytes;
    std::size_t header; // of the bytes: what a reader looks at
};

std::string tinyTflite()
{
    tflite::File file;
    file.tensors = {{"x", {1, 4, 4, 2}, 9, false, 0},
                    {"filter", {3, 1, 1, 2}, 9, true, 6},
                    {"y", {1, 4, 4, 3}, 9, false, 0},
                    {"w", {5, 48}, 9, true, 240},
                    {"z", {1, 5}, 9, false, 0}};
    file.operators = {{3, {}, {0, 1}, {2}, 1, {0, 1, 1, 1, 1, 1}}, {9, {}, {2, 3, -1}, {4}, 8, {0}}};
    file.inputs = {0};
    file.outputs = {4};
    return tflite::writeFile(file);
}

/// A loop of 4 passes over a state, which adds a variable to it.
std::string loopingTflite()
{
    tflite::File file;
    const tflite::FileTensor zero{.name = "zero", .type = 2, .isConstant = true, .bytes = 4, .value = 0};
    tflite::FileTensor four = zero, one = zero;
    four.value = 4, one.value = 1;
    const tflite::FileTensor i{.name = "i", .type = 2}, state{.name = "state", .shape = {1, 4}, .type = 9};
    const tflite::FileTensor handle{.name = "handle", .type = 13}, flag{.name = "flag", .type = 6};
    file.tensors = {zero, state, i, state, handle};
    file.operators = {{142, {}, {}, {4}, 111, {}, "/kept"}, {119, {}, {0, 1}, {2, 3}, 93, {1, 2}}};
    file.inputs = {1};
    file.outputs = {3};
    tflite::Subgraph condition{{i, state, four, flag}, {{58, {}, {0, 2}, {3}}}, {0, 1}, {3}};
    tflite::Subgraph body{{i, state, one, i, handle, state, state},
                          {{0, {}, {0, 2}, {3}, 11, {0}},
                           {142, {}, {}, {4}, 111, {}, "/kept"},
                           {143, {}, {4}, {5}},
                           {0, {}, {1, 5}, {6}, 11, {0}},
                           {144, {}, {4, 6}, {}}},
                          {0, 1},
                          {3, 6}};
    file.bodies = {condition, body};
    return tflite::writeFile(file);
}

std::vector<Sample> samples()
{
    const std::string header = R"({"a": {"dtype": "BF16", "shape": [10, 8], "data_offsets": [0, 160]},
        "b": {"dtype": "F32", "shape": [8], "data_offsets": [160, 192]}})";
    const GgufBuilder llama = tinyLlama(8, 32, 34);
    const std::string tflite = tinyTflite(), loop = loopingTflite();
    return {{"s.safetensors", safetensors(header, 192), header.size() + 8},
            {"g.gguf", llama.file(), llama.header().size()},
            {"old.gguf", tinyLlama(2, 32, 18, 1).file(), tinyLlama(2, 32, 18, 1).header().size()},
            {"t.tflite", tflite, tflite.size()},
            {"loop.tflite", loop, loop.size()}};
}

/// Reads and, where that is possible, evaluates and writes. A refusal is one sentence; nothing else may come out.
/// True: it was read.
bool survives(const std::string& bytes, const std::string& name)
{
    try {
        const Model model = readModel(bytes, name);
        const Evaluation e = evaluate(baseline(model, roundDevice()));
        CHECK(std::isfinite(metric(e, "model_size").value.value_or(0)));
        CHECK(readModelJson(writeModelJson(model)).checkpoint == model.checkpoint);
        return true;
    } catch (const FormatError& error) {
        const std::string what = error.what();
        CHECK_FALSE(what.empty());
        CHECK(what.back() == '.');
        CHECK(what.find('\n') == std::string::npos);
        return false;
    }
}

} // namespace

TEST_CASE("A weight file may end anywhere", "[hostile]")
{
    for (const Sample& sample : samples()) {
        INFO(sample.name);
        REQUIRE(survives(sample.bytes, sample.name));
        for (std::size_t length = 0; length < sample.header; ++length) {
            INFO(length);
            CHECK_FALSE((survives(sample.bytes.substr(0, length), sample.name) && length + 8 < sample.header &&
                         !sample.name.ends_with(".tflite"))); // a flatbuffer's end may be padding
        }
    }
}

TEST_CASE("Any bit of a weight file may be wrong", "[hostile]")
{
    for (const Sample& sample : samples()) {
        INFO(sample.name);
        for (std::size_t bit = 0; bit<8 * sample.header; bit += sample.header> 1500 ? 5 : 1) {
            std::string damaged = sample.bytes;
            damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
            INFO(bit);
            survives(damaged, sample.name);
        }
    }
}

TEST_CASE("Words of a weight file may be anything", "[hostile]")
{
    std::mt19937 random(7);
    const std::uint32_t words[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x10000, 0xfffffffc};
    for (const Sample& sample : samples()) {
        INFO(sample.name);
        for (int round = 0; round < 1500; ++round) {
            std::string damaged = sample.bytes;
            for (int k = 0; k < 1 + round % 3; ++k) {
                const std::size_t at = random() % (sample.header - 4);
                damaged.replace(at, 4, littleEndian(words[random() % std::size(words)]));
            }
            INFO(round);
            survives(damaged, sample.name);
        }
    }
}

TEST_CASE("Counts that no file can have are refused before anything is made for them", "[hostile]")
{
    const auto refusal = [](const std::string& bytes) {
        try {
            readModel(bytes, "x.gguf");
        } catch (const FormatError& error) {
            return std::string(error.what());
        }
        return std::string("(read)");
    };
    const std::string start = "GGUF" + littleEndian(std::uint32_t{3});
    const auto count = [](std::uint64_t value) { return littleEndian(value); };
    CHECK_THAT(refusal(start + count(1ULL << 60) + count(0)), ContainsSubstring("claims 1152921504606846976 tensors"));
    CHECK_THAT(refusal(start + count(0) + count(1ULL << 60)), ContainsSubstring("metadata entries"));
    const std::string key = count(1) + "k" + littleEndian(std::uint32_t{9}); // an array
    const auto array = [&](std::uint32_t type, std::uint64_t length) {
        return refusal(start + count(0) + count(1) + key + littleEndian(type) + count(length));
    };
    CHECK_THAT(array(8, 1ULL << 40), ContainsSubstring("more than any model needs")); // of texts
    CHECK_THAT(array(4, 1ULL << 62), ContainsSubstring("ends inside its header")); // of numbers: 4 · 2⁶² overflows
    std::string nested = start + count(0) + count(1) + key;
    for (int depth = 0; depth < 1000; ++depth) {
        nested += littleEndian(std::uint32_t{9}) + count(1);
    }
    CHECK_THAT(refusal(nested), ContainsSubstring("more than any model needs"));
    CHECK_THAT(refusal(start + count(0) + count(0)), ContainsSubstring("holds no tensors"));
    CHECK_THAT(refusal("GGUF" + littleEndian(std::uint32_t{9}) + count(0) + count(0)), ContainsSubstring("version 9"));
}

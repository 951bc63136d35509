// Bytes that are fetched piece by piece read as those in memory do, and no more of them than is looked at.

#include "core/formats/format_error.h"
#include "core/formats/json/project.h"
#include "core/formats/onnx/weights.h"
#include "core/formats/read_file.h"
#include "core/library/presets.h"
#include "tests/core/formats/onnx/onnx_builder.h"
#include "tests/core/formats/weights/weight_file_builder.h"
#include "tests/support/catch.h"

#include <cstring>
#include <set>

using namespace ridge;
using namespace ridge::test;

namespace {

/// A file that counts what is fetched of it, and lets something happen at each time.
struct CountedFile {
    std::string bytes;
    std::uint64_t size = bytes.size();
    std::function<void(int times)> happens = [](int) {};
    std::stop_source stop = {};
    std::uint64_t fetched = 0;
    int times = 0;

    FileBytes open()
    {
        return {size,
                [this](std::uint64_t at, char* into, std::size_t length) {
                    happens(++times);
                    fetched += length;
                    REQUIRE(at + length <= size);
                    std::memset(into, 0, length); // behind the bytes lie zeros
                    if (at < bytes.size()) {
                        std::memcpy(into, bytes.data() + at, std::min<std::size_t>(length, bytes.size() - at));
                    }
                },
                stop.get_token()};
    }
};

/// Weights that are much larger than the pieces in which a file is read.
std::string onnxWithWeights()
{
    OnnxBuilder b;
    b.input("x", {1, 512}).weight("w", {512, 512}).weight("v", {512, 64}).output("z");
    b.node("MatMul", {"x", "w"}, {"y"}).node("MatMul", {"y", "v"}, {"z"});
    for (onnx::TensorProto& tensor : *b.model.mutable_graph()->mutable_initializer()) {
        std::string raw(tensor.dims(1) * std::size_t{512} * 4, '\0');
        for (std::size_t i = 0; i < raw.size(); i += 4) {
            const float value = static_cast<float>(i % 1021) - 500;
            std::memcpy(raw.data() + i, &value, sizeof value);
        }
        tensor.set_raw_data(raw);
    }
    return b.bytes();
}

std::string manyTensors()
{
    std::string header = "{";
    for (int i = 0; i < 5000; ++i) {
        header += (i ? ", \"" : "\"") + std::string("block.") + std::to_string(i) +
                  R"(": {"dtype": "F16", "shape": [1], "data_offsets": [)" + std::to_string(2 * i) + ", " +
                  std::to_string(2 * i + 2) + "]}";
    }
    return safetensors(header + "}", 10'000);
}

} // namespace

TEST_CASE("A model is the same from memory and from a file that is fetched piece by piece", "[bytes]")
{
    const std::pair<const char*, std::string> files[] = {{"a.onnx", onnxWithWeights()},
                                                         {"b.gguf", tinyLlama(8, 32, 34).file()},
                                                         {"c.safetensors", manyTensors()},
                                                         {"d.json", writeModelJson(modelPreset("vgg-16"))}};
    for (const auto& [name, bytes] : files) {
        INFO(name);
        CountedFile file{bytes};
        CHECK(readModel(file.open(), name) == readModel(bytes, name));
        CHECK(file.times > 0);
    }
}

TEST_CASE("Of weights nothing but the header is fetched", "[bytes]")
{
    const std::string onnx = onnxWithWeights(); // 1 MiB and 128 KiB of weights
    CountedFile file{onnx};
    readModel(file.open(), "a.onnx");
    CHECK(file.fetched < onnx.size() / 2);
    CountedFile large{tinyLlama(8, 32, 34).header(), std::uint64_t{1} << 40};
    CHECK_FALSE(readModel(large.open(), "b.gguf").checkpoint->tensors.empty());
    CHECK(large.fetched < 1 << 20);
    CHECK(large.times < 10);
}

TEST_CASE("The values of a tensor are the same from memory and from a file", "[bytes]")
{
    const std::string bytes = onnxWithWeights();
    CountedFile file{bytes};
    const FileBytes opened = file.open();
    const std::vector<FileWeight> listed = listOnnxWeights(opened, "a.onnx");
    REQUIRE(listed.size() == 2);
    for (const FileWeight& weight : listed) {
        CHECK(readOnnxWeight(opened, "a.onnx", weight.name).values ==
              readOnnxWeight(bytes, "a.onnx", weight.name).values);
    }
}

TEST_CASE("Whatever fetching throws comes out, wherever the reader is", "[bytes]")
{
    struct Shrunk {};
    for (const auto& [name, bytes] : {std::pair{"a.onnx", onnxWithWeights()}, {"c.safetensors", manyTensors()}}) {
        int whole = 0;
        {
            CountedFile file{bytes};
            readModel(file.open(), name);
            whole = file.times;
        }
        for (int last = 1; last <= whole; ++last) {
            INFO(name << ", piece " << last << " of " << whole);
            CountedFile file{bytes, bytes.size(), [last](int times) {
                                 if (times == last) {
                                     throw Shrunk();
                                 }
                             }};
            CHECK_THROWS_AS(readModel(file.open(), name), Shrunk);
        }
    }
}

TEST_CASE("A reader that is not wanted any more ends where it is", "[bytes]")
{
    for (const auto& [name, bytes] : {std::pair{"a.onnx", onnxWithWeights()},
                                      {"b.gguf", tinyLlama(8, 32, 34).file()},
                                      {"c.safetensors", manyTensors()},
                                      {"d.json", writeModelJson(modelPreset("vgg-16"))}}) {
        INFO(name);
        CountedFile file{bytes};
        file.happens = [&file](int) { file.stop.request_stop(); }; // while the first piece is fetched
        CHECK_THROWS_AS(readModel(file.open(), name), Cancelled);
        CHECK(file.times == 1);
    }
}

TEST_CASE("JSON larger than any description is refused before it is read", "[bytes]")
{
    CountedFile file{"{\"format\": \"ridgepoint-model\"", std::uint64_t{1} << 35};
    CHECK_THROWS_AS(readModel(file.open(), "large.json"), FormatError);
    CHECK(file.fetched <= FileBytes::headBytes);
    CountedFile beside{"{}", std::uint64_t{1} << 35};
    const std::string weights = safetensors(R"({"w": {"dtype": "F16", "shape": [4], "data_offsets": [0, 8]}})", 8);
    const Model model = readModel(weights, "w.safetensors", {{"config.json", beside.open()}});
    CHECK(model.imported());
    CHECK(beside.fetched == 0);
}

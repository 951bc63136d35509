// What is no model is told what it is, and what to do; what only looks strange is read.

#include "core/formats/format_error.h"
#include "core/formats/hugging_face/read_config.h"
#include "core/formats/json/project.h"
#include "core/formats/read_file.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string refusal(const std::string& bytes)
{
    try {
        readModel(bytes, "some.file");
    } catch (const FormatError& error) {
        return error.what();
    }
    return "(read)";
}

/// Latin text as Windows and some editors save it.
std::string utf16(const std::string& text, bool bigEndian, bool marked)
{
    std::string bytes = !marked ? "" : bigEndian ? "\xfe\xff" : "\xff\xfe";
    for (char c : text) {
        bytes += bigEndian ? std::string("\0", 1) + c : c + std::string("\0", 1);
    }
    return bytes;
}

const std::string mark = "\xEF\xBB\xBF";
const std::string zeros(64, '\0');

} // namespace

TEST_CASE("A file of another kind is told what it is and what to do", "[heads]")
{
    struct Row {
        std::string bytes;
        const char* is;
        const char* advice;
    };
    const Row rows[] = {
        {"PK\x03\x04" + zeros + "archive/data.pkl" + zeros, "PyTorch checkpoint", "ONNX"},
        {"PK\x03\x04" + zeros + "model.weights.h5", "Keras model", "ONNX"},
        {"PK\x03\x04" + zeros + "weights.npy", "NumPy arrays", "ONNX"},
        {"PK\x03\x04" + zeros, "zip archive", "unpack"},
        {"\x80\x04\x95" + zeros, "Python pickle", "safetensors"},
        {"\x89HDF\r\n\x1a\n" + zeros, "HDF5", "ONNX"},
        {"\x93NUMPY" + zeros, "NumPy array", "ONNX"},
        {std::string("\x20\0\0\0", 4) + "ORTM" + zeros, "ONNX Runtime", ".onnx"},
        {"tjgg" + zeros, "before GGUF", "convert"},
        {"algg" + zeros, "LoRA adapter", "open the model"},
        {"\x1f\x8b\x08" + zeros, "packed archive", "unpack"},
        {"7z\xbc\xaf\x27\x1c" + zeros, "packed archive", "unpack"},
        {std::string(257, 'a') + "ustar" + zeros, "packed archive", "unpack"},
        {"\x89PNG\r\n\x1a\n" + zeros, "picture", "open the model"},
        {"\xff\xd8\xff\xe0" + zeros, "picture", "open the model"},
        {"%PDF-1.7\n" + zeros, "PDF", "open the model"},
        {"\x7f" + std::string("ELF") + zeros, "program", "open the model"},
        {"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n", "Git LFS", "git lfs pull"},
        {"\n<!DOCTYPE html>\n<html><body>Not found</body></html>", "web page", "download it again"},
        {"<HTML><head>", "web page", "download it again"},
        {"<?xml version=\"1.0\"?>\n<net name=\"model\">", "XML", "ONNX"},
        {utf16("{\"format\": \"ridgepoint-model\"}", false, true), "UTF-16", "UTF-8"},
        {utf16("{\"format\": \"ridgepoint-model\"}", true, true), "UTF-16", "UTF-8"},
        {utf16("{\"format\": \"ridgepoint-model\"}", false, false), "UTF-16", "UTF-8"},
        {utf16("{\"format\": \"ridgepoint-model\"}", true, false), "UTF-16", "UTF-8"},
        {std::string(5000, '\0'), "zeros", "download it again"},
        {std::string(1, '\0'), "zeros", "download it again"},
        {"layers: 3\n", "text but no JSON object", "ONNX, TFLite"},
        {"[1, 2]", "text but no JSON object", "ONNX, TFLite"},
        {"", "empty", "empty"},
        {" \n\t", "empty", "empty"},
        {"\x0f\xee\x01\x02" + zeros, "begins like no model", "ONNX, TFLite"},
    };
    for (const Row& row : rows) {
        const std::string sentence = refusal(row.bytes);
        INFO(sentence);
        CHECK_THAT(sentence, ContainsSubstring(row.is) && ContainsSubstring(row.advice));
        CHECK(sentence.rfind("some.file ", 0) == 0);
        CHECK(sentence.back() == '.');
    }
}

TEST_CASE("Every reader of JSON tells a file of another kind", "[heads]")
{
    const std::string wrong = utf16(writeScenarioJson(preset("resnet-50", "h100-sxm")), false, true);
    CHECK_THROWS_WITH(readScenarioJson(wrong), ContainsSubstring("UTF-16"));
    CHECK_THROWS_WITH(readModelJson(wrong), ContainsSubstring("UTF-16"));
    CHECK_THROWS_WITH(readDeviceJson("\x89PNG\r\n\x1a\n" + zeros), ContainsSubstring("picture"));
    CHECK_THROWS_WITH(readHuggingFaceConfig("<!doctype html><title>404</title>"), ContainsSubstring("web page"));
    CHECK_THROWS_WITH(readDeviceJson(std::string(100, '\0')), ContainsSubstring("zeros"));
}

TEST_CASE("A byte order mark before JSON changes nothing", "[heads]")
{
    const Model model = modelPreset("gpt-2");
    const Device device = devicePreset("h100-sxm");
    const Scenario scenario = preset("resnet-50", "h100-sxm");
    CHECK(readModel(mark + writeModelJson(model), "m.json") == model);
    CHECK(readModelJson(mark + writeModelJson(model)) == model);
    CHECK(readDeviceJson(mark + writeDeviceJson(device)) == device);
    CHECK(readScenarioJson(mark + writeScenarioJson(scenario)) == scenario);
    const std::string config = R"({"model_type": "gpt2", "n_layer": 1, "n_head": 1, "n_embd": 8, "vocab_size": 10})";
    CHECK(readHuggingFaceConfig(mark + config) == readHuggingFaceConfig(config));
}

TEST_CASE("A model that begins like a foreign file in part is read all the same", "[heads]")
{
    // A header of 0x0280 bytes, lowest byte first: 80 02, as a pickle begins.
    std::string header = R"({"w": {"dtype": "F16", "shape": [4], "data_offsets": [0, 8]}})";
    header.resize(0x0280, ' ');
    const std::string length("\x80\x02\0\0\0\0\0\0", 8);
    CHECK(totalOf(*readModel(length + header + std::string(8, '\0'), "x.safetensors").checkpoint).bytes == 8);
}

// Recognises what a model file is from its first bytes.

#include "core/formats/json_reader.h"

#include <algorithm>

namespace ridge {
namespace {

/// Files people are likely to try that hold no graph or are not read here.
struct ForeignFormat {
    std::size_t offset;
    std::string_view magic;
    const char* advice;
};

constexpr ForeignFormat foreignFormats[] = {
    {0, "GGUF", "is a GGUF file, which is not read yet; use the model's config.json"},
    {4, "TFL3", "is a TFLite file, which is not read yet; export the model to ONNX"},
    {0, "PK\x03\x04", "is a zip archive such as a PyTorch checkpoint, which holds no graph; export the model to ONNX"},
    {0, "\x80\x02", "is a Python pickle, which holds no graph and is never opened; export the model to ONNX"},
    {0, "\x89HDF", "is an HDF5 file; export the model to ONNX"},
    {8, "{\"", "is a safetensors file, which holds no graph; use the config.json beside it"},
};

bool looksLikeText(std::string_view bytes)
{
    const std::string_view head = bytes.substr(0, 256);
    return std::all_of(head.begin(), head.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r';
    });
}

std::string stemOf(const std::string& name)
{
    const std::size_t dot = name.rfind('.');
    return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

Model readJsonModel(std::string_view bytes, const std::string& name)
{
    const Json json = parseJson(bytes, "The file");
    const auto format = json.find("format");
    if (format == json.end() && json.is_object() && (json.contains("model_type") || json.contains("_class_name"))) {
        Model model = readHuggingFaceConfig(bytes);
        const std::string stem = stemOf(name);
        if (stem != "config" && !stem.empty() && !json.contains("_name_or_path")) {
            model.name = stem;
        }
        return model;
    }
    if (format != json.end() && *format == "ridgepoint-scenario") {
        throw FormatError("The file is a scenario, not a model; open it on its own.");
    }
    if (format != json.end() && *format == "ridgepoint-device") {
        throw FormatError("The file is a device, not a model; give it as the device.");
    }
    if (format == json.end()) {
        throw FormatError("The file is neither a model of this program (no \"format\") nor a Hugging Face config.json "
                          "(no \"model_type\").");
    }
    return readModelJson(bytes);
}

} // namespace

Model readModel(std::string_view bytes, const std::string& name)
{
    constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
    std::string_view text = bytes.starts_with(byteOrderMark) ? bytes.substr(byteOrderMark.size()) : bytes;
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (text.empty()) {
        throw FormatError(name + " is empty.");
    }
    if (text.front() == '{') {
        try {
            return readJsonModel(bytes, name);
        } catch (const FormatError& error) {
            throw FormatError(name + ": " + error.what());
        }
    }
    for (const ForeignFormat& format : foreignFormats) {
        if (bytes.substr(std::min(format.offset, bytes.size())).starts_with(format.magic)) {
            throw FormatError(name + " " + format.advice + ".");
        }
    }
    if (looksLikeText(bytes)) {
        throw FormatError(
            name + " is text but no JSON; models are ONNX files, Hugging Face config.json or this program's JSON.");
    }
    return readOnnx(bytes, stemOf(name));
}

} // namespace ridge

// Recognises what a model file is from its first bytes.

#include "core/formats/gguf.h"
#include "core/formats/safetensors.h"

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
    {0, "PK\x03\x04", "is a zip archive such as a PyTorch checkpoint, which holds no graph; export the model to ONNX"},
    {0, "\x80\x02", "is a Python pickle, which holds no graph and is never opened; export the model to ONNX"},
    {0, "\x89HDF", "is an HDF5 file; export the model to ONNX"},
};

bool looksLikeText(std::string_view bytes)
{
    const std::string_view head = bytes.substr(0, 256);
    return std::all_of(head.begin(), head.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r';
    });
}

bool isIndex(const Json& json) { return json.is_object() && json.contains("weight_map"); }

bool startsObject(std::string_view bytes)
{
    constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
    bytes.remove_prefix(bytes.starts_with(byteOrderMark) ? byteOrderMark.size() : 0);
    const std::size_t start = bytes.substr(0, 4096).find_first_not_of(" \t\r\n");
    return start != std::string_view::npos && bytes[start] == '{';
}

Model readJsonModel(std::string_view bytes, const std::string& name, const Companions& companions,
                    const std::string& folder)
{
    const Json json = parseJson(bytes, "The file");
    if (isIndex(json)) {
        return readSafetensorsIndex(json, name, companions, folder);
    }
    const auto format = json.find("format");
    if (format == json.end() && json.is_object() && (json.contains("model_type") || json.contains("_class_name"))) {
        const std::string stem = stemOf(name);
        return readHuggingFaceConfig(bytes, stem == "config" ? folder : stem);
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

bool isWeightFile(std::string_view head) { return looksLikeGguf(head) || looksLikeSafetensors(head); }

std::vector<std::string> companionsOf(std::string_view bytes, const std::string& name)
{
    std::vector<std::string> names;
    if (looksLikeGguf(bytes)) {
        names = ggufPartsBeside(name);
    } else if (!looksLikeSafetensors(bytes) && startsObject(bytes) &&
               bytes.find("\"weight_map\"") != std::string_view::npos) {
        const Json json = parseJson(bytes, name);
        if (isIndex(json)) {
            names = shardsOf(json);
        }
    } else if (!looksLikeSafetensors(bytes)) {
        return {};
    }
    names.emplace_back("config.json");
    return names;
}

Model readModel(std::string_view bytes, const std::string& name, const Companions& companions,
                const std::string& folder)
{
    if (bytes.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        throw FormatError(name + " is empty.");
    }
    if (looksLikeSafetensors(bytes)) { // its length may begin with the code of a brace
        return readSafetensors(bytes, name, companions, folder);
    }
    if (startsObject(bytes)) {
        try {
            return readJsonModel(bytes, name, companions, folder);
        } catch (const FormatError& error) {
            throw FormatError(name + ": " + error.what());
        }
    }
    if (looksLikeGguf(bytes)) {
        return readGguf(bytes, name, companions);
    }
    if (bytes.substr(std::min<std::size_t>(4, bytes.size())).starts_with("TFL3")) {
        return readTflite(bytes, name);
    }
    for (const ForeignFormat& format : foreignFormats) {
        if (bytes.substr(std::min(format.offset, bytes.size())).starts_with(format.magic)) {
            throw FormatError(name + " " + format.advice + ".");
        }
    }
    if (looksLikeText(bytes)) {
        throw FormatError(name +
                          " is text but no JSON; models are ONNX, TFLite, safetensors and GGUF files, Hugging Face "
                          "config.json or this program's JSON.");
    }
    return readOnnx(bytes, stemOf(name));
}

} // namespace ridge

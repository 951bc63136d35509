// Recognises what a model file is from its first bytes.

#include "core/formats/file_heads.h"
#include "core/formats/onnx/framing.h"
#include "core/formats/weights/gguf.h"
#include "core/formats/weights/safetensors.h"

#include <algorithm>

namespace ridge {
namespace {

bool isIndex(const Json& json) { return json.is_object() && json.contains("weight_map"); }

bool startsObject(std::string_view head) { return firstLetter(head) == '{'; }

bool looksLikeTflite(std::string_view head)
{
    return head.substr(std::min<std::size_t>(4, head.size())).starts_with("TFL3");
}

/// The first field is one that a model may have.
bool looksLikeOnnx(std::string_view head)
{
    std::uint64_t tag = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(2, head.size()); ++i) {
        const auto byte = static_cast<unsigned char>(head[i]);
        tag |= std::uint64_t{byte & 0x7fU} << 7 * i;
        if (byte < 0x80) {
            return onnx_import::belongsToModel(tag >> 3, tag & 7);
        }
    }
    return false;
}

Model readJsonModel(const FileBytes& file, const std::string& name, const Companions& companions,
                    const std::string& folder)
{
    const std::string_view bytes = file.text();
    const Json json = parseJson(bytes, "The file", file.stop());
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
        throw FormatError("The file is neither one of this program (no \"format\") nor a Hugging Face config.json "
                          "(no \"model_type\").");
    }
    return readModelJson(bytes);
}

} // namespace

FileBytes recognised(const FileBytes& file, const std::string& name)
{
    constexpr const char* readable = "models are ONNX, TFLite, safetensors and GGUF files, Hugging Face config.json or "
                                     "this program's JSON.";
    if (file.size() == 0) {
        throw FormatError(name + " is empty.");
    }
    const std::string head = file.head();
    if (looksLikeSafetensors(head) || looksLikeGguf(head)) { // a header's length may begin with the code of a brace
        return file;
    }
    if (startsObject(head)) {
        return loadedJson(file, name);
    }
    if (looksLikeTflite(head)) {
        return file;
    }
    if (const std::string kind = foreignKind(head); !kind.empty()) {
        throw FormatError(name + " " + kind + ".");
    }
    if (looksLikeText(head)) {
        const bool isBlank = head.find_first_not_of(" \t\r\n") == std::string::npos;
        throw FormatError(name + (isBlank ? " is empty." : std::string(" is text but no JSON object; ") + readable));
    }
    if (!looksLikeOnnx(head)) {
        throw FormatError(name + " begins like no model; " + readable);
    }
    return file;
}

std::vector<std::string> companionsOf(const FileBytes& file, const std::string& name)
{
    const FileBytes bytes = recognised(file, name);
    const std::string head = bytes.head();
    std::vector<std::string> names;
    if (looksLikeGguf(head)) {
        names = ggufPartsBeside(name);
    } else if (!looksLikeSafetensors(head)) {
        if (!startsObject(head) || bytes.text().find("\"weight_map\"") == std::string_view::npos) {
            return {};
        }
        if (const Json json = parseJson(bytes.text(), name, bytes.stop()); isIndex(json)) {
            names = shardsOf(json);
        }
    }
    names.emplace_back("config.json");
    return names;
}

Model readModel(const FileBytes& file, const std::string& name, const Companions& companions, const std::string& folder)
{
    const FileBytes bytes = recognised(file, name);
    const std::string head = bytes.head();
    if (looksLikeSafetensors(head)) {
        return readSafetensors(bytes, name, companions, folder);
    }
    if (startsObject(head)) {
        try {
            return readJsonModel(bytes, name, companions, folder);
        } catch (const FormatError& error) {
            throw FormatError(name + ": " + error.what());
        }
    }
    return looksLikeGguf(head)     ? readGguf(bytes, name, companions)
           : looksLikeTflite(head) ? readTflite(bytes, name)
                                   : readOnnx(bytes, stemOf(name));
}

} // namespace ridge

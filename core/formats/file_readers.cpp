#include "core/formats/file_reader.h"

#include "core/formats/hugging_face/read_config.h"
#include "core/formats/json/project.h"
#include "core/formats/onnx/read_onnx.h"
#include "core/formats/onnx/weights.h"
#include "core/formats/tflite/read_tflite.h"
#include "core/formats/weights/gguf.h"
#include "core/formats/weights/safetensors.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr const char* configName = "config.json"; // beside weights: the shape of the model

std::vector<std::string> withConfig(std::vector<std::string> names)
{
    names.emplace_back(configName);
    return names;
}

Json jsonOf(const FileBytes& bytes) { return parseJson(bytes.text(), "The file", bytes.stop()); }

constexpr FileReader readers[] = {
    {.id = "safetensors-index",
     .label = "safetensors index",
     .gives = Gives::Weights,
     .ending = ".json",
     .inFolder = ".safetensors.index.json",
     .beside = ".safetensors",
     .saysSo = [](const JsonOutline& json) { return json.has("weight_map"); },
     .companions = [](const FileBytes& bytes, const std::string&) { return withConfig(shardsOf(jsonOf(bytes))); },
     .read = [](const FileInFolder& file) -> FileContent {
         return readSafetensorsIndex(jsonOf(file.bytes), file.name, file.companions, file.folder);
     }},
    {.id = "safetensors",
     .label = "safetensors",
     .gives = Gives::Weights,
     .ending = ".safetensors",
     .inFolder = ".safetensors",
     .startsLike = looksLikeSafetensors,
     .companions = [](const FileBytes&, const std::string&) { return withConfig({}); },
     .read = [](const FileInFolder& file) -> FileContent {
         return readSafetensors(file.bytes, file.name, file.companions, file.folder);
     }},
    {.id = "hugging-face",
     .label = "Hugging Face config.json",
     .gives = Gives::Architecture,
     .ending = ".json",
     .inFolder = configName,
     .saysSo =
         [](const JsonOutline& json) {
             return !json.has("format") && (json.has("model_type") || json.has("_class_name"));
         },
     .read = [](const FileInFolder& file) -> FileContent {
         const std::string stem = stemOf(file.name);
         return readHuggingFaceConfig(file.bytes.text(), stem == "config" ? file.folder : stem);
     }},
    {.id = "gguf",
     .label = "GGUF",
     .gives = Gives::Weights,
     .ending = ".gguf",
     .inFolder = ".gguf",
     .startsLike = looksLikeGguf,
     .companions = [](const FileBytes&, const std::string& name) { return withConfig(ggufPartsBeside(name)); },
     .read = [](const FileInFolder& file) -> FileContent { return readGguf(file.bytes, file.name, file.companions); }},
    {.id = "onnx",
     .label = "ONNX",
     .gives = Gives::Graph,
     .ending = ".onnx",
     .inFolder = ".onnx",
     .startsLike = mayBeOnnx,
     .isVague = true,
     .read = [](const FileInFolder& file) -> FileContent { return readOnnx(file.bytes, stemOf(file.name)); },
     .weights = listOnnxWeights,
     .weight = readOnnxWeight},
    {.id = "tflite",
     .label = "TFLite",
     .gives = Gives::Graph,
     .ending = ".tflite",
     .inFolder = ".tflite",
     .startsLike = looksLikeTflite,
     .read = [](const FileInFolder& file) -> FileContent { return readTflite(file.bytes, file.name); }},
    {.id = "ridgepoint-scenario",
     .label = "Ridgepoint scenario",
     .gives = Gives::Scenario,
     .ending = ".ridge",
     .inFolder = ".ridge",
     .saysSo = [](const JsonOutline& json) { return json.format == "ridgepoint-scenario"; },
     .read = [](const FileInFolder& file) -> FileContent { return readScenarioFileJson(file.bytes.text()); }},
    {.id = "ridgepoint-device",
     .label = "Ridgepoint device",
     .gives = Gives::Device,
     .ending = ".json",
     .saysSo = [](const JsonOutline& json) { return json.format == "ridgepoint-device"; },
     .read = [](const FileInFolder& file) -> FileContent { return readDeviceJson(file.bytes.text()); }},
    {.id = "ridgepoint-model", // also for a format that nobody knows: it says which one it reads
     .label = "Ridgepoint model",
     .gives = Gives::Architecture,
     .ending = ".json",
     .saysSo = [](const JsonOutline& json) { return json.has("format"); },
     .read = [](const FileInFolder& file) -> FileContent { return readModelJson(file.bytes.text()); }},
};

} // namespace

std::span<const FileReader> fileReaders() { return readers; }

const FileReader* fileReader(std::string_view id)
{
    const auto* found = std::find_if(std::begin(readers), std::end(readers),
                                     [id](const FileReader& reader) { return reader.id == id; });
    return found == std::end(readers) ? nullptr : found;
}

} // namespace ridge

// Text and bytes to values and back. Every reader throws FormatError with one sentence: what, where, and what to do.
// Not file access: callers read and write the bytes.
#pragma once

#include "core/formats/file_bytes.h"
#include "core/studies/published.h"

#include <functional>
#include <stdexcept>

namespace ridge {

class FormatError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Project JSON: models, devices, scenarios (.ridge). Readers reject values outside the catalogue's ranges.
Model readModelJson(std::string_view text);
std::string writeModelJson(const Model& model);
Device readDeviceJson(std::string_view text);
std::string writeDeviceJson(const Device& device);
Scenario readScenarioJson(std::string_view text);
std::string writeScenarioJson(const Scenario& scenario);

// Foreign formats.
/// `otherwise` is the model's name where the config says none; without it the family and its size are.
Model readHuggingFaceConfig(std::string_view text, const std::string& otherwise = {});
Model readOnnx(const FileBytes& bytes, const std::string& name);

/// A matrix or kernel of an ONNX file: initialisers of two or more dimensions that hold floats or 8-bit integers.
struct OnnxWeight {
    std::string name;
    std::string type; // "float32", "int8"
    double elements = 0;
};
/// The values of one, as numbers: all of them, or evenly spread ones where it holds more than `mostWeightValues`.
struct WeightValues {
    std::vector<float> values;
    double elements = 0; // of the whole tensor
};
inline constexpr std::size_t mostWeightValues = std::size_t{1} << 22;
/// Both walk the framing and leave the rest of the file alone. In the file's order.
std::vector<OnnxWeight> listOnnxWeights(const FileBytes& bytes, const std::string& fileName);
/// `weight` is a name from the list. Values that another file holds are refused.
WeightValues readOnnxWeight(const FileBytes& bytes, const std::string& fileName, const std::string& weight);

/// TensorFlow Lite, as microcontrollers run it: int8 or float, shapes fixed in the file.
Model readTflite(const FileBytes& bytes, const std::string& name);

/// Files beside a model file, by their names without folders.
using Companions = std::map<std::string, FileBytes>;
/// Names of the files that complete this one where they lie beside it: further parts of a checkpoint, config.json.
/// Throws FormatError when the file names one that is no plain file name.
std::vector<std::string> companionsOf(const FileBytes& bytes, const std::string& name);
/// What is no model, scenario or device is refused by its head. What has to be in memory as a whole is loaded.
FileBytes recognised(const FileBytes& bytes, const std::string& name);

/// Recognises the format from the content: safetensors or its index, GGUF, TFLite, ONNX, Hugging Face config.json or
/// project JSON. Of weights only the header is looked at.
/// `name` (the file's name without folders) is used for messages and as the model's name; `folder`, the name of the
/// folder around it, where files are called alike in every checkpoint.
Model readModel(const FileBytes& bytes, const std::string& name, const Companions& companions = {},
                const std::string& folder = {});

/// Where ids are looked up that no built-in preset has, such as in a user's own library. Empty: nowhere.
struct PresetLookup {
    std::function<std::optional<Model>(const std::string& id)> model = {};
    std::function<std::optional<Device>(const std::string& id)> device = {};
};

// Reports. What a scenario changed is told against the presets it is named after, the user's own among them.
std::string reportJson(const Evaluation& evaluation, const PresetLookup& beside = {});
std::string reportMarkdown(const Evaluation& evaluation, const PresetLookup& beside = {});
std::string reportText(const Evaluation& evaluation, const PresetLookup& beside = {});
std::string reportCsv(const Evaluation& evaluation);        // one line per operator
std::string reportMetricsCsv(const Evaluation& evaluation); // one line per metric
std::string reportTensorsCsv(const Evaluation& evaluation); // one line per tensor that the model's file stores
/// "Batch 1 → 16: latency ×3.1, …": what the scenario changed against its presets, and what that did; may be empty.
std::string changeFromPresets(const Evaluation& evaluation, const PresetLookup& beside = {});

// The built-in library, compiled in from resources/.
struct PresetInfo {
    std::string id;
    std::string name;
    std::string detail; // "Language model", "NVIDIA · 2022"
};
const std::vector<PresetInfo>& modelPresets();
const std::vector<PresetInfo>& devicePresets();
/// Throw FormatError that names the closest known ids when there is no such preset.
Model modelPreset(std::string_view id);
Device devicePreset(std::string_view id);

/// Published figures to compare with: resources/published.json. The reader refuses ids that nothing has.
const std::vector<Published>& publishedFigures();
std::vector<Published> readPublishedJson(std::string_view text);
/// The presets of a figure with its settings; throws FormatError when one cannot be set.
Scenario scenarioOf(const Published& figure);
/// Every figure beside ours, equal scenarios evaluated once.
std::vector<CheckedFigure> selfCheck(const std::vector<Published>& published);
std::vector<CheckedFigure> selfCheck(); // all of publishedFigures()
std::string selfCheckText(const std::vector<CheckedFigure>& figures);
std::string selfCheckMarkdown(const std::vector<CheckedFigure>& figures);
std::string selfCheckCsv(const std::vector<CheckedFigure>& figures);
std::string selfCheckJson(const std::vector<CheckedFigure>& figures);

/// Defaults, then what the model usually runs with, then what the device does: the baseline that "changed" is measured
/// against.
Scenario baseline(Model model, Device device);
/// The baseline of a scenario: the presets its model and device are named after, and themselves where they are none.
Scenario baselineOf(const Scenario& scenario, const PresetLookup& beside = {});
/// The scenario the program starts with.
Scenario defaultScenario();
/// Moves every parameter the user has not changed from one baseline to another, and keeps the others.
Scenario rebase(const Scenario& current, const Scenario& oldBaseline, const Scenario& newBaseline);

} // namespace ridge

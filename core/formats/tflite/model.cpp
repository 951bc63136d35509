#include "core/formats/tflite/read_tflite.h"

#include "core/formats/format_error.h"
#include "core/formats/tflite/tflite.h"
#include "core/formats/weights/checkpoint_model.h"
#include "core/scenario/model_body.h"
#include "core/scenario/precision.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr const char* batchName = "batch"; // the one size that a file may leave open

class TfliteSource final : public GraphSource {
public:
    explicit TfliteSource(const tflite::File& file) : m_bytes(tflite::writeFile(file)), m_file(file) {}

    Graph resolve(const std::map<std::string, double>& symbols) const override
    {
        const auto batch = symbols.find(batchName);
        return tflite::graphOf(
            tflite::flatten(batch == symbols.end() ? m_file : tflite::withBatch(m_file, batch->second)));
    }
    const std::string& bytes() const override { return m_bytes; }

private:
    std::string m_bytes;
    tflite::File m_file;
};

struct UsualFormat {
    std::string_view type;
    Precision precision;
};
constexpr UsualFormat usualFormats[] = {
    {"FLOAT32", Precision::FP32}, {"FLOAT16", Precision::FP16}, {"BFLOAT16", Precision::BF16},
    {"INT16", Precision::INT16},  {"INT8", Precision::INT8},    {"UINT8", Precision::INT8},
    {"INT4", Precision::INT4},
};

void setActivations(const tflite::FlatFile& file, Model& model)
{
    const std::string_view type = tflite::typeOf(tflite::activationType(file)).name;
    for (const UsualFormat& usual : usualFormats) {
        if (usual.type == type) {
            model.usual["deployment.activations"] = infoOf(usual.precision).id;
        }
    }
}

Checkpoint storedTensors(const tflite::FlatFile& file, const Graph& graph)
{
    Checkpoint checkpoint;
    checkpoint.format = "tflite";
    for (std::size_t i = 0; i < file.tensors.size(); ++i) {
        const tflite::FileTensor& tensor = file.tensors[i];
        if (!graph.tensors[i].isTrainable) {
            continue;
        }
        double elements = 1;
        for (double size : tensor.shape) {
            elements *= size;
        }
        checkpoint.tensors.push_back({tensor.name, tflite::typeOf(tensor.type).name, elements, tensor.bytes});
    }
    return checkpoint;
}

/// Sizes that are open beside the batch: nothing says what they become.
std::string openSizes(const tflite::File& file)
{
    for (const int input : file.inputs) {
        const std::vector<char>& open = file.tensors[static_cast<std::size_t>(std::max(0, input))].open;
        if (input >= 0 && open.size() > 1 && std::find(open.begin() + 1, open.end(), char{1}) != open.end()) {
            return "'" + file.tensors[static_cast<std::size_t>(input)].name +
                   "' has sizes that are open until it runs: they count as the file states them, which may be 1.";
        }
    }
    return {};
}

} // namespace

bool looksLikeTflite(std::string_view head)
{
    return head.substr(std::min<std::size_t>(4, head.size())).starts_with("TFL3");
}

Model readTflite(const FileBytes& bytes, const std::string& name)
{
    const tflite::File file = tflite::readFile(bytes, name);
    if (file.operators.empty()) {
        throw FormatError(name + " holds no operators.");
    }
    auto source = std::make_shared<const TfliteSource>(file);
    const tflite::FlatFile flat = tflite::flatten(file);
    ImportedGraph imported;
    imported.format = "tflite";
    if (const double batch = tflite::openBatch(file); batch > 0) {
        imported.symbols[batchName] = batch;
    }
    imported.graph = source->resolve(imported.symbols);
    imported.source = std::move(source);
    Model model;
    model.name = stemOf(name);
    model.id = idFrom(model.name);
    model.family = "TinyML";
    model.source = file.description.empty() ? "TFLite file" : "TFLite file, " + file.description;
    Checkpoint stored = storedTensors(flat, *imported.graph);
    setActivations(flat, model);
    model.body = std::move(imported);
    if (const std::string open = openSizes(file); !open.empty()) {
        stored.remarks.push_back(open);
        stored.guessed.emplace_back("sizes that are open until it runs");
    }
    if (!stored.tensors.empty()) {
        attachCheckpoint(model, std::move(stored), true);
    }
    return model;
}

} // namespace ridge

#include "core/formats/tflite/read_tflite.h"

#include "core/formats/format_error.h"
#include "core/formats/tflite/tflite.h"
#include "core/formats/weights/checkpoint_model.h"
#include "core/scenario/model_body.h"
#include "core/scenario/precision.h"

namespace ridge {
namespace {

/// A file's shapes are fixed: there are no sizes to resolve it for.
class TfliteSource final : public GraphSource {
public:
    explicit TfliteSource(const tflite::File& file) : m_bytes(tflite::writeFile(file)), m_graph(tflite::graphOf(file))
    {
    }

    Graph resolve(const std::map<std::string, double>&) const override { return m_graph; }
    const std::string& bytes() const override { return m_bytes; }

private:
    std::string m_bytes;
    Graph m_graph;
};

struct UsualFormat {
    std::string_view type;
    Precision precision;
};
constexpr UsualFormat usualFormats[] = {
    {"FLOAT32", Precision::FP32}, {"FLOAT16", Precision::FP16}, {"INT8", Precision::INT8},
    {"UINT8", Precision::INT8},   {"INT4", Precision::INT4},
};

/// The format that most of the elements have.
std::optional<Precision> commonFormat(const std::map<std::string_view, double>& elements)
{
    std::optional<Precision> common;
    double most = 0;
    for (const UsualFormat& usual : usualFormats) {
        const auto found = elements.find(usual.type);
        if (found != elements.end() && found->second > most) {
            most = found->second;
            common = usual.precision;
        }
    }
    return common;
}

void setFormats(const tflite::File& file, const Graph& graph, Model& model)
{
    std::map<std::string_view, double> weights, activations;
    for (std::size_t i = 0; i < file.tensors.size(); ++i) {
        double elements = 1;
        for (double size : file.tensors[i].shape) {
            elements *= size;
        }
        const char* type = tflite::typeOf(file.tensors[i].type).name;
        if (graph.tensors[i].isTrainable) {
            weights[type] += elements;
        } else if (!file.tensors[i].isConstant) {
            activations[type] += elements;
        }
    }
    if (const auto format = commonFormat(weights)) {
        model.usual["deployment.weights"] = infoOf(*format).id;
    }
    if (const auto format = commonFormat(activations)) {
        model.usual["deployment.activations"] = infoOf(*format).id;
    }
}

Checkpoint storedTensors(const tflite::File& file, const Graph& graph)
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
    ImportedGraph imported;
    imported.format = "tflite";
    imported.graph = source->resolve({});
    imported.source = std::move(source);
    Model model;
    model.name = stemOf(name);
    model.id = idFrom(model.name);
    model.family = "TinyML";
    model.source = file.description.empty() ? "TFLite file" : "TFLite file, " + file.description;
    if (Checkpoint stored = storedTensors(file, *imported.graph); !stored.tensors.empty()) {
        model.checkpoint = std::move(stored);
    }
    setFormats(file, *imported.graph, model);
    model.body = std::move(imported);
    return model;
}

} // namespace ridge

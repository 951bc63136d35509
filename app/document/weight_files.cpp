#include "app/document/weight_files.h"

#include "app/document/files.h"
#include "core/scenario/families/imported_graph.h"

#include <algorithm>

namespace ridge {
namespace {

bool hasWeightFile(const Model& model)
{
    const ImportedGraph* graph = model.imported();
    return graph && graph->source && graph->format == "onnx";
}

} // namespace

QStringList WeightFiles::namesIn(const Model& model, const QString& path, const Watch& watch)
{
    if (!hasWeightFile(model)) {
        return {};
    }
    try {
        std::vector<OnnxWeight> weights = listOnnxWeights(openBytes(path, watch), fileName(path).toStdString());
        std::stable_sort(weights.begin(), weights.end(),
                         [](const OnnxWeight& a, const OnnxWeight& b) { return a.elements > b.elements; });
        QStringList names;
        for (const OnnxWeight& weight : weights) {
            names << QString::fromStdString(weight.name);
        }
        return names;
    } catch (const std::exception&) { // a scenario's own copy of a graph, or a file that has changed: nothing to offer
        return {};
    }
}

WeightValues WeightFiles::valuesIn(const QString& path, const QString& tensor, const Watch& watch)
{
    return readOnnxWeight(openBytes(path, watch), fileName(path).toStdString(), tensor.toStdString());
}

void WeightFiles::remember(const Model& model, const QString& path, const QStringList& tensors)
{
    if (hasWeightFile(model)) {
        m_files[model.imported()->source] = {path, tensors};
    }
}

const WeightFiles::File* WeightFiles::fileOf(const Model& model) const
{
    const ImportedGraph* graph = model.imported();
    const auto found = graph ? m_files.find(graph->source) : m_files.end();
    return found == m_files.end() ? nullptr : &found->second;
}

QString WeightFiles::pathOf(const Model& model) const
{
    const File* file = fileOf(model);
    return file ? file->path : QString();
}

QStringList WeightFiles::tensorsOf(const Model& model) const
{
    const File* file = fileOf(model);
    return file ? file->tensors : QStringList();
}

} // namespace ridge

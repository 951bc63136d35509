#include "app/document/weight_files.h"

#include "app/document/files.h"
#include "core/formats/file_reader.h"
#include "core/scenario/families/imported_graph.h"

#include <algorithm>

namespace ridge {
namespace {

/// What looks into the file that the model was imported from; null: nothing does.
const FileReader* readerOfWeights(const Model& model)
{
    const ImportedGraph* graph = model.imported();
    const FileReader* reader = graph && graph->source ? fileReader(graph->format) : nullptr;
    return reader && reader->weights ? reader : nullptr;
}

} // namespace

QStringList WeightFiles::namesIn(const Model& model, const QString& path, const Watch& watch)
{
    const FileReader* reader = readerOfWeights(model);
    if (!reader) {
        return {};
    }
    try {
        std::vector<FileWeight> weights = reader->weights(openBytes(path, watch), fileName(path).toStdString());
        std::stable_sort(weights.begin(), weights.end(),
                         [](const FileWeight& a, const FileWeight& b) { return a.elements > b.elements; });
        QStringList names;
        for (const FileWeight& weight : weights) {
            names << QString::fromStdString(weight.name);
        }
        return names;
    } catch (const std::exception&) { // a scenario's own copy of a graph, or a file that has changed: nothing to offer
        return {};
    }
}

WeightValues WeightFiles::valuesIn(const Model& model, const QString& path, const QString& tensor, const Watch& watch)
{
    const FileReader* reader = readerOfWeights(model);
    return reader ? reader->weight(openBytes(path, watch), fileName(path).toStdString(), tensor.toStdString())
                  : WeightValues();
}

void WeightFiles::remember(const Model& model, const QString& path, const QStringList& tensors)
{
    if (readerOfWeights(model)) {
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

#include "app/weight_files.h"

#include "app/files.h"

#include <QFile>
#include <algorithm>

namespace ridge {
namespace {

/// Calls `read` with the file's bytes, of which only those it looks at are loaded.
template <class Read> auto withMapped(const QString& path, Read read)
{
    QFile file(path);
    const auto refuse = [&](const QString& reason) {
        return FileError(
            (fileName(path) + ": its weights cannot be read, " + reason + "; open the model again.").toStdString());
    };
    if (!file.open(QIODevice::ReadOnly)) {
        throw refuse(file.errorString());
    }
    const uchar* bytes = file.map(0, file.size());
    if (!bytes) {
        throw refuse(file.errorString());
    }
    return read(std::string_view(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(file.size())));
}

} // namespace

void WeightFiles::remember(const Model& model, const QString& path)
{
    if (const ImportedGraph* graph = model.imported(); graph && graph->source && graph->format == "onnx") {
        m_paths[graph->source] = path;
    }
}

QString WeightFiles::pathOf(const Model& model) const
{
    const ImportedGraph* graph = model.imported();
    const auto found = graph ? m_paths.find(graph->source) : m_paths.end();
    return found == m_paths.end() ? QString() : found->second;
}

QStringList WeightFiles::tensorsOf(const Model& model) const
{
    const QString path = pathOf(model);
    if (path.isEmpty()) {
        return {};
    }
    try {
        std::vector<OnnxWeight> weights = withMapped(
            path, [&](std::string_view bytes) { return listOnnxWeights(bytes, fileName(path).toStdString()); });
        std::stable_sort(weights.begin(), weights.end(),
                         [](const OnnxWeight& a, const OnnxWeight& b) { return a.elements > b.elements; });
        QStringList names;
        for (const OnnxWeight& weight : weights) {
            names << QString::fromStdString(weight.name);
        }
        return names;
    } catch (const std::exception&) { // the file has changed or gone: there is nothing to offer
        return {};
    }
}

WeightValues WeightFiles::valuesOf(const Model& model, const QString& tensor) const
{
    const QString path = pathOf(model);
    return withMapped(path, [&](std::string_view bytes) {
        return readOnnxWeight(bytes, fileName(path).toStdString(), tensor.toStdString());
    });
}

} // namespace ridge

// Where the weights of imported models lie on disk, to be read when somebody asks for a tensor.
// Not the parsing (core/formats), and never the whole file.
#pragma once

#include "app/reading/input.h"
#include "core/formats/file_weight.h"
#include "core/scenario/model.h"

#include <QString>
#include <QStringList>
#include <map>

namespace ridge {

class GraphSource;

class WeightFiles {
public:
    /// Names of the weight tensors of an imported model, the largest first; none where its file holds none that can be
    /// shown. On any thread.
    static QStringList namesIn(const Model& model, const QString& path, const Watch& watch = {});
    /// Those of one of these tensors. On any thread. Throws FileError or FormatError: one sentence.
    static WeightValues valuesIn(const Model& model, const QString& path, const QString& tensor,
                                 const Watch& watch = {});

    /// The model was imported from this file, which has these tensors. Models that are not imported have no weights.
    void remember(const Model& model, const QString& path, const QStringList& tensors);
    QStringList tensorsOf(const Model& model) const;
    /// Empty when the model's file is not known.
    QString pathOf(const Model& model) const;

private:
    struct File {
        QString path;
        QStringList tensors;
    };
    const File* fileOf(const Model& model) const;

    std::map<std::shared_ptr<const GraphSource>, File> m_files; // holds the sources, so that none is taken for another
};

} // namespace ridge

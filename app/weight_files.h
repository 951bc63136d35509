// Where the weights of imported models lie on disk, to be read when somebody asks for a tensor.
// Not the parsing (core/formats), and never the whole file: it is mapped.
#pragma once

#include "core/formats/formats.h"

#include <QString>
#include <QStringList>
#include <map>

namespace ridge {

class WeightFiles {
public:
    /// The model was imported from this file. Models that are not imported have no weights.
    void remember(const Model& model, const QString& path);
    /// Names of the model's weight tensors, the largest first; none when its file is not known or has gone.
    QStringList tensorsOf(const Model& model) const;
    /// Throws FileError or FormatError: one sentence.
    WeightValues valuesOf(const Model& model, const QString& tensor) const;

private:
    QString pathOf(const Model& model) const;

    std::map<std::shared_ptr<const GraphSource>, QString>
        m_paths; // holds the sources, so that none is taken for another
};

} // namespace ridge

// The questions which file to open and where to save: the only ones of the program, so that none of them deletes.
// Not reading or writing (files.h).
#pragma once

#include <QString>
#include <QStringList>

class QWidget;

namespace ridge {

/// "PNG image (*.png)": an entry of `filters`, which ";;" separates. Endings have their point.
QString fileFilter(const QString& label, const QStringList& endings);

/// A file that is there. Empty: the user gave up.
QString askOpenPath(QWidget* parent, const QString& title, const QString& folder, const QString& filters);

/// A file to save to, its ending completed before an existing file is asked about. Empty: the user gave up.
QString askSavePath(QWidget* parent, const QString& title, const QString& suggested, const QString& filters);

/// The same for a file that something is added to: what is there is kept, so that nobody is asked about it.
QString askAppendPath(QWidget* parent, const QString& title, const QString& suggested, const QString& filters);

} // namespace ridge

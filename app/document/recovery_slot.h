// A file in which one running program keeps its unsaved work, and the right to it; found again after a crash.
// Not when it is written (session.h), and not the question about it (recovery_dialog.h).
#pragma once

#include "core/formats/json/unsaved.h"

#include <QLockFile>
#include <QString>
#include <memory>
#include <vector>

namespace ridge {

class RecoverySlot {
public:
    /// Where slots may be: with the user's data, or where that cannot be written, in a folder for what is temporary.
    static QStringList folders();
    /// An empty one in the first of the folders that can be written; `problem` says what is wrong with those before it.
    static std::unique_ptr<RecoverySlot> claim(const QStringList& folders, QString& problem);
    /// Those that programs left full which do not run any more, the newest first.
    static std::vector<std::unique_ptr<RecoverySlot>> leftBehind();
    static QString pathIn(const QString& folder, int number);

    const QString& path() const { return m_path; }
    UnsavedWork read() const; // throws FileError or FormatError
    void clear() const;
    /// A copy that no program writes to or offers; gives its path. Throws FileError.
    QString keepCopy() const;

private:
    explicit RecoverySlot(QString path);

    QString m_path;
    std::unique_ptr<QLockFile> m_lock;
};

} // namespace ridge

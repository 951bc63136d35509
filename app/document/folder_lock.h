// The right to change what lies in a folder: programs that want it at the same time take turns.
// Not a file: nothing is written, so that it works on a full disk, and a program that dies gives it back.
#pragma once

#include <QString>

namespace ridge {

class FolderLock {
public:
    /// Waits for whoever has it. Where a file system knows no locks, everybody goes ahead.
    explicit FolderLock(const QString& folder);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

private:
    int m_folder;
};

} // namespace ridge

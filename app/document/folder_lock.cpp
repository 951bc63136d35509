#include "app/document/folder_lock.h"

#include "app/reading/paths.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace ridge {

FolderLock::FolderLock(const QString& folder)
    : m_folder(::open(systemPath(folder).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))
{
    while (m_folder >= 0 && ::flock(m_folder, LOCK_EX) != 0 && errno == EINTR) {}
}

FolderLock::~FolderLock()
{
    if (m_folder >= 0) {
        ::close(m_folder); // and so unlocks
    }
}

} // namespace ridge

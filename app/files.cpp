#include "app/files.h"

#include "app/reading/paths.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <algorithm>

#include <fcntl.h>
#include <unistd.h>

namespace ridge {
namespace {

[[noreturn]] void fail(const QString& path, const QString& what, const QString& remedy)
{
    throw FileError((fileName(path) + ": " + what + "; " + remedy + ".").toStdString());
}

/// Devices and pipes are written to as they are: putting a file in their place would destroy them.
bool isNoPlainFile(const QString& path)
{
    const QFileInfo info(path);
    const bool leadsToOutput = path.startsWith("/dev/std") || path.startsWith("/dev/fd/") || path.startsWith("/proc/");
    return info.exists() && !info.isDir() && (!info.isFile() || leadsToOutput);
}

QString lower(QString reason)
{
    if (!reason.isEmpty()) {
        reason[0] = reason[0].toLower();
    }
    return reason;
}

/// Under a name that Qt cannot say: `write` gets one that it can, beside it, from where the file is moved.
template <class Write> void writeForeign(const QString& path, Write write)
{
    const std::filesystem::path target = systemPath(path);
    const std::filesystem::path parent = target.has_parent_path() ? target.parent_path() : ".";
    const int folder = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        fail(path, QStringLiteral("cannot be written, its folder cannot be opened"),
             QStringLiteral("choose another place; nothing was changed"));
    }
    const auto close = qScopeGuard([folder] { ::close(folder); });
    const QTemporaryDir beside(QStringLiteral("/proc/self/fd/%1/.ridgepoint-XXXXXX").arg(folder));
    const QString plain = beside.filePath(fileName(path));
    write(plain);
    if (::rename(QFile::encodeName(plain).constData(), target.c_str()) != 0) {
        fail(path, QStringLiteral("cannot be written under this name"),
             QStringLiteral("choose another; nothing was changed"));
    }
}

} // namespace

void writeFile(const QString& path, std::string_view bytes)
{
    if (isForeignToQt(path)) {
        writeForeign(path, [bytes](const QString& plain) { writeFile(plain, bytes); });
        return;
    }
    const auto writeTo = [&](auto& file, const auto& finish) {
        const qint64 size = static_cast<qint64>(bytes.size());
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes.data(), size) != size || !finish()) {
            fail(path, QStringLiteral("cannot be written, ") + lower(file.errorString()),
                 QStringLiteral("choose another place or make room; nothing was changed"));
        }
    };
    if (isNoPlainFile(path)) {
        QFile file(path);
        writeTo(file, [&file] { return file.flush(); });
        return;
    }
    const QFileInfo info(path);
    QSaveFile file(info.isSymLink() && info.exists() ? info.canonicalFilePath() : path); // links stay links
    writeTo(file, [&file] { return file.commit(); });
}

} // namespace ridge

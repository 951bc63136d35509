#include "app/document/files.h"

#include "app/reading/paths.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <algorithm>
#include <cerrno>
#include <unistd.h>

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

/// Why writing fails, in words.
struct Refusal {
    int code;
    const char* what;
    const char* remedy;
};
constexpr Refusal refusals[] = {
    {ENOSPC, "the disk is full", "make room or choose another place"},
    {EDQUOT, "the disk is full, as far as you may use it", "make room or choose another place"},
    {EFBIG, "the disk is full, or takes no file so large", "make room or choose another place"},
    {EROFS, "the file system is read-only", "choose another place"},
    {EACCES, "there is no permission", "choose another place or change the permissions"},
    {EPERM, "there is no permission", "choose another place or change the permissions"},
    {ENOENT, "the folder does not exist", "make it or choose another place"},
    {ENOTDIR, "what should be its folder is a file", "choose another place"},
    {EISDIR, "this is a folder", "name a file in it or choose another place"},
    {ENAMETOOLONG, "the name is too long", "choose a shorter one"},
};

/// `said` is Qt's text for a code of the system, or its own where it did not even try.
[[noreturn]] void failToWrite(const QString& path, const QString& said, const QString& consequence)
{
    const QFileInfo info(path);
    const QByteArray target = QFile::encodeName(info.exists() ? path : info.path());
    const int found = info.isDir() ? EISDIR : ::access(target.constData(), W_OK) != 0 ? errno : 0;
    const auto* refusal = std::find_if(std::begin(refusals), std::end(refusals),
                                       [&](const Refusal& each) { return qt_error_string(each.code) == said; });
    if (refusal == std::end(refusals)) {
        refusal = std::find_if(std::begin(refusals), std::end(refusals),
                               [found](const Refusal& each) { return each.code == found; });
    }
    const bool isKnown = refusal != std::end(refusals);
    fail(path, QStringLiteral("cannot be written, ") + (isKnown ? QString::fromLatin1(refusal->what) : lower(said)),
         QString::fromLatin1(isKnown ? refusal->remedy : "choose another place") + consequence);
}

/// Under a name that Qt cannot say: `write` gets one that it can, beside it, from where the file is moved.
template <class Write> void writeForeign(const QString& path, Write write)
{
    const std::filesystem::path target = systemPath(path);
    const std::filesystem::path parent = target.has_parent_path() ? target.parent_path() : ".";
    const int folder = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        failToWrite(path, qt_error_string(errno), QStringLiteral("; nothing was changed"));
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

void writeFile(const QString& path, std::string_view bytes, const std::function<void()>& beforeReplacing)
{
    if (isForeignToQt(path)) {
        writeForeign(path, [&](const QString& plain) { writeFile(plain, bytes, beforeReplacing); });
        return;
    }
    const auto fill = [&bytes](auto& file) { // flushed here, because closing would forget why it failed
        const qint64 size = static_cast<qint64>(bytes.size());
        return file.open(QIODevice::WriteOnly) && file.write(bytes.data(), size) == size && file.flush();
    };
    if (isNoPlainFile(path)) {
        QFile file(path);
        if (!fill(file)) {
            failToWrite(path, file.errorString(), {});
        }
        return;
    }
    const QFileInfo info(path);
    QSaveFile file(info.isSymLink() && info.exists() ? info.canonicalFilePath() : path); // links stay links
    bool done = fill(file);
    if (done && beforeReplacing) {
        beforeReplacing();
    }
    done = done && file.commit();
    if (!done) {
        failToWrite(path, file.errorString(), QStringLiteral("; nothing was changed"));
    }
}

void makeFolder(const QString& path)
{
    if (!QDir().mkpath(path)) {
        throw FileError(path.toStdString() + ": the folder cannot be made; check the permissions of the one above it.");
    }
}

QByteArray fingerprint(std::string_view bytes)
{
    return QCryptographicHash::hash({bytes.data(), static_cast<qsizetype>(bytes.size())}, QCryptographicHash::Sha256)
        .toHex();
}

QByteArray fingerprintOf(const QString& path)
{
    constexpr std::uint64_t chunk = 1 << 20;
    try {
        const FileBytes bytes = openBytes(path);
        QCryptographicHash hash(QCryptographicHash::Sha256);
        for (std::uint64_t at = 0; at < bytes.size(); at += chunk) {
            hash.addData(QByteArray::fromStdString(bytes.part(at, std::min(chunk, bytes.size() - at))));
        }
        return hash.result().toHex();
    } catch (const FileError&) {
        return {};
    }
}

} // namespace ridge

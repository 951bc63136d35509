#include "app/files.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <algorithm>
#include <cerrno>
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

} // namespace

QString fileName(const QString& path)
{
    const QString name = QFileInfo(path).fileName();
    return name.isEmpty() ? path : name;
}

MappedFile::MappedFile(const QString& path) : m_file(std::make_unique<QFile>(path))
{
    if (!QFileInfo(path).isFile() || !m_file->open(QIODevice::ReadOnly)) {
        fail(path, QStringLiteral("it cannot be opened"), QStringLiteral("check the path and its permissions"));
    }
    const qint64 size = m_file->size();
    const uchar* bytes = size > 0 ? m_file->map(0, size) : nullptr;
    if (size > 0 && !bytes) {
        fail(path, lower(m_file->errorString()), QStringLiteral("copy it to a local disk"));
    }
    m_bytes = {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

MappedFile::~MappedFile() = default;
MappedFile::MappedFile(MappedFile&&) noexcept = default;

std::string readHead(const QString& path, int most)
{
    QFile file(path);
    return QFileInfo(path).isFile() && file.open(QIODevice::ReadOnly) ? file.read(most).toStdString() : std::string();
}

std::string readFile(const QString& path)
{
    constexpr qint64 largest = (qint64(1) << 31) - 1; // what a protobuf message may have
    const QFileInfo info(path);
    if (!info.exists()) {
        fail(path, QStringLiteral("there is no such file"), QStringLiteral("check the path"));
    }
    if (info.isDir()) {
        fail(path, QStringLiteral("this is a folder"), QStringLiteral("name a file in it"));
    }
    const auto refuseLarge = [&path](qint64 size) {
        if (size > largest) {
            fail(path, QStringLiteral("the file is larger than 2 GiB"),
                 QStringLiteral("export the model with its weights as external data"));
        }
    };
    refuseLarge(info.size());
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        fail(path, lower(file.errorString()), QStringLiteral("check its permissions"));
    }
    constexpr qint64 chunk = 1 << 20; // pipes state no size: they are read until they end
    std::string bytes;
    bytes.reserve(static_cast<std::size_t>(info.size() + chunk));
    for (qint64 got = chunk; got > 0;) {
        const std::size_t before = bytes.size();
        bytes.resize(before + chunk);
        got = file.read(bytes.data() + before, chunk);
        bytes.resize(before + static_cast<std::size_t>(std::max<qint64>(got, 0)));
        refuseLarge(static_cast<qint64>(bytes.size()));
    }
    if (file.error() != QFileDevice::NoError) {
        fail(path, lower(file.errorString()), QStringLiteral("check the disk"));
    }
    return bytes;
}

void writeFile(const QString& path, std::string_view bytes, const std::function<void()>& beforeReplacing)
{
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
    QFile file(path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const bool isRead = QFileInfo(path).isFile() && file.open(QIODevice::ReadOnly) && hash.addData(&file);
    return isRead ? hash.result().toHex() : QByteArray();
}

} // namespace ridge

#include "app/files.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <algorithm>

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

void writeFile(const QString& path, std::string_view bytes)
{
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

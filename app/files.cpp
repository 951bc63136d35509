#include "app/files.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

namespace ridge {
namespace {

[[noreturn]] void fail(const QString& path, const QString& what, const QString& remedy)
{
    throw FileError((fileName(path) + ": " + what + "; " + remedy + ".").toStdString());
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
    if (info.size() > largest) {
        fail(path, QStringLiteral("the file is larger than 2 GiB"), QStringLiteral("export the model with its weights as external data"));
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        fail(path, lower(file.errorString()), QStringLiteral("check its permissions"));
    }
    const QByteArray bytes = file.read(largest);
    if (file.error() != QFileDevice::NoError) {
        fail(path, lower(file.errorString()), QStringLiteral("check the disk"));
    }
    return bytes.toStdString();
}

void writeFile(const QString& path, std::string_view bytes)
{
    QSaveFile file(path);
    // Devices such as /dev/stdout cannot be renamed over.
    file.setDirectWriteFallback(QFileInfo(path).exists() && !QFileInfo(path).isFile());
    const QString remedy = QStringLiteral("choose another place or make room; nothing was changed");
    if (!file.open(QIODevice::WriteOnly)) {
        fail(path, QStringLiteral("cannot be written, ") + lower(file.errorString()), remedy);
    }
    const qint64 size = static_cast<qint64>(bytes.size());
    if (file.write(bytes.data(), size) != size || !file.commit()) {
        fail(path, QStringLiteral("cannot be written, ") + lower(file.errorString()), remedy);
    }
}

} // namespace ridge

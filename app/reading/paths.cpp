#include "app/reading/paths.h"

#include <QFileInfo>
#include <QUrl>
#include <algorithm>

namespace ridge {
namespace {

constexpr char16_t rawBytes = 0xEF00; // and the byte: U+EF80 to U+EFFF

bool isRaw(QChar c) { return c.unicode() >= rawBytes + 0x80 && c.unicode() <= rawBytes + 0xFF; }

/// Of the character that begins there; 0 where none does that can be kept as it is.
std::size_t lengthAt(std::string_view bytes)
{
    const auto lead = static_cast<unsigned char>(bytes.front());
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xC0 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (length == 0 || length > bytes.size()) {
        return 0;
    }
    const QByteArray raw(bytes.data(), static_cast<qsizetype>(length));
    const QString text = QString::fromUtf8(raw);
    return text.toUtf8() == raw && !isRaw(text.front()) ? length : 0;
}

} // namespace

QString pathFrom(std::string_view bytes)
{
    QString path;
    while (!bytes.empty()) {
        const std::size_t length = lengthAt(bytes);
        path += length > 0
                    ? QString::fromUtf8(bytes.data(), static_cast<qsizetype>(length))
                    : QString(QChar(static_cast<char16_t>(rawBytes + static_cast<unsigned char>(bytes.front()))));
        bytes.remove_prefix(std::max<std::size_t>(1, length));
    }
    return path;
}

QString pathFrom(const QUrl& url)
{
    return pathFrom(QByteArray::fromPercentEncoding(url.path(QUrl::FullyEncoded).toUtf8()).toStdString());
}

std::filesystem::path systemPath(const QString& path)
{
    std::string bytes;
    for (qsizetype i = 0; i < path.size();) {
        if (isRaw(path[i])) {
            bytes += static_cast<char>(path[i++].unicode() - rawBytes);
            continue;
        }
        const qsizetype start = i;
        while (i < path.size() && !isRaw(path[i])) {
            ++i;
        }
        bytes += QStringView(path).mid(start, i - start).toUtf8().toStdString();
    }
    return bytes;
}

bool isForeignToQt(const QString& path) { return std::any_of(path.begin(), path.end(), isRaw); }

QString fileName(const QString& path)
{
    QString name = QFileInfo(path).fileName();
    name = name.isEmpty() ? path : name;
    std::replace_if(name.begin(), name.end(), isRaw, QChar(QChar::ReplacementCharacter));
    return name;
}

} // namespace ridge

// Reading and writing files, with one sentence for whatever goes wrong.
// Not formats: core/formats turns bytes into values.
#pragma once

#include <QString>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

class QFile;

namespace ridge {

/// One sentence for the user: which file, what, and what to do.
class FileError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The whole file, at most 2 GiB. Throws FileError.
std::string readFile(const QString& path);

/// The bytes of a file of any size, of which only those that are looked at are loaded. Valid while this lives.
class MappedFile {
public:
    /// Throws FileError for what is no plain file or cannot be mapped.
    explicit MappedFile(const QString& path);
    ~MappedFile();
    MappedFile(MappedFile&&) noexcept;
    std::string_view bytes() const { return m_bytes; }

private:
    std::unique_ptr<QFile> m_file;
    std::string_view m_bytes;
};

/// At most so many bytes of its start; empty for what is no plain file.
std::string readHead(const QString& path, int most);

/// All or nothing: writes beside the target and renames. Throws FileError; the old file is then untouched. What has to
/// be done once the new bytes are on the disk and the old file is still there, is done `beforeReplacing`; when that
/// throws, the old file stays.
void writeFile(const QString& path, std::string_view bytes, const std::function<void()>& beforeReplacing = {});
/// With those above it. Throws FileError.
void makeFolder(const QString& path);

/// Tells contents apart; never empty.
QByteArray fingerprint(std::string_view bytes);
/// Of what the file holds now; empty where there is no plain file that can be read.
QByteArray fingerprintOf(const QString& path);

/// A file, and what it held when it was last read or written here.
struct KnownFile {
    QString path; // empty: none
    QByteArray seen = {};
    friend bool operator==(const KnownFile&, const KnownFile&) = default;
};

QString fileName(const QString& path);

} // namespace ridge

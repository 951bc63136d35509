// Reading and writing files, with one sentence for whatever goes wrong.
// Not formats: core/formats turns bytes into values.
#pragma once

#include <QString>
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

/// All or nothing: writes beside the target and renames. Throws FileError; the old file is then untouched.
void writeFile(const QString& path, std::string_view bytes);

QString fileName(const QString& path);

} // namespace ridge

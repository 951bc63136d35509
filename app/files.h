// Reading and writing files, with one sentence for whatever goes wrong.
// Not formats: core/formats turns bytes into values.
#pragma once

#include <QString>
#include <stdexcept>
#include <string>

namespace ridge {

/// One sentence for the user: which file, what, and what to do.
class FileError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The whole file, at most 2 GiB. Throws FileError.
std::string readFile(const QString& path);

/// All or nothing: writes beside the target and renames. Throws FileError; the old file is then untouched.
void writeFile(const QString& path, std::string_view bytes);

QString fileName(const QString& path);

} // namespace ridge

// Writing files, with one sentence for whatever goes wrong; with reading them, which is app/reading.
// Not formats: core/formats turns bytes into values.
#pragma once

#include "app/reading/input.h"
#include "app/reading/paths.h"
#include <functional>
#include <stdexcept>
#include <string>

namespace ridge {

/// One sentence for the user: which file, what, and what to do.
class FileError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

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

} // namespace ridge

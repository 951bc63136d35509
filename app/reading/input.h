// Files that are read: opened without waiting, plain ones alone, and read piece by piece.
// Not formats: core/formats turns bytes into values.
#pragma once

#include "core/formats/file_bytes.h"

#include <QString>
#include <atomic>

namespace ridge {

/// Who waits for a reading: how far it is, and whether it is still wanted.
struct Watch {
    std::stop_token stop = {};
    std::atomic<double>* share = nullptr; // of the file that is being read, 0 to 1
};

/// The bytes of a plain file of any size, fetched where they are looked at: one that shrinks meanwhile is a sentence.
/// Throws FileError for whatever else lies there.
FileBytes openBytes(const QString& path, const Watch& watch = {});

/// The whole file, at most 2 GiB. Throws FileError.
std::string readFile(const QString& path);

} // namespace ridge

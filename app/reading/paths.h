// Paths as the system has them, which are bytes of any kind, and as QStrings.
// Not files: nothing here is opened or looked up.
#pragma once

#include <QString>
#include <filesystem>
#include <string>

class QUrl;

namespace ridge {

/// The system's bytes as text. Those that are no UTF-8 become characters of a private area (U+EF80 and on, as in
/// MirBSD's OPTU-8), so that any path goes through windows and settings and comes out as it was.
QString pathFrom(std::string_view bytes);
/// A local file's path, whatever its bytes are.
QString pathFrom(const QUrl& url);
/// The way back.
std::filesystem::path systemPath(const QString& path);
/// Whether Qt would open another file by that name, or none: its own way back knows UTF-8 alone.
bool isForeignToQt(const QString& path);

/// Without folders, as it may be shown: what is no text is replaced.
QString fileName(const QString& path);

} // namespace ridge

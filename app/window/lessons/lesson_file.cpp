#include "app/window/lessons/lesson_file.h"

#include "app/document/files.h"
#include "app/document/folder_lock.h"
#include "core/formats/format_error.h"
#include "core/lessons/lesson_text.h"
#include "core/lessons/step_recorder.h"

#include <QFileInfo>

#include <algorithm>
#include <filesystem>

namespace ridge {
namespace {

constexpr std::uint64_t mostBytes = std::uint64_t{1024} * 1024; // of which a reader takes less, with its own sentence

std::string textOf(const QString& path)
{
    std::error_code unknown;
    if (!std::filesystem::exists(systemPath(path), unknown)) {
        return {};
    }
    const FileBytes bytes = openBytes(path);
    return std::string(bytes.part(0, static_cast<std::size_t>(std::min(bytes.size(), mostBytes))));
}

void refuseFaults(const QString& path, std::string_view lesson, const char* what)
{
    const ReadLesson read = readLesson(lesson);
    if (!read.faults.empty()) {
        const LessonFault& first = read.faults.front();
        throw FormatError(fileName(path).toStdString() + ": " + what + ", line " + std::to_string(first.line) + ": " +
                          first.sentence + "; nothing was changed.");
    }
}

} // namespace

void appendSteps(const QString& path, const std::string& steps)
{
    const FolderLock turn(QFileInfo(path).path());
    const std::string before = textOf(path);
    const std::string after = withSteps(before, steps, lessonId(fileName(path).section(u'.', 0, 0).toStdString()));
    if (before.find_first_not_of(" \t\r\n") != std::string::npos) {
        refuseFaults(path, before, "this is no lesson that can be added to");
    }
    refuseFaults(path, after, "with these steps it would be no lesson");
    writeFile(path, after);
}

} // namespace ridge

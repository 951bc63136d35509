#include "core/library/lessons.h"

#include "core/formats/embedded.h"
#include "core/formats/json/presets.h"
#include "core/lessons/lesson_text.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr std::string_view ending = ".lesson.md";

bool hasLesson(const std::vector<LessonEntry>& entries, const std::string& id)
{
    return std::ranges::any_of(entries, [&id](const LessonEntry& entry) { return entry.lesson.id == id; });
}

/// Each after those that it needs, otherwise by their files' names; what needs one that is not there comes last.
std::vector<LessonEntry> ordered(std::vector<LessonEntry> waiting)
{
    std::vector<LessonEntry> done;
    while (!waiting.empty()) {
        auto next = std::ranges::find_if(waiting, [&done](const LessonEntry& entry) {
            return std::ranges::all_of(entry.lesson.needs, [&](const std::string& id) { return hasLesson(done, id); });
        });
        next = next == waiting.end() ? waiting.begin() : next;
        done.push_back(std::move(*next));
        waiting.erase(next);
    }
    return done;
}

} // namespace

const std::vector<LessonEntry>& builtInLessons()
{
    static const std::vector<LessonEntry> lessons = [] {
        std::vector<LessonEntry> all;
        for (const EmbeddedFile& file : embeddedFiles()) {
            if (file.path.ends_with(ending)) {
                all.push_back({std::string(file.path), file.text, readLesson(file.text).lesson});
            }
        }
        return ordered(std::move(all));
    }();
    return lessons;
}

LessonShelf builtInShelf()
{
    return {[](const std::string& id) { return modelPreset(id); },
            [](const std::string& id) { return devicePreset(id); }};
}

} // namespace ridge
